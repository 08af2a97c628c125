import { setImmediate } from 'node:timers/promises'
import type { TraitPair } from '@demiurge/api'
import { decode } from '@demiurge/codec'
import type { Store } from '@demiurge/state'
import { lastNumber } from '../keys.ts'
import { catalogueKeys } from './keys.ts'
import { rankByTraits } from './rank-by-traits.ts'
import { CatalogueItem } from './records.ts'

/** Items of one collection that are held in memory for ranking and filters; a larger one is refused. */
export const MOST_RANKED = 250_000

/** Items between two turns of everything else on the thread. */
const AT_ONCE = 512

/** One trait of a collection: for each item the number of its value, 0 where it has none. */
export interface TraitColumn {
  readonly name: string
  /** Values by number; the first is that of missing traits. */
  readonly values: readonly string[]
  /** How many items have each value. */
  readonly counts: readonly number[]
  readonly numberAt: Uint32Array
}

/** The living items of a collection by column, in the order of their minting. */
export interface TraitTable {
  readonly ids: readonly string[]
  /** Their numbers in the index, rising. */
  readonly numbers: BigUint64Array
  readonly columns: readonly TraitColumn[]
  /** 1 for the rarest; equal ones share it. */
  readonly ranks: Uint32Array
  /** Thousandths of the average. */
  readonly scores: Uint32Array
  /** Places of the items, rarest first, equal ones in the order of their minting. */
  readonly byRank: Uint32Array
}

/** Reads a collection's traits and ranks its items. Undefined for one with more than MOST_RANKED living items. */
export async function readTraitTable(store: Store, collection: string): Promise<TraitTable | undefined> {
  const ids: string[] = []
  const numbers: bigint[] = []
  const builders = new Map<string, ColumnBuilder>()
  for await (const [key, bytes] of store.iterate(catalogueKeys.items(collection))) {
    const { id, burned, traits } = decode(CatalogueItem, bytes)
    if (burned) continue
    if (ids.length % AT_ONCE === AT_ONCE - 1) await setImmediate()
    if (ids.length === MOST_RANKED) return undefined
    for (const trait of traits) builderOf(builders, trait.name).set(ids.length, trait)
    ids.push(id)
    numbers.push(lastNumber(key))
  }
  const columns: TraitColumn[] = []
  for (const builder of builders.values()) {
    await setImmediate()
    columns.push(builder.build(ids.length))
  }
  return { ids, numbers: BigUint64Array.from(numbers), columns, ...(await rankByTraits(columns, ids.length)) }
}

function builderOf(builders: Map<string, ColumnBuilder>, name: string): ColumnBuilder {
  const known = builders.get(name)
  if (known !== undefined) return known
  const builder = new ColumnBuilder(name)
  builders.set(name, builder)
  return builder
}

class ColumnBuilder {
  readonly #name: string
  readonly #numbers = new Map<string, number>()
  readonly #values: string[] = ['']
  readonly #places: number[] = []
  readonly #found: number[] = []

  constructor(name: string) {
    this.#name = name
  }

  set(place: number, { value }: TraitPair): void {
    let number = this.#numbers.get(value)
    if (number === undefined) {
      number = this.#values.push(value) - 1
      this.#numbers.set(value, number)
    }
    this.#places.push(place)
    this.#found.push(number)
  }

  build(size: number): TraitColumn {
    const numberAt = new Uint32Array(size)
    const counts = this.#values.map(() => 0)
    for (let i = 0; i < this.#places.length; i++) numberAt[this.#places[i] ?? 0] = this.#found[i] ?? 0
    for (const number of numberAt) counts[number] = (counts[number] ?? 0) + 1
    return { name: this.#name, values: this.#values, counts, numberAt }
  }
}
