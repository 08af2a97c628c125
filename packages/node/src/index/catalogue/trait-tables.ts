import { ApiError } from '@demiurge/api'
import type { Store } from '@demiurge/state'
import { MOST_RANKED, readTraitTable, type TraitTable } from './trait-table.ts'

/** Items over all tables that are kept in memory; the collection that was asked for least recently goes first. */
const MOST_ITEMS = 500_000
/** A table that is behind is used for this long, or for so many times what it took to read, before it is read again. */
const LEAST_AGE_MS = 500
const AGE_FACTOR = 20

interface Kept {
  readonly table: Promise<TraitTable | undefined>
  items: number
  tookMs: number
  readAtMs: number
  isBehind: boolean
}

/** Tables of traits by collection, read when they are asked for. */
export class TraitTables {
  readonly #store: Store
  readonly #nowMs: () => number
  readonly #kept = new Map<string, Kept>()

  /** `nowMs` measures time from anywhere, such as `performance.now`. */
  constructor(store: Store, nowMs: () => number) {
    this.#store = store
    this.#nowMs = nowMs
  }

  /** Something has changed in a collection. */
  onChange(collection: string): void {
    const kept = this.#kept.get(collection)
    if (kept !== undefined) kept.isBehind = true
  }

  /** The table of a collection. Throws ApiError `nft.TooLargeToRank`. */
  async of(collection: string): Promise<TraitTable> {
    const table = await this.find(collection)
    if (table !== undefined) return table
    throw new ApiError(
      'nft.TooLargeToRank',
      `the collection has more than ${MOST_RANKED} items, which are not ranked and cannot be filtered by trait; list them with nft_listItems`,
    )
  }

  /** The same, undefined for a collection that is too large. */
  async find(collection: string): Promise<TraitTable | undefined> {
    const known = this.#kept.get(collection)
    const isFresh = known !== undefined && (!known.isBehind || this.#ageOf(known) < leastAge(known))
    const kept = isFresh ? known : this.#read(collection)
    // Asked for last: at the end.
    this.#kept.delete(collection)
    this.#kept.set(collection, kept)
    const table = await kept.table
    this.#makeRoom()
    return table
  }

  #ageOf({ readAtMs }: Kept): number {
    return this.#nowMs() - readAtMs
  }

  #read(collection: string): Kept {
    const startMs = this.#nowMs()
    const table = readTraitTable(this.#store, collection)
    const kept: Kept = { table, items: 0, tookMs: 0, readAtMs: startMs, isBehind: false }
    table.then(
      (read) => {
        kept.items = read?.ids.length ?? 0
        kept.tookMs = this.#nowMs() - startMs
        kept.readAtMs = this.#nowMs()
      },
      () => this.#kept.delete(collection),
    )
    return kept
  }

  #makeRoom(): void {
    let items = 0
    for (const kept of this.#kept.values()) items += kept.items
    for (const [collection, kept] of this.#kept) {
      if (items <= MOST_ITEMS) return
      items -= kept.items
      this.#kept.delete(collection)
    }
  }
}

function leastAge({ tookMs }: Kept): number {
  return Math.max(LEAST_AGE_MS, tookMs * AGE_FACTOR)
}
