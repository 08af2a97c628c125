import { type Codec, encodeShared, viewOf } from '@demiurge/codec'
import { MAX_DIGIT_BYTES } from './digits.ts'
import { type Entry, newEntry, UNREAD } from './entry.ts'
import { BATCH_NAMES, NameBatch } from './name-batch.ts'
import type { RawValues } from './raw-values.ts'
import type { Table } from './table.ts'

/** What in-place access has of its overlay. */
interface Held {
  readonly table: Table
  readonly entries: Entry[]
  readonly raw: RawValues
  /** Reads an entry's value and adds what was put off. */
  readonly load: (entry: Entry, codec: Codec<unknown>) => void
}

const batch = new NameBatch()

/**
 * Values of one space as bytes that rules read and change where they lie, without making an object of each: for what is done very often,
 * with values that are always as long. What is changed lasts: it cannot be undone.
 */
export class InPlace {
  readonly #held: Held
  readonly #codec: Codec<unknown>
  readonly #size: number

  constructor(held: Held, codec: Codec<unknown>, size: number) {
    this.#held = held
    this.#codec = codec
    this.#size = size
  }

  /** The rows of names in the state below, 0 where there is none: many at once, for `use`. */
  find(names: readonly string[], rows: Uint32Array): void {
    for (let from = 0; from < names.length; from += BATCH_NAMES) {
      batch.names = names.length > BATCH_NAMES ? names.slice(from, from + BATCH_NAMES) : names
      this.#held.table.findAll(batch, rows, from)
    }
    batch.names = []
    let found = 0
    for (let i = 0; i < names.length; i++) if (rows[i] !== 0) found++
    this.#held.raw.reserve(found * (this.#size + MAX_DIGIT_BYTES))
  }

  /** The bytes of all values. Good until `use` is asked again. */
  get view(): DataView {
    return this.#held.raw.view
  }

  /**
   * Where the value at a row that `find` has found begins in `view`; -1 when it has none any more, or one of another length. It may be
   * changed there: `change` says so.
   */
  use(row: number, name: string): number {
    const entry = this.#entryAt(row, name)
    if (entry.sum !== 0n || entry.value !== UNREAD) return this.#pack(entry)
    const { table, raw } = this.#held
    if (entry.rawLength < 0) table.keep(entry, raw, this.#size)
    return entry.rawLength === this.#size ? entry.rawAt : -1
  }

  /** Notes that the value at a row that was used is changed. */
  change(row: number): void {
    const { table, entries } = this.#held
    const entry = entries[table.claimOf(row)]
    if (entry !== undefined) entry.written = true
  }

  /** The bytes of a row's name, to byte `at` of `target`. */
  copyName(row: number, target: DataView, at: number): void {
    this.#held.table.copyName(row, target, at)
  }

  #entryAt(row: number, name: string): Entry {
    const { table, entries } = this.#held
    const claimed = entries[table.claimOf(row)]
    if (claimed !== undefined && claimed.row === row && claimed.table === table) return claimed
    table.setClaim(row, entries.length)
    const entry = newEntry(entries.length, table.space, name, { table, row, digits: table.digitsOf(row) })
    entries.push(entry)
    return entry
  }

  /** The value of an entry that was decoded, as bytes again. */
  #pack(entry: Entry): number {
    const { raw, load } = this.#held
    if (entry.sum !== 0n) load(entry, this.#codec)
    if (entry.value === undefined) return -1
    if (entry.rawLength < 0) {
      const bytes = encodeShared(this.#codec, entry.value)
      if (bytes.length !== this.#size) return -1
      entry.rawAt = raw.keep(viewOf(bytes), 0, bytes.length)
      entry.rawLength = bytes.length
    }
    entry.value = UNREAD
    return entry.rawLength === this.#size ? entry.rawAt : -1
  }
}
