import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MadeTrait, PieceView } from '../contract/collections.ts'
import { decodeTable, type PieceTable, TABLE_FILE } from '../render/piece-table.ts'

/** Tables of makings, read from their folders when they are needed. */
export interface PieceTables {
  /** The table of a making as it is now; undefined before its pieces are chosen. Throws RangeError when it is damaged. */
  read(folder: string): Promise<PieceTable | undefined>
}

/** Bytes of all tables that are kept. */
const MOST_BYTES = 256 * 1024 * 1024

interface Kept {
  /** Changes when the pieces do. */
  readonly identity: string
  readonly table: PieceTable
  readonly bytes: number
  /** When the pictures' hashes were read, Unix ms of the file. */
  changedMs: number
}

/** Keeps the tables that were used last, up to 256 MiB. */
export function createPieceTables(): PieceTables {
  const kept = new Map<string, Kept>()
  let bytes = 0
  const keep = (path: string, entry: Kept): void => {
    forget(path)
    kept.set(path, entry)
    bytes += entry.bytes
    for (const oldest of kept.keys()) {
      if (bytes <= MOST_BYTES || oldest === path) break
      forget(oldest)
    }
  }
  const forget = (path: string): void => {
    bytes -= kept.get(path)?.bytes ?? 0
    kept.delete(path)
  }
  return {
    async read(folder) {
      const path = join(folder, TABLE_FILE)
      const file = await stat(path).catch(() => undefined)
      if (file === undefined) {
        forget(path)
        return undefined
      }
      // A number alone may come again for another file.
      const identity = `${file.ino}/${file.birthtimeMs}`
      const found = kept.get(path)
      if (found?.identity === identity) {
        if (found.changedMs !== file.mtimeMs) await readHashes(path, found.table)
        found.changedMs = file.mtimeMs
        keep(path, found)
        return found.table
      }
      const table = decodeTable(await readFile(path))
      keep(path, { identity, table, bytes: file.size, changedMs: file.mtimeMs })
      return table
    },
  }
}

/** Reads the pictures' hashes anew: all else stays while a making is drawn. */
async function readHashes(path: string, { images, imagesAt }: PieceTable): Promise<void> {
  const file = await open(path)
  try {
    await file.read(images, 0, images.length, imagesAt)
  } finally {
    await file.close()
  }
}

/** Which pieces are wanted. */
export interface PieceWish {
  /** From 1, among those that are found. */
  readonly from: number
  readonly limit: number
  readonly sort: 'edition' | 'rank'
  /** Traits that all must hold. */
  readonly traits: readonly { readonly trait: string; readonly value: string }[]
}

/** Finds pieces by their traits. */
export function findPieces(table: PieceTable, { from, limit, sort, traits }: PieceWish) {
  const holds = traits.map((each) => createFilter(table, each))
  const found: number[] = []
  let total = 0
  for (let i = 0; i < table.count; i++) {
    const index = sort === 'rank' ? (table.byRank[i] ?? 0) : i
    if (!holds.every((hold) => hold(index))) continue
    total++
    if (total >= from && found.length < limit) found.push(index)
  }
  return { total, found }
}

function createFilter(table: PieceTable, { trait, value }: { trait: string; value: string }) {
  const { layers, choices, special, specials } = table
  const layer = layers.findIndex(({ name }) => name === trait)
  const values = layers[layer]?.values ?? []
  const named = values.indexOf(value)
  const choice = named < 0 && value === 'None' ? values.length : named
  const isSpecial = specials.map((own) => own.some((each) => each.trait === trait && each.value === value))
  return (index: number): boolean => {
    const place = special[index] ?? 0
    if (place > 0) return isSpecial[place - 1] ?? false
    return choice >= 0 && layer >= 0 && choices[index * layers.length + layer] === choice
  }
}

/** How many pieces hold each value, the most frequent first within its layer: as many as a filter by it finds. What no piece holds is left out. */
export function countTraits(table: PieceTable): readonly MadeTrait[] {
  const { layers, choices, special, specials, count } = table
  const counts = new Map<string, Map<string, number>>()
  const add = (trait: string, value: string): void => {
    const values = counts.get(trait) ?? new Map<string, number>()
    counts.set(trait, values.set(value, (values.get(value) ?? 0) + 1))
  }
  for (let index = 0; index < count; index++) {
    const place = special[index] ?? 0
    for (const { trait, value } of specials[place - 1] ?? []) add(trait, value)
    if (place > 0) continue
    for (const [layer, { name, values }] of layers.entries())
      add(name, values[choices[index * layers.length + layer] ?? values.length] ?? 'None')
  }
  // Layers from the lowest up, then what only one-of-ones have.
  const order = new Set([...layers.map(({ name }) => name), ...counts.keys()])
  return [...order].flatMap((trait) =>
    Array.from(counts.get(trait) ?? [], ([value, pieces]) => ({ trait, value, pieces })).sort(
      (a, b) => b.pieces - a.pieces,
    ),
  )
}

/** One piece as the page is shown it. Layers without a trait are left out. */
export function showPiece(table: PieceTable, index: number, pins: ReadonlySet<number>): PieceView {
  const { layers, choices, special, specials, rank, dna } = table
  const place = special[index] ?? 0
  const own = layers.flatMap(({ name, values }, layer) => {
    const value = values[choices[index * layers.length + layer] ?? values.length]
    return value === undefined ? [] : [{ trait: name, value }]
  })
  return {
    edition: index + 1,
    dna: dna.subarray(index * 32, index * 32 + 32).toHex(),
    traits: place > 0 ? (specials[place - 1] ?? []) : own,
    rank: rank[index] ?? 0,
    isPinned: pins.has(index + 1),
    imageSha256: imageHash(table, index) ?? '',
  }
}

/** SHA-256 in hex of a piece's picture; undefined while it is not drawn. */
export function imageHash({ images, count }: PieceTable, index: number): string | undefined {
  if (index < 0 || index >= count) return undefined
  const hash = images.subarray(index * 32, index * 32 + 32)
  return hash.every((byte) => byte === 0) ? undefined : hash.toHex()
}

/** A piece's traits in the form in which pins are written: a value for each layer, `None` where it has none. Undefined for a one-of-one. */
export function pinnedTraits(table: PieceTable, index: number): Readonly<Record<string, string>> | undefined {
  if ((table.special[index] ?? 0) > 0 || index >= table.count) return undefined
  return Object.fromEntries(
    table.layers.map(({ name, values }, layer) => [
      name,
      values[table.choices[index * table.layers.length + layer] ?? values.length] ?? 'None',
    ]),
  )
}
