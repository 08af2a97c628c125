import { ProvenanceError } from './error.ts'
import type { LogTree } from './log-tree.ts'
import { HASH_BYTES } from './merkle.ts'

/** Hashes in a full tile (C2SP tlog-tiles): a tile covers eight levels of the tree. */
export const TILE_WIDTH = 256
const TILE_HEIGHT = 8
const MAX_LEVEL = 63

/** Which tile: its level (0 holds leaf hashes) or `entries`, its index from the left, and how many hashes or entries it holds (1 to 256). */
export type TileName = { readonly level: number | 'entries'; readonly index: number; readonly width: number }

/**
 * The bytes of a hash tile: `width` hashes of 32 bytes, the roots of the complete subtrees of 256^level entries from
 * `index * 256` on. Throws `log.OutOfRange` when the log is not that large yet, `tile.OutOfRange` on impossible numbers.
 */
export function tile(log: LogTree, level: number, index: number, width: number = TILE_WIDTH): Uint8Array {
  checkTile({ level, index, width })
  const bytes = new Uint8Array(width * HASH_BYTES)
  for (let i = 0; i < width; i++)
    bytes.set(log.subtreeHash(level * TILE_HEIGHT, index * TILE_WIDTH + i), i * HASH_BYTES)
  return bytes
}

/**
 * The bytes of an entry bundle (C2SP tlog-tiles, "log entries"): each entry after its length as a big-endian u16. Throws
 * `tile.OutOfRange` for none or more than 256 entries and for an entry above 65,535 bytes.
 */
export function entryBundle(entries: readonly Uint8Array[]): Uint8Array {
  checkTile({ level: 'entries', index: 0, width: entries.length })
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const entry of entries) {
    if (entry.length > 0xffff)
      throw new ProvenanceError('tile.OutOfRange', `an entry has ${entry.length} bytes, the limit is 65535`)
    view.setUint16(at, entry.length)
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** The path of a tile below the log's address: `tile/0/x001/x234/067` or, not full, `tile/0/x001/x234/067.p/17`. Throws `tile.OutOfRange`. */
export function formatTilePath(name: TileName): string {
  checkTile(name)
  const digits = String(name.index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/\d{3}/g) ?? []
  const index = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${name.level}/${index}${name.width === TILE_WIDTH ? '' : `.p/${name.width}`}`
}

/** Reads the path of a tile; undefined when it is none, or a second spelling of one. */
export function parseTilePath(path: string): TileName | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (match === null) return undefined
  const [, level = '', index = '', width] = match
  const name: TileName = {
    level: level === 'entries' ? level : Number(level),
    index: Number(index.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  return isTile(name) && formatTilePath(name) === path ? name : undefined
}

function isTile({ level, index, width }: TileName): boolean {
  return (
    (level === 'entries' || isWhole(level, MAX_LEVEL)) &&
    isWhole(index, Number.MAX_SAFE_INTEGER) &&
    isWhole(width, TILE_WIDTH) &&
    width > 0
  )
}

function isWhole(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= most
}

function checkTile(name: TileName): void {
  if (isTile(name)) return
  throw new ProvenanceError(
    'tile.OutOfRange',
    `tile level ${name.level} index ${name.index} width ${name.width}: levels go to ${MAX_LEVEL}, widths from 1 to ${TILE_WIDTH}`,
  )
}
