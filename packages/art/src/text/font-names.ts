/** @module What a font says of itself: its names and licence (OpenType `name`), and what may be done with it (`OS/2`). */

/**
 * What the maker permits for documents that hold the font (OpenType `OS/2`, fsType): `installable` everything, `editable` and
 * `preview-and-print` documents, `restricted` nothing without asking; `unsaid` where the font has no such field.
 */
export type FontEmbedding = 'installable' | 'editable' | 'preview-and-print' | 'restricted' | 'unsaid'

/** What a font says of itself. Texts are cleaned of control characters and cut; absent ones are undefined. */
export interface FontDescription {
  /** Full name for people: `Liberation Serif Bold`. */
  readonly title: string
  readonly copyright: string | undefined
  readonly licence: string | undefined
  readonly licenceUrl: string | undefined
  readonly embedding: FontEmbedding
}

/** Name identifiers (OpenType, "Name IDs"). */
const COPYRIGHT = 0
const FAMILY = 1
const SUBFAMILY = 2
const FULL_NAME = 4
const LICENCE = 13
const LICENCE_URL = 14

/** Characters that a title and any other text of a font are cut to. */
export const MAX_FONT_TITLE = 80
const MAX_TEXT = 600
/** Records that are looked at: fonts have some hundred at most. */
const MAX_RECORDS = 2_000

/** Describes a font by its tables, whatever they hold. */
export function describeFont(find: (tag: string) => Uint8Array | undefined): FontDescription {
  const names = readNames(find('name'))
  const family = names.get(FAMILY)
  const joined = family && [family, names.get(SUBFAMILY)].filter((each) => each !== 'Regular').join(' ')
  const title = names.get(FULL_NAME) ?? joined ?? 'Unnamed font'
  return {
    title: cut(title, MAX_FONT_TITLE),
    copyright: names.get(COPYRIGHT),
    licence: names.get(LICENCE),
    licenceUrl: names.get(LICENCE_URL),
    embedding: embeddingOf(find('OS/2')),
  }
}

/** OpenType, OS/2, fsType: where several permissions are set, the least restrictive one holds. */
function embeddingOf(os2: Uint8Array | undefined): FontEmbedding {
  if (os2 === undefined || os2.length < 10) return 'unsaid'
  const type = ((os2[8] ?? 0) << 8) | (os2[9] ?? 0)
  const BITMAPS_ONLY = 0x200
  if ((type & BITMAPS_ONLY) !== 0) return 'restricted'
  if ((type & 0xe) === 0) return 'installable'
  if ((type & 0x8) !== 0) return 'editable'
  return (type & 0x4) !== 0 ? 'preview-and-print' : 'restricted'
}

function readNames(table: Uint8Array | undefined): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  if (table === undefined || table.length < 6) return names
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength)
  const records = Math.min(view.getUint16(2), MAX_RECORDS, Math.floor((table.length - 6) / 12))
  const texts = view.getUint16(4)
  const ranks = new Map<number, number>()
  for (let i = 0; i < records; i++) {
    const at = 6 + i * 12
    const id = view.getUint16(at + 6)
    const rank = rankOf(view.getUint16(at), view.getUint16(at + 4))
    if (rank <= (ranks.get(id) ?? 0)) continue
    const from = texts + view.getUint16(at + 10)
    const bytes = table.subarray(from, from + view.getUint16(at + 8))
    const text = clean(rank === MACINTOSH_RANK ? oneByteText(bytes) : twoByteText(bytes))
    if (text === '') continue
    ranks.set(id, rank)
    names.set(id, text)
  }
  return names
}

const MACINTOSH_RANK = 1

/** How welcome a record is: English of Windows before other languages, those before Unicode's and Macintosh's. */
function rankOf(platform: number, language: number): number {
  if (platform === 3) return language === 0x409 ? 4 : 3
  if (platform === 0) return 2
  return platform === 1 ? MACINTOSH_RANK : 0
}

function twoByteText(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i + 1 < bytes.length && text.length < MAX_TEXT * 2; i += 2) {
    text += String.fromCharCode(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0))
  }
  return text
}

/** Mac Roman is ASCII below 128; what lies above is shown as a replacement character. */
function oneByteText(bytes: Uint8Array): string {
  return [...bytes.subarray(0, MAX_TEXT)]
    .map((byte) => (byte < 128 ? String.fromCharCode(byte) : '\uFFFD'))
    .join('')
}

/** One line without control characters and without marks that turn the direction of what stands beside it. */
function clean(text: string): string {
  return cut(
    text
      .toWellFormed()
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim(),
    MAX_TEXT,
  )
}

function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('').trim()
}
