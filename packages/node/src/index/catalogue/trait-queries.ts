import {
  ApiError,
  type RankedItem,
  type RankedPage,
  type RarityView,
  type TraitFacets,
  type TraitPair,
} from '@demiurge/api'
import type { NftQueries } from '../nft-queries.ts'
import type { TraitColumn, TraitTable } from './trait-table.ts'
import type { TraitTables } from './trait-tables.ts'

const SORTS = ['newest', 'oldest', 'rarest'] as const
type Sort = (typeof SORTS)[number]

const MOST_FACETS = 128
const MOST_VALUES = 256

/** Answers about traits and rarity within one collection. */
export class TraitQueries {
  readonly #nfts: NftQueries
  readonly #tables: TraitTables

  constructor(nfts: NftQueries, tables: TraitTables) {
    this.#nfts = nfts
    this.#tables = tables
  }

  /** Throws ApiError `nft.UnknownCollection`, `nft.TooLargeToRank`, `nft.UnknownSort`. */
  async items(
    collection: string,
    wanted: readonly TraitPair[],
    page: { readonly sort: string; readonly from: number; readonly limit: number },
  ): Promise<RankedPage> {
    const { sort, from, limit } = page
    if (limit < 1 || limit > 100)
      throw new ApiError('rpc.InvalidParams', `limit is ${limit}, it must be from 1 to 100`)
    if (!isSort(sort))
      throw new ApiError('nft.UnknownSort', `sort is "${sort}", it must be one of ${SORTS.join(', ')}`)
    await this.#nfts.collection(collection)
    const table = await this.#tables.of(collection)
    const places = placesOf(table, wanted, sort)
    const some = places.slice(from, from + limit)
    const items = await Promise.all(
      some.map(async (place): Promise<RankedItem> => {
        const view = await this.#nfts.view(table.ids[place] ?? '')
        // Burned since the table was read: it has no rank any more.
        return {
          view,
          rank: view.burned ? null : (table.ranks[place] ?? null),
          score: table.scores[place] ?? 0,
        }
      }),
    )
    const end = from + some.length
    return { items, next: end < places.length ? end : null, total: places.length }
  }

  /** Throws ApiError `nft.UnknownCollection`, `nft.TooLargeToRank`. */
  async facets(collection: string, wanted: readonly TraitPair[]): Promise<TraitFacets> {
    await this.#nfts.collection(collection)
    const table = await this.#tables.of(collection)
    const total = placesOf(table, wanted, 'oldest').length
    const facets = table.columns.slice(0, MOST_FACETS).map((column) => {
      // The trait's own choice does not narrow what else it offers.
      const others = wanted.filter(({ name }) => name !== column.name)
      return facetOf(column, others.length === 0 ? undefined : placesOf(table, others, 'oldest'))
    })
    return { total, facets }
  }

  /** Null for a burned item, or one that the index has not seen yet. Throws ApiError `nft.UnknownItem`, `nft.TooLargeToRank`. */
  async rarity(id: string): Promise<RarityView | null> {
    const { number, item } = await this.#nfts.record(id)
    const table = await this.#tables.of(item.collection)
    const place = findPlace(table.numbers, number)
    if (place === undefined) return null
    const traits = table.columns.flatMap(({ name, values, counts, numberAt }) => {
      const value = numberAt[place] ?? 0
      return value === 0 ? [] : [{ name, value: values[value] ?? '', items: counts[value] ?? 0 }]
    })
    const [rank = 0, score = 0] = [table.ranks[place], table.scores[place]]
    return { rank, of: table.ids.length, score, traits: traits.slice(0, MOST_FACETS) }
  }
}

function isSort(sort: string): sort is Sort {
  return (SORTS as readonly string[]).includes(sort)
}

/** Places of the items that have all traits; several values of one trait mean any of them. */
function placesOf(table: TraitTable, wanted: readonly TraitPair[], sort: Sort): readonly number[] {
  const filters = [...new Set(wanted.map(({ name }) => name))].map((name) => {
    const column = table.columns.find((each) => each.name === name)
    const values = wanted
      .filter((pair) => pair.name === name)
      .map(({ value }) => column?.values.indexOf(value, 1))
    return { column, values: new Set(values.filter((value) => value !== undefined && value > 0)) }
  })
  const found: number[] = []
  const size = table.ids.length
  for (let i = 0; i < size; i++) {
    const place = sort === 'rarest' ? (table.byRank[i] ?? 0) : sort === 'newest' ? size - 1 - i : i
    if (filters.every(({ column, values }) => values.has(column?.numberAt[place]))) found.push(place)
  }
  return found
}

function facetOf(column: TraitColumn, places: readonly number[] | undefined): TraitFacets['facets'][number] {
  const counts = places === undefined ? column.counts : countsAt(column, places)
  const values = column.values
    .map((value, number) => ({ value, items: counts[number] ?? 0 }))
    .slice(1)
    .filter(({ items }) => items > 0)
    .sort((a, b) => b.items - a.items || (a.value < b.value ? -1 : 1))
  return {
    name: column.name,
    items: values.reduce((sum, { items }) => sum + items, 0),
    distinct: values.length,
    values: values.slice(0, MOST_VALUES),
  }
}

function countsAt({ values, numberAt }: TraitColumn, places: readonly number[]): readonly number[] {
  const counts = values.map(() => 0)
  for (const place of places) counts[numberAt[place] ?? 0] = (counts[numberAt[place] ?? 0] ?? 0) + 1
  return counts
}

function findPlace(numbers: BigUint64Array, wanted: bigint): number | undefined {
  let low = 0
  let high = numbers.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = numbers[middle] ?? 0n
    if (found === wanted) return middle
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return undefined
}
