import type { DigitReader } from './digits.ts'
import type { NameBatch } from './name-batch.ts'

const SMALLEST = 64
const ROW_BITS = 26
const ROW_MASK = 2 ** ROW_BITS - 1
const REMOVED = 1

/** Most rows that an index can tell apart; row numbers 0 and 1 stand for "free" and "removed". */
export const MAX_ROWS = 2 ** ROW_BITS
/** The lowest row number. */
export const FIRST_ROW = 2

/** Where rows keep their names: `size` bytes each. */
export interface NamedRows {
  /** Whether a row has the name whose words begin at `at`. */
  hasName(row: number, words: Uint32Array, at: number): boolean
  /** Hash value of a row's name. */
  hashOf(row: number): number
}

/** The numbers of an index, as another thread can be given them. */
export interface RowIndexImage {
  readonly entries: Uint32Array<ArrayBuffer>
  readonly taken: number
}

/**
 * Finds rows by the hash of their names: open addressing with linear probing, at most half full. An entry is a row number and six more
 * bits of the hash, so that hardly ever a row is looked at in vain: rows are scattered over memory, and looking at one is what costs.
 */
export class RowIndex {
  #entries = new Uint32Array(SMALLEST)
  #taken = 0
  readonly #rows: NamedRows

  constructor(rows: NamedRows) {
    this.#rows = rows
  }

  /** A copy of its numbers, for an index over copied rows. */
  image(): RowIndexImage {
    return { entries: this.#entries.slice(), taken: this.#taken }
  }

  /** Takes over another index's numbers, which are its own from now on. */
  restore({ entries, taken }: RowIndexImage): void {
    this.#entries = entries
    this.#taken = taken
  }

  /** The row whose name has been read, or 0. */
  find({ hash, words }: DigitReader): number {
    return this.#search(hash, words, 0)
  }

  /** The rows of many names, to `rows` from `to` on; 0 where there is none. */
  findAll(batch: NameBatch, rows: Uint32Array, to: number): void {
    const { hashes, words, nameWords, entries: found } = batch
    const count = batch.names.length
    const entries = this.#entries
    const mask = entries.length - 1
    // Short loops that do not depend on what they load: the processor goes on to the next while it waits.
    for (let i = 0; i < count; i++) found[i] = entries[(hashes[i] ?? 0) & mask] ?? 0
    for (let i = 0; i < count; i++) {
      const entry = found[i] ?? 0
      const hash = hashes[i] ?? 0
      const row = entry & ROW_MASK
      const isHere =
        entry >>> ROW_BITS === tagOf(hash) && row > REMOVED && this.#rows.hasName(row, words, i * nameWords)
      rows[to + i] = isHere ? row : this.#search(hash, words, i * nameWords)
    }
  }

  #search(hash: number, words: Uint32Array, wordsAt: number): number {
    const entries = this.#entries
    const mask = entries.length - 1
    const tag = tagOf(hash)
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = entries[at] ?? 0
      if (entry === 0) return 0
      const row = entry & ROW_MASK
      if (entry >>> ROW_BITS === tag && row !== REMOVED && this.#rows.hasName(row, words, wordsAt)) return row
    }
  }

  /** Adds a row; its name is not in the index yet. */
  add(row: number, hash: number): void {
    if (this.#taken * 2 >= this.#entries.length) this.#grow()
    this.#insert(row, hash)
    this.#taken++
  }

  /** Removes a row, whose name still stands in it. */
  remove(row: number): void {
    const entries = this.#entries
    const mask = entries.length - 1
    let at = this.#rows.hashOf(row) & mask
    while (((entries[at] ?? 0) & ROW_MASK) !== row) at = (at + 1) & mask
    entries[at] = REMOVED
  }

  #insert(row: number, hash: number): void {
    const entries = this.#entries
    const mask = entries.length - 1
    let at = hash & mask
    while (entries[at] !== 0) at = (at + 1) & mask
    entries[at] = ((tagOf(hash) << ROW_BITS) | row) >>> 0
  }

  /** Room for as many again, without what was removed. */
  #grow(): void {
    const old = this.#entries
    const present = old.filter((entry) => entry > REMOVED)
    // Where most was removed the same room is enough.
    this.#entries = new Uint32Array(present.length * 4 > old.length ? old.length * 2 : old.length)
    this.#taken = present.length
    for (const entry of present) this.#insert(entry & ROW_MASK, this.#rows.hashOf(entry & ROW_MASK))
  }
}

/** The bits of a hash that the position in a table of less than 2^26 entries does not depend on. */
function tagOf(hash: number): number {
  return hash >>> ROW_BITS
}
