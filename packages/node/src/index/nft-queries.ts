import {
  ApiError,
  type CollectionPage,
  type CollectionView,
  type ItemDetail,
  type ItemPage,
  type ItemView,
  VerificationCount,
} from '@demiurge/api'
import { decode, encode, hash, u64 } from '@demiurge/codec'
import { nftQueries } from '@demiurge/modules'
import type { MemoryState, Store, StoreOperation } from '@demiurge/state'
import type { BlobStore } from '@demiurge/store'
import { type KeyPart, keyOf, lastNumber, rangeOf } from './keys.ts'
import { metadataText } from './metadata-reader.ts'
import { nftKeys } from './nft-index.ts'
import { CollectionRecord, HistoryRecord, ItemRecord } from './nft-records.ts'

interface Listed {
  readonly ids: readonly string[]
  readonly next: bigint | null
  readonly total: number
}

const PREVIEWS = 4
/** Sources of verifications that are told apart for one item. */
const SOURCES = 1_000

/** Answers about collections and items from the index. */
export class NftQueries {
  readonly #store: Store
  readonly #state: MemoryState
  readonly #blobs: BlobStore
  readonly #sources = new Map<string, Set<string>>()

  constructor(store: Store, state: MemoryState, blobs: BlobStore) {
    this.#store = store
    this.#state = state
    this.#blobs = blobs
  }

  async collections(creator: string | null, before: bigint | null, limit: number): Promise<CollectionPage> {
    const list = creator === null ? nftKeys.allCollections : nftKeys.collectionsOf(creator)
    const { ids, next, total } = await this.#list(list, before, limit)
    return { collections: await Promise.all(ids.map((id) => this.collection(id))), next, total }
  }

  /** Throws ApiError `nft.UnknownCollection`. */
  async collection(id: string): Promise<CollectionView> {
    const record = await this.#collectionRecord(id)
    if (record === undefined)
      throw new ApiError('nft.UnknownCollection', `there is no collection ${id}`, { status: 404 })
    const { collection, createdAtMs, items, owners } = record
    const preview = (await this.#list(nftKeys.itemsIn(id), null, PREVIEWS)).ids
    return { id, collection, items, owners, createdAtMs, preview }
  }

  async items(
    filter: { readonly collection: string | null; readonly owner: string | null },
    before: bigint | null,
    limit: number,
  ): Promise<ItemPage> {
    if (filter.collection !== null && filter.owner !== null)
      throw new ApiError('nft.TwoFilters', 'give collection or owner, not both')
    const list =
      filter.owner !== null
        ? nftKeys.itemsOwned(filter.owner)
        : filter.collection !== null
          ? nftKeys.itemsIn(filter.collection)
          : nftKeys.allItems
    const { ids, next, total } = await this.#list(list, before, limit)
    return { items: await Promise.all(ids.map((id) => this.view(id))), next, total }
  }

  /** Throws ApiError `nft.UnknownItem`. */
  async view(id: string): Promise<ItemView> {
    const record = await this.record(id)
    const { item, name, description, image, mediaType, mintedAtMs, burned } = record
    const collection = await this.#collectionRecord(item.collection)
    const collectionName = collection?.collection.name ?? ''
    return { id, item, collectionName, name, description, image, mediaType, mintedAtMs, burned }
  }

  /** Throws ApiError `nft.UnknownItem`. */
  async detail(id: string): Promise<ItemDetail> {
    const view = await this.view(id)
    const history: ItemDetail['history'][number][] = []
    for await (const [, bytes] of this.#store.iterate({
      ...rangeOf('h', ...nftKeys.history(id)),
      limit: 1_024,
    }))
      history.push(decode(HistoryRecord, bytes).entry)
    const metadata = (await metadataText(this.#blobs, view.item.metadataHash)) ?? null
    return { view, metadata, traits: nftQueries.traitsOf({ state: this.#state }, id), history }
  }

  /** Throws ApiError `nft.UnknownItem`. */
  async record(id: string): Promise<ItemRecord> {
    const bytes = await this.#store.get(nftKeys.item(id))
    if (bytes === undefined) throw new ApiError('nft.UnknownItem', `there is no item ${id}`, { status: 404 })
    return decode(ItemRecord, bytes)
  }

  /** The first item minted with a content. */
  byContent(sha256: string): string | null {
    return nftQueries.findContent({ state: this.#state }, sha256)?.first ?? null
  }

  /** The item whose metadata names an artwork. */
  async byArtwork(uuid: string): Promise<string | null> {
    const bytes = await this.#store.get(nftKeys.artwork(uuid))
    return bytes === undefined ? null : decode(hash, bytes)
  }

  async itemsOwned(owner: string): Promise<number> {
    return this.#count(nftKeys.itemsOwned(owner))
  }

  /** Counts a verification. `source` is where it came from, such as `dashboard` or `cli`. */
  async countVerification(
    id: string,
    valid: boolean,
    source: string,
    nowMs: number,
  ): Promise<VerificationCount> {
    await this.record(id)
    const key = keyOf('v', 'verified', id)
    const bytes = await this.#store.get(key)
    const before =
      bytes === undefined
        ? { verified: 0, failed: 0, lastMs: 0n, sources: 0 }
        : decode(VerificationCount, bytes)
    const sources = this.#sources.get(id) ?? new Set()
    const isNew = !sources.has(source) && sources.size < SOURCES
    if (isNew) this.#sources.set(id, sources.add(source))
    const count: VerificationCount = {
      verified: before.verified + (valid ? 1 : 0),
      failed: before.failed + (valid ? 0 : 1),
      lastMs: BigInt(nowMs),
      sources: Math.max(before.sources, sources.size),
    }
    const operation: StoreOperation = { key, value: encode(VerificationCount, count) }
    await this.#store.batch([operation])
    return count
  }

  async #collectionRecord(id: string): Promise<CollectionRecord | undefined> {
    const bytes = await this.#store.get(nftKeys.collection(id))
    return bytes === undefined ? undefined : decode(CollectionRecord, bytes)
  }

  async #list(list: readonly string[], before: bigint | null, limit: number): Promise<Listed> {
    if (limit < 1 || limit > 100)
      throw new ApiError('rpc.InvalidParams', `limit is ${limit}, it must be from 1 to 100`)
    const { gte, lt } = rangeOf('n', ...list)
    const end = before === null ? lt : keyOf('n', ...(list as readonly KeyPart[]), before)
    const ids: string[] = []
    let last: bigint | null = null
    for await (const [key, value] of this.#store.iterate({ gte, lt: end, reverse: true, limit: limit + 1 })) {
      if (ids.length === limit) return { ids, next: last, total: await this.#count(list) }
      ids.push(decode(hash, value))
      last = lastNumber(key)
    }
    return { ids, next: null, total: await this.#count(list) }
  }

  async #count(list: readonly string[]): Promise<number> {
    const bytes = await this.#store.get(nftKeys.count(...list))
    return bytes === undefined ? 0 : Number(decode(u64, bytes))
  }
}
