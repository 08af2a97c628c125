/** @module WOFF 2.0 (W3C Recommendation, 2018) to the plain sfnt font inside it: one Brotli stream, in it tables, some of them rearranged. */
import { ArtError } from '../errors.ts'
import { type ByteReader, createByteReader } from './byte-reader.ts'
import { damaged, type FontTable, type Sfnt, tagOf } from './sfnt.ts'
import { MAX_SFNT_BYTES, MAX_TABLES, type Unpack } from './woff.ts'
import { type RestoredGlyphs, restoreGlyphs, restoreMetrics } from './woff2-glyphs.ts'

/** What a WOFF2 file begins with: "wOF2". */
export const WOFF2_SIGNATURE = 0x774f4632

/** Tags that the directory knows by their number (4.1, table 3), in its order. */
const KNOWN_TAGS = [
  'cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT',
  'EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH',
  'CBDT CBLC COLR CPAL SVG  sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar',
  'gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill',
].flatMap((line) => (line.match(/.{4} ?/g) ?? []).map((tag) => tagOf(tag.slice(0, 4))))
const OWN_TAG = 63

interface Entry {
  readonly tag: number
  /** Bytes of the table in the font. */
  readonly length: number
  /** Whether it is rearranged, and so of another length in the stream. */
  readonly isRearranged: boolean
  readonly packedLength: number
}

/**
 * The tables of a WOFF2 file, unpacked. Nothing is unpacked before the directory's lengths were added up. Checksums are not kept: the format has
 * none. Throws `font.damaged`, and `font.unsupported` for a collection of fonts.
 */
export async function readWoff2(woff2: Uint8Array<ArrayBuffer>, unbrotli: Unpack): Promise<Sfnt> {
  const reader = createByteReader(woff2, 'the WOFF2 file')
  if (reader.u32() !== WOFF2_SIGNATURE) damaged('it is not a WOFF2 file')
  const flavour = reader.u32()
  if (flavour === tagOf('ttcf')) {
    throw new ArtError(
      'font.unsupported',
      'the file is a collection of fonts: take the one that you want out of it',
    )
  }
  const length = reader.u32()
  if (length !== woff2.length) damaged(`it says that it has ${length} bytes, and has ${woff2.length}`)
  const count = reader.u16()
  if (count === 0 || count > MAX_TABLES) damaged(`a WOFF2 file cannot hold ${count} tables`)
  // Reserved, and the size of the sfnt, which is only a hint (4, totalSfntSize).
  reader.take(6)
  const packed = reader.u32()
  // Version, and where metadata and private data lie.
  reader.take(24)
  const entries = readDirectory(reader, count)
  const total = sumOf(entries.map(({ packedLength }) => packedLength))
  sumOf(entries.map((entry) => entry.length))
  const stream = createByteReader(await unpack(reader.take(packed), total, unbrotli), 'what it holds')
  const datas = new Map(entries.map((entry) => [entry, stream.take(entry.packedLength)]))
  return { flavour, tables: restoreTables(datas) }
}

function readDirectory(reader: ByteReader, count: number): readonly Entry[] {
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    const flags = reader.u8()
    const known = flags & OWN_TAG
    const tag = known === OWN_TAG ? reader.u32() : (KNOWN_TAGS[known] ?? 0)
    if (entries.some((entry) => entry.tag === tag)) damaged('a table stands in it twice')
    const length = readBase128(reader)
    const isRearranged = isTransformed(tag, flags >> 6)
    entries.push({ tag, length, isRearranged, packedLength: isRearranged ? readBase128(reader) : length })
  }
  return entries
}

const [GLYF, LOCA, HMTX, HEAD] = ['glyf', 'loca', 'hmtx', 'head'].map(tagOf)

/** 4.1: glyf and loca are rearranged in version 0 and plain in version 3, all others are plain in version 0. */
function isTransformed(tag: number, version: number): boolean {
  const isOutline = tag === GLYF || tag === LOCA
  if (version === (isOutline ? 3 : 0)) return false
  if (isOutline ? version === 0 : tag === HMTX && version === 1) return true
  return damaged(`a table is rearranged in a way (${version}) that WOFF2 does not have`)
}

/** UIntBase128 (4.1): seven bits a byte, at most five bytes, no leading zeros. */
function readBase128(reader: ByteReader): number {
  let value = 0
  for (let i = 0; i < 5; i++) {
    const byte = reader.u8()
    if (i === 0 && byte === 0x80) break
    value = value * 128 + (byte & 127)
    if (value > 0xffffffff) break
    if (byte < 128) return value
  }
  return damaged('the length of a table is no number')
}

function sumOf(lengths: readonly number[]): number {
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (total > MAX_SFNT_BYTES) damaged(`its tables unpack to more than ${MAX_SFNT_BYTES} bytes`)
  return total
}

async function unpack(packed: Uint8Array<ArrayBuffer>, length: number, unbrotli: Unpack) {
  const data = await unbrotli(packed, length).catch((cause: unknown) =>
    damaged('what it holds cannot be unpacked', cause),
  )
  if (data.length !== length) damaged(`its tables have ${data.length} bytes instead of ${length}`)
  return Uint8Array.from(data)
}

function restoreTables(datas: ReadonlyMap<Entry, Uint8Array<ArrayBuffer>>): readonly FontTable[] {
  const find = (tag: number | undefined) => [...datas].find(([entry]) => entry.tag === tag)
  const [glyf, packedGlyphs] = find(GLYF) ?? []
  if (glyf?.isRearranged !== find(LOCA)?.[0].isRearranged)
    damaged('its tables glyf and loca do not belong together')
  const glyphs =
    glyf?.isRearranged && packedGlyphs !== undefined ? restoreGlyphs(packedGlyphs, MAX_SFNT_BYTES) : undefined
  const restore = ({ tag, isRearranged }: Entry, data: Uint8Array<ArrayBuffer>): Uint8Array => {
    if (tag === HMTX && isRearranged) return restoreHmtx(data, find(tagOf('hhea'))?.[1], glyphs)
    if (glyphs === undefined) return data
    if (tag === GLYF) return glyphs.glyf
    if (tag === LOCA) return glyphs.loca
    return tag === HEAD ? withLongOffsets(data) : data
  }
  return [...datas].map(([entry, data]) => ({ tag: entry.tag, checksum: 0, data: restore(entry, data) }))
}

function restoreHmtx(
  data: Uint8Array<ArrayBuffer>,
  hhea: Uint8Array<ArrayBuffer> | undefined,
  glyphs: RestoredGlyphs | undefined,
): Uint8Array {
  if (hhea === undefined || hhea.length < 36) damaged('its table hmtx is rearranged, and hhea is missing')
  if (glyphs === undefined) return damaged('its table hmtx is rearranged, and glyf is not')
  // OpenType, hhea: numberOfHMetrics is its last field.
  return restoreMetrics(data, ((hhea?.[34] ?? 0) << 8) | (hhea?.[35] ?? 0), glyphs.xMins)
}

/** OpenType, head: indexToLocFormat 1, as `loca` is written here. */
function withLongOffsets(head: Uint8Array<ArrayBuffer>): Uint8Array {
  const copy = head.slice()
  if (copy.length >= 52) new DataView(copy.buffer).setInt16(50, 1)
  return copy
}
