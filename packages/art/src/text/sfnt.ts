/** @module The table directory of an sfnt font (OpenType 1.9.1, "The OpenType font file"): read, checked, written. */
import { ArtError } from '../errors.ts'

/** One table of a font. */
export interface FontTable {
  /** Four ASCII characters as a number. */
  readonly tag: number
  readonly checksum: number
  readonly data: Uint8Array
}

/** Tables of a font with the version that its directory begins with. */
export interface Sfnt {
  readonly flavour: number
  readonly tables: readonly FontTable[]
}

const HEADER_BYTES = 12
const ENTRY_BYTES = 16
/** No font needs more tables; the registered tags are fewer. */
const MAX_TABLES = 96

/** A tag as a number: `glyf` is 0x676c7966. */
export function tagOf(name: string): number {
  return [...name].reduce((tag, character) => tag * 256 + character.charCodeAt(0), 0)
}

/** Throws `font.damaged`. */
export function damaged(message: string, cause?: unknown): never {
  throw new ArtError('font.damaged', `the font is damaged: ${message}`, { cause })
}

/** Reads the directory; every table lies within the file and stands there once. Throws `font.damaged`. */
export function readSfnt(bytes: Uint8Array): Sfnt {
  if (bytes.length < HEADER_BYTES) damaged(`${bytes.length} bytes hold no table directory`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint16(4)
  if (count === 0 || count > MAX_TABLES || HEADER_BYTES + count * ENTRY_BYTES > bytes.length) {
    damaged(`its ${bytes.length} bytes cannot hold a directory of ${count} tables`)
  }
  const tables: FontTable[] = []
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + i * ENTRY_BYTES
    const tag = view.getUint32(at)
    const offset = view.getUint32(at + 8)
    const length = view.getUint32(at + 12)
    if (offset + length > bytes.length) {
      damaged(`a table of ${length} bytes at ${offset} leaves the file of ${bytes.length} bytes`)
    }
    if (tables.some((table) => table.tag === tag)) damaged('a table stands in it twice')
    tables.push({ tag, checksum: view.getUint32(at + 4), data: bytes.subarray(offset, offset + length) })
  }
  return { flavour: view.getUint32(0), tables }
}

function padded(length: number): number {
  return (length + 3) & ~3
}

/** Writes a font of the tables, in their order. */
export function writeSfnt({ flavour, tables }: Sfnt): Uint8Array<ArrayBuffer> {
  const directory = HEADER_BYTES + tables.length * ENTRY_BYTES
  const total = tables.reduce((sum, { data }) => sum + padded(data.length), directory)
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
  tables.forEach(({ tag, checksum, data }, i) => {
    const entry = HEADER_BYTES + i * ENTRY_BYTES
    view.setUint32(entry, tag)
    view.setUint32(entry + 4, checksum)
    view.setUint32(entry + 8, offset)
    view.setUint32(entry + 12, data.length)
    sfnt.set(data, offset)
    offset += padded(data.length)
  })
  return sfnt
}
