import {
  ACTIVITY_KINDS,
  type ActivityEntry,
  type ActivityPage,
  ApiError,
  type CollectionStatistics,
  type HolderPage,
  type ItemEvent,
  type ItemEventPage,
  type Timeline,
} from '@demiurge/api'
import { decode, u32 } from '@demiurge/codec'
import type { Store, StoreRange } from '@demiurge/state'
import { placeOf } from '../commit-operations.ts'
import { following, lastNumber, rangeOf } from '../keys.ts'
import { nftKeys } from '../nft-index.ts'
import type { NftQueries } from '../nft-queries.ts'
import { CollectionRecord, HistoryRecord, ItemRecord } from '../nft-records.ts'
import { cursorAfter, keyAt } from './cursor.ts'
import { HOLDING_BANDS, NO_HOLDINGS } from './holdings.ts'
import { catalogueKeys } from './keys.ts'
import { ActivityRecord, CollectionEvent, EventCounts, Holdings, HourRecord } from './records.ts'
import { scoreBands } from './score-bands.ts'
import type { TraitTables } from './trait-tables.ts'

/** Entries that one call looks at when `kinds` leaves most of them out; the caller goes on from where it ended. */
const MOST_LOOKED_AT = 5_000
const HOUR_MS = 3_600_000n
/** Lengths of a timeline's buckets in hours: an hour, a day, a week. */
const BUCKET_HOURS = [1n, 24n, 168n] as const
const MOST_BUCKETS = 512n
/** Position and sequence. */
const EVENT_CURSOR = 12
/** Count and the beginning of an address. */
const HOLDER_CURSOR = 16

interface Page {
  readonly after: string | null
  readonly limit: number
}

/** Answers from the catalogue: statistics, holders, histories and activities. */
export class CatalogueQueries {
  readonly #store: Store
  readonly #nfts: NftQueries
  readonly #tables: TraitTables

  constructor(store: Store, nfts: NftQueries, tables: TraitTables) {
    this.#store = store
    this.#nfts = nfts
    this.#tables = tables
  }

