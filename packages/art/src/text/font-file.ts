/** @module Fonts that creators bring: TTF, OTF, WOFF and WOFF2 files, named in recipes by the SHA-256 of their bytes. */
import { sha256 } from '@noble/hashes/sha2.js'
import { ArtError } from '../errors.ts'
import { describeFont, type FontDescription } from './font-names.ts'
import { damaged, type FontTable, readSfnt, type Sfnt, tagOf, writeSfnt } from './sfnt.ts'
import { MAX_SFNT_BYTES, readWoff, type Unpackers, WOFF_SIGNATURE } from './woff.ts'
import { readWoff2, WOFF2_SIGNATURE } from './woff2.ts'

/** Bytes of a font file; CJK fonts with all their glyphs come near. */
export const MAX_FONT_FILE_BYTES = 12 * 1024 * 1024

/** How a recipe names a font file: this and 64 hex digits. */
export const FONT_FILE_PREFIX = 'sha256:'

/** A font file that was read and checked. */
export interface FontFile extends FontDescription {
  /** How recipes name it: `sha256:` and the hash of the file's bytes in hex. */
  readonly name: string
}

/** Gives the bytes of a font file by the name that recipes have for it; undefined when it is not there. */
export type FindFontFile = (name: string) => Promise<Uint8Array<ArrayBuffer> | undefined>

/** A font file made ready for the shaper: only tables that shaping and drawing need, each within the file. */
export interface OpenedFontFile extends FontFile {
  readonly sfnt: Uint8Array<ArrayBuffer>
}

/** The name that recipes have for a file of these bytes. */
export function fontFileName(bytes: Uint8Array): string {
  return `${FONT_FILE_PREFIX}${sha256(bytes).toHex()}`
}

/** Whether a recipe's font is a file and not one of the bundled ones. */
export function isFontFileName(font: string): boolean {
  return font.startsWith(FONT_FILE_PREFIX)
}

/** The error of a font file that is not at hand: names it, and says what to do. */
export function missingFont(name: string, title: string | undefined): ArtError {
  const called = title === undefined ? 'a font' : `the font "${title}"`
  return new ArtError(
    'font.missing',
    `${called} is not here: add the file whose hash is ${name}, or choose another font`,
    { field: 'font' },
  )
}

/**
 * Reads a font file of any origin. Throws `font.too-large`, `font.unsupported` for formats that are not read, and `font.damaged`;
 * nothing of the font reaches the shaper before its tables were found within the file.
 */
export async function openFontFile(
  bytes: Uint8Array<ArrayBuffer>,
  unpackers: Unpackers,
): Promise<OpenedFontFile> {
  if (bytes.length > MAX_FONT_FILE_BYTES) {
    throw new ArtError(
      'font.too-large',
      `the font has ${bytes.length} bytes, the limit is ${MAX_FONT_FILE_BYTES}; a subset of it may do`,
    )
  }
  const font = await readTables(bytes, unpackers)
  const find = (tag: string) => font.tables.find((table) => table.tag === tagOf(tag))?.data
  checkTables(find)
  const tables = font.tables
    .filter(({ tag }) => WANTED.has(tag))
    .toSorted((a: FontTable, b: FontTable) => a.tag - b.tag)
  return { name: fontFileName(bytes), ...describeFont(find), sfnt: writeSfnt({ ...font, tables }) }
}

async function readTables(bytes: Uint8Array<ArrayBuffer>, { inflate, unbrotli }: Unpackers): Promise<Sfnt> {
  if (bytes.length < 12) damaged(`a file of ${bytes.length} bytes is no font`)
  const signature = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (signature === WOFF_SIGNATURE) return readWoff(bytes, inflate)
  if (signature === WOFF2_SIGNATURE) return readWoff2(bytes, unbrotli)
  // OpenType: 1.0 for outlines of TrueType, "OTTO" for CFF; Apple writes "true".
  if (signature === 0x00010000 || signature === tagOf('OTTO') || signature === tagOf('true')) {
    if (bytes.length > MAX_SFNT_BYTES) damaged(`its tables have more than ${MAX_SFNT_BYTES} bytes`)
    return readSfnt(bytes)
  }
  const other = OTHER_FORMATS.get(signature)
  if (other === undefined) {
    throw new ArtError(
      'font.unsupported',
      'the file is no font that is read here; bring a TTF, OTF, WOFF or WOFF2',
    )
  }
  throw new ArtError('font.unsupported', `${other}; bring a TTF, OTF, WOFF or WOFF2`)
}

const OTHER_FORMATS: ReadonlyMap<number, string> = new Map([
  [tagOf('ttcf'), 'the file is a collection of fonts: take the one that you want out of it'],
  [tagOf('typ1'), 'the font is a Type 1 font, which is not read here: convert it'],
])

/** What shaping and drawing look at. Everything else, hinting programs among it, is left out before HarfBuzz sees the font. */
const WANTED: ReadonlySet<number> = new Set(
  [
    ...['head', 'hhea', 'hmtx', 'maxp', 'cmap', 'OS/2', 'glyf', 'loca', 'CFF ', 'CFF2', 'fvar', 'avar'],
    ...['GDEF', 'GSUB', 'GPOS', 'kern', 'vhea', 'vmtx', 'VORG', 'BASE'],
  ].map(tagOf),
)

/** Tables without which no letter can be drawn, with the bytes that each has at least. */
const NEEDED = { head: 54, hhea: 36, hmtx: 4, maxp: 6, cmap: 4 } as const

function checkTables(find: (tag: string) => Uint8Array | undefined): void {
  for (const [tag, least] of Object.entries(NEEDED)) {
    const length = find(tag)?.length
    if (length === undefined) damaged(`it lacks the table ${tag}`)
    else if (length < least) damaged(`its table ${tag} has ${length} bytes, at least ${least} are needed`)
  }
  const hasOutlines =
    (find('glyf') !== undefined && find('loca') !== undefined) || find('CFF ') || find('CFF2')
  if (!hasOutlines) {
    throw new ArtError(
      'font.unsupported',
      'the font has pictures but no outlines; bring one that has outlines',
    )
  }
  const head = find('head') ?? new Uint8Array(54)
  const unitsPerEm = ((head[18] ?? 0) << 8) | (head[19] ?? 0)
  // OpenType, head: unitsPerEm is from 16 to 16384.
  if (unitsPerEm < 16 || unitsPerEm > 16_384) damaged(`it has ${unitsPerEm} units to the em`)
}
