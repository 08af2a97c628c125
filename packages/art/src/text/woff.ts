/** @module WOFF 1.0 (W3C Recommendation, 2012) to the plain sfnt font inside it, which the shaper reads. */
import { damaged, type FontTable, type Sfnt, writeSfnt } from './sfnt.ts'

/** Unpacks one stream to at most `length` bytes and rejects when there are more, so that a few bytes cannot fill the memory. */
export type Unpack = (bytes: Uint8Array<ArrayBuffer>, length: number) => Promise<Uint8Array>

/** How font files are packed. Node and browsers bring their own. */
export interface Unpackers {
  /** A zlib stream (RFC 1950): a table of a WOFF file. */
  readonly inflate: Unpack
  /** A Brotli stream (RFC 7932): all tables of a WOFF2 file. */
  readonly unbrotli: Unpack
}

/** What a WOFF file begins with: "wOFF". */
export const WOFF_SIGNATURE = 0x774f4646
const HEADER_BYTES = 44
const ENTRY_BYTES = 20
/** A larger font is refused before anything of it is unpacked. */
export const MAX_SFNT_BYTES = 16 * 1024 * 1024
/** No font needs more tables; the registered tags are fewer. */
export const MAX_TABLES = 96

/** Unpacks a WOFF file. Throws `font.damaged` when it is not one or its lengths do not fit. */
export async function woffToSfnt(woff: Uint8Array<ArrayBuffer>, inflate: Unpack): Promise<Uint8Array> {
  return writeSfnt(await readWoff(woff, inflate))
}

/** The tables of a WOFF file, unpacked. Throws `font.damaged`. */
export async function readWoff(woff: Uint8Array<ArrayBuffer>, inflate: Unpack): Promise<Sfnt> {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength)
  if (woff.length < HEADER_BYTES || view.getUint32(0) !== WOFF_SIGNATURE) damaged('it is not a WOFF 1.0 file')
  const count = view.getUint16(12)
  if (count === 0 || count > MAX_TABLES || woff.length < HEADER_BYTES + count * ENTRY_BYTES) {
    damaged(`a WOFF of ${woff.length} bytes cannot hold ${count} tables`)
  }
  const tables: FontTable[] = []
  let left = MAX_SFNT_BYTES
  for (let i = 0; i < count; i++) {
    const table = await readTable(woff, HEADER_BYTES + i * ENTRY_BYTES, left, inflate)
    if (tables.some(({ tag }) => tag === table.tag)) damaged('a table stands in it twice')
    left -= table.data.length
    tables.push(table)
  }
  return { flavour: view.getUint32(4), tables }
}

async function readTable(
  woff: Uint8Array<ArrayBuffer>,
  at: number,
  limit: number,
  inflate: Unpack,
): Promise<FontTable> {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength)
  const offset = view.getUint32(at + 4)
  const packed = view.getUint32(at + 8)
  const length = view.getUint32(at + 12)
  if (offset + packed > woff.length || packed > length) {
    damaged(`a table at ${offset} with ${packed} bytes leaves the file`)
  }
  if (length > limit) damaged(`its tables unpack to more than ${MAX_SFNT_BYTES} bytes`)
  const raw = woff.subarray(offset, offset + packed)
  const data = packed < length ? await unpack(raw, length, inflate) : raw
  if (data.length !== length) damaged(`a table has ${data.length} bytes instead of ${length}`)
  return { tag: view.getUint32(at), checksum: view.getUint32(at + 16), data }
}

async function unpack(raw: Uint8Array<ArrayBuffer>, length: number, inflate: Unpack): Promise<Uint8Array> {
  try {
    return await inflate(raw, length)
  } catch (cause) {
    return damaged('a packed table cannot be unpacked', cause)
  }
}