  /** Throws ApiError `nft.UnknownCollection`. */
  async statistics(id: string): Promise<CollectionStatistics> {
    const { collection } = await this.#nfts.collection(id)
    const counts = await this.#get(catalogueKeys.counts(id), EventCounts)
    const { holders, bands } = (await this.#get(catalogueKeys.holdings(id), Holdings)) ?? NO_HOLDINGS
    const [largest] = (await this.holders(id, { after: null, limit: 1 })).holders
    const table = await this.#tables.find(id)
    const columns = table?.columns ?? []
    return {
      items: Number(collection.minted - collection.burned),
      minted: collection.minted,
      burned: collection.burned,
      transfers: counts?.transfers ?? 0n,
      volume: counts?.volume ?? 0n,
      holders,
      distribution: HOLDING_BANDS.map((from, i) => {
        const next = HOLDING_BANDS[i + 1]
        return { from, to: next === undefined ? null : next - 1, holders: bands[i] ?? 0 }
      }),
      largest: largest?.items ?? 0,
      traits: columns.length,
      traitValues: columns.reduce((sum, { values }) => sum + values.length - 1, 0),
      rarity: table === undefined ? [] : scoreBands(table.scores),
      firstMs: counts?.firstMs ?? 0n,
      lastMs: counts?.lastMs ?? 0n,
    }
  }

  /** Throws ApiError `nft.UnknownCollection`. */
  async timeline(id: string): Promise<Timeline> {
    await this.#nfts.collection(id)
    const { gte, lt } = catalogueKeys.hours(id)
    const first = await this.#hourAt({ gte, lt, limit: 1 })
    const last = await this.#hourAt({ gte, lt, limit: 1, reverse: true })
    const fits = (hours: bigint): boolean => last / hours - first / hours < MOST_BUCKETS
    const hours = BUCKET_HOURS.find(fits) ?? (last - first) / MOST_BUCKETS + 1n
    const buckets: Timeline['buckets'][number][] = []
    for await (const [key, bytes] of this.#store.iterate({ gte, lt })) {
      const startMs = (lastNumber(key) / hours) * hours * HOUR_MS
      const { minted, transferred, burned, volume } = decode(HourRecord, bytes)
      const same = buckets.at(-1)?.startMs === startMs ? buckets.pop() : undefined
      buckets.push({
        startMs,
        minted: minted + (same?.minted ?? 0),
        transferred: transferred + (same?.transferred ?? 0),
        burned: burned + (same?.burned ?? 0),
        volume: volume + (same?.volume ?? 0n),
      })
    }
    return { bucketMs: hours * HOUR_MS, buckets }
  }

  /** Throws ApiError `nft.UnknownCollection`. */
  async holders(id: string, { after, limit }: Page): Promise<HolderPage> {
    await this.#nfts.collection(id)
    const { gte, lt } = catalogueKeys.holders(id)
    const from = after === null ? gte : following(keyAt(gte, after, HOLDER_CURSOR))
    const holders: HolderPage['holders'][number][] = []
    let next: string | null = null
    let last: string | null = null
    for await (const [key, bytes] of this.#store.iterate({ gte: from, lt, limit: limit + 1 })) {
      if (holders.length === limit) {
        next = last
        break
      }
      holders.push({ address: `0x${key.subarray(-32).toHex()}`, items: decode(u32, bytes) })
      last = cursorAfter(key, gte.length)
    }
    const known = await this.#get(catalogueKeys.holdings(id), Holdings)
    return { holders, next, total: known?.holders ?? 0 }
  }

  /** What happened to one item, newest first. Throws ApiError `nft.UnknownItem`. */
  async itemEvents(item: string, kinds: readonly string[] | null, page: Page): Promise<ItemEventPage> {
    const { name } = await this.#nfts.record(item)
    const { entries, next } = await this.#newest(rangeOf('h', ...nftKeys.history(item)), page, (bytes) => {
      const { entry } = decode(HistoryRecord, bytes)
      return kinds === null || kinds.includes(entry.kind) ? { item, name, entry } : undefined
    })
    return { events: entries.map(({ value }) => value), next }
  }

  /** What happened to the items of a collection, newest first. Throws ApiError `nft.UnknownCollection`. */
  async collectionEvents(id: string, kinds: readonly string[] | null, page: Page): Promise<ItemEventPage> {
    await this.#nfts.collection(id)
    const range = catalogueKeys.events(id)
    const { entries, next } = await this.#newest(range, page, (bytes) => {
      const event = decode(CollectionEvent, bytes)
      return kinds === null || kinds.includes(event.kind) ? event : undefined
    })
    const events = await Promise.all(
      entries.map(async ({ key, value: { item } }): Promise<ItemEvent | undefined> => {
        // The end of the key is the same in the item's own history.
        const where = key.subarray(range.gte.length)
        const bytes = await this.#store.get(
          Buffer.concat([rangeOf('h', ...nftKeys.history(item)).gte, where]),
        )
        if (bytes === undefined) return undefined
        const { name } = await this.#nfts.record(item)
        return { item, name, entry: decode(HistoryRecord, bytes).entry }
      }),
    )
    return { events: events.filter((event) => event !== undefined), next }
  }

  /** What concerned an account, newest first. */
  async activity(account: string, kinds: readonly string[] | null, page: Page): Promise<ActivityPage> {
    const range = catalogueKeys.activities(account)
    const { entries, next } = await this.#newest(range, page, (bytes) => {
      const record = decode(ActivityRecord, bytes)
      const kind = ACTIVITY_KINDS[record.kind]
      return kind !== undefined && (kinds === null || kinds.includes(kind)) ? { ...record, kind } : undefined
    })
    return {
      entries: await Promise.all(
        entries.map(async ({ key, value }): Promise<ActivityEntry> => {
          const at = Buffer.from(key.subarray(range.gte.length))
          return { ...value, height: placeOf(at.readBigUInt64BE(0)).height, name: await this.#nameOf(value) }
        }),
      ),
      next,
    }
  }

  async #nameOf({ item, collection }: Pick<ActivityRecord, 'item' | 'collection'>): Promise<string> {
    if (item !== null) return (await this.#get(nftKeys.item(item), ItemRecord))?.name ?? ''
    if (collection === null) return ''
    return (await this.#get(nftKeys.collection(collection), CollectionRecord))?.collection.name ?? ''
  }

  /** A page of a list of events, newest first; `read` leaves out what it gives undefined for. */
  async #newest<T>(
    { gte, lt }: { readonly gte: Uint8Array; readonly lt: Uint8Array },
    { after, limit }: Page,
    read: (bytes: Uint8Array) => T | undefined,
  ): Promise<{
    readonly entries: readonly { readonly key: Uint8Array; readonly value: T }[]
    readonly next: string | null
  }> {
    if (limit < 1 || limit > 100)
      throw new ApiError('rpc.InvalidParams', `limit is ${limit}, it must be from 1 to 100`)
    const entries: { key: Uint8Array; value: T }[] = []
    const end = after === null ? lt : keyAt(gte, after, EVENT_CURSOR)
    let looked = 0
    let next: string | null = null
    for await (const [key, bytes] of this.#store.iterate({ gte, lt: end, reverse: true })) {
      if (entries.length === limit || looked++ === MOST_LOOKED_AT) return { entries, next }
      const value = read(bytes)
      if (value !== undefined) entries.push({ key, value })
      next = cursorAfter(key, gte.length)
    }
    return { entries, next: null }
  }

  async #hourAt(range: StoreRange): Promise<bigint> {
    for await (const [key] of this.#store.iterate(range)) return lastNumber(key)
    return 0n
  }

  async #get<T>(key: Uint8Array, codec: Parameters<typeof decode<T>>[0]): Promise<T | undefined> {
    const bytes = await this.#store.get(key)
    return bytes === undefined ? undefined : decode(codec, bytes)
  }
}
