/** @module WOFF 1.0 (W3C Recommendation, 2012) to the plain sfnt font inside it, which the shaper reads. */
import { ArtError } from '../errors.ts'

/** Inflates one zlib stream (RFC 1950). Node and browsers bring their own. */
export type Inflate = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>

const SIGNATURE = 0x774f4646 // 'wOFF'
const HEADER_BYTES = 44
const ENTRY_BYTES = 20
/** No bundled font is larger; a hostile one must not make us allocate more. */
const MAX_FONT_BYTES = 8 * 1024 * 1024

interface Table {
  readonly tag: number
  readonly checksum: number
  readonly length: number
  readonly data: Uint8Array
}

/** Unpacks a WOFF file. Throws `font.damaged` when it is not one or its lengths do not fit. */
export async function woffToSfnt(woff: Uint8Array<ArrayBuffer>, inflate: Inflate): Promise<Uint8Array> {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength)
  if (woff.length < HEADER_BYTES || view.getUint32(0) !== SIGNATURE) {
    throw new ArtError('font.damaged', 'the font is not a WOFF 1.0 file')
  }
  const flavour = view.getUint32(4)
  const tableCount = view.getUint16(12)
  if (woff.length < HEADER_BYTES + tableCount * ENTRY_BYTES || view.getUint32(16) > MAX_FONT_BYTES) {
    throw new ArtError('font.damaged', `a WOFF of ${woff.length} bytes cannot hold ${tableCount} tables`)
  }
  const tables: Table[] = []
  for (let i = 0; i < tableCount; i++) {
    tables.push(await readTable(woff, view, HEADER_BYTES + i * ENTRY_BYTES, inflate))
  }
  return writeSfnt(flavour, tables)
}

async function readTable(
  woff: Uint8Array<ArrayBuffer>,
  view: DataView,
  at: number,
  inflate: Inflate,
): Promise<Table> {
  const offset = view.getUint32(at + 4)
  const packed = view.getUint32(at + 8)
  const length = view.getUint32(at + 12)
  if (offset + packed > woff.length || packed > length || length > MAX_FONT_BYTES) {
    throw new ArtError('font.damaged', `a font table at ${offset} with ${packed} bytes leaves the file`)
  }
  const raw = woff.subarray(offset, offset + packed)
  const data = packed < length ? await inflate(raw) : raw
  if (data.length !== length) {
    throw new ArtError('font.damaged', `a font table has ${data.length} bytes instead of ${length}`)
  }
  return { tag: view.getUint32(at), checksum: view.getUint32(at + 16), length, data }
}

function padded(length: number): number {
  return (length + 3) & ~3
}

function writeSfnt(flavour: number, tables: readonly Table[]): Uint8Array {
  const directory = 12 + tables.length * 16
  const total = tables.reduce((sum, table) => sum + padded(table.length), directory)
  const sfnt = new Uint8Array(total)
  const view = new DataView(sfnt.buffer)
  const steps = 31 - Math.clz32(tables.length)
  const searchRange = 16 << steps
  view.setUint32(0, flavour)
  view.setUint16(4, tables.length)
  view.setUint16(6, searchRange)
  view.setUint16(8, steps)
  view.setUint16(10, tables.length * 16 - searchRange)
  let offset = directory
  tables.forEach((table, i) => {
    const entry = 12 + i * 16
    view.setUint32(entry, table.tag)
    view.setUint32(entry + 4, table.checksum)
    view.setUint32(entry + 8, offset)
    view.setUint32(entry + 12, table.length)
    sfnt.set(table.data, offset)
    offset += padded(table.length)
  })
  return sfnt
}
