import type { HistoryEntry } from '@demiurge/api'
import { hash, u32 } from '@demiurge/codec'
import type { Item } from '@demiurge/modules'
import type { Store, StoreOperation } from '@demiurge/state'
import type { ExecutedCommit } from '../chain/chain.ts'
import type { Deriver } from './archive.ts'
import { Batch } from './batch.ts'
import { positionOf } from './commit-operations.ts'
import { type NftEvent, nftEventsOf, type PlacedEvent } from './events-of.ts'
import { keyOf } from './keys.ts'
import { type ItemDescription, NO_DESCRIPTION } from './metadata-reader.ts'
import { CollectionRecord, HistoryRecord, ItemRecord } from './nft-records.ts'

/** Keys of the index's entries; `queries` reads by the same. */
export const nftKeys = {
  collection: (id: string) => keyOf('v', 'collection', id),
  item: (id: string) => keyOf('v', 'item', id),
  allCollections: ['collections'] as const,
  collectionsOf: (creator: string) => ['collections-of', creator] as const,
  allItems: ['items'] as const,
  itemsIn: (collection: string) => ['items-in', collection] as const,
  itemsOwned: (owner: string) => ['items-owned', owner] as const,
  history: (item: string) => ['history', item] as const,
  count: (...list: readonly string[]) => keyOf('n', 'count', ...list),
  owner: (collection: string, owner: string) => keyOf('n', 'owner', collection, owner),
  artwork: (uuid: string) => keyOf('u', uuid),
}

type Data<K extends NftEvent['name']> = Extract<NftEvent, { readonly name: K }>['data']

interface Where extends PlacedEvent {
  readonly height: bigint
  readonly timeMs: bigint
}

/**
 * Lists and histories of collections and items, built from events alone, so that the index can be rebuilt from the chain at any
 * time and never asks a state that has moved on.
 */
export class NftIndex implements Deriver {
  readonly #store: Store
  readonly #describe: (metadataHash: string) => Promise<ItemDescription | undefined>

  /** `describe` reads an item's metadata where the node holds it. */
  constructor(store: Store, describe: (metadataHash: string) => Promise<ItemDescription | undefined>) {
    this.#store = store
    this.#describe = describe
  }

  async derive(executed: ExecutedCommit): Promise<readonly StoreOperation[]> {
    const batch = new Batch(this.#store)
    const { index: height, timestampMs: timeMs } = executed.commit
    for (const placed of nftEventsOf(executed)) await this.#apply(batch, { ...placed, height, timeMs })
    return batch.operations()
  }

  async #apply(batch: Batch, where: Where): Promise<void> {
    const { event } = where
    switch (event.name) {
      case 'collectionCreated':
        return createCollection(batch, event.data, where)
      case 'collectionFrozen':
        return changeCollection(batch, event.data.collection, { frozen: true })
      case 'minterChanged':
      case 'operatorChanged':
      case 'dropOpened':
      case 'claimed':
      case 'dropClosed':
        return
      case 'minted':
        return this.#mint(batch, event.data, where)
      case 'transferred':
        return transfer(batch, event.data, where)
      case 'burned':
        return burn(batch, event.data, where)
      case 'metadataUpdated':
        await this.#describeAnew(batch, event.data, where, {
          kind: 'metadataUpdated',
          detail: `Metadata is now ${event.data.metadataUri}`,
        })
        return
      case 'revealed':
        return this.#reveal(batch, event.data, where)
      default:
        return changeItem(batch, event, where)
    }
  }

  async #mint(batch: Batch, data: Data<'minted'>, where: Where): Promise<void> {
    const { item: id, to: owner, ...rest } = data
    const described = (await this.#describe(data.metadataHash)) ?? NO_DESCRIPTION
    const number = await batch.add(nftKeys.count(...nftKeys.allItems), 1n)
    const item: Item = {
      ...rest,
      owner,
      metadataFrozen: false,
      approved: null,
      lock: null,
      mintedAt: where.height,
    }
    const { uuid, ...description } = described
    batch.put(nftKeys.item(id), ItemRecord, {
      number,
      item,
      mintedAtMs: where.timeMs,
      burned: false,
      ...description,
    })
    const collection = await batch.get(nftKeys.collection(data.collection), CollectionRecord)
    if (collection !== undefined)
      batch.put(nftKeys.collection(data.collection), CollectionRecord, {
        ...collection,
        items: collection.items + 1,
        collection: { ...collection.collection, minted: collection.collection.minted + 1n },
      })
    for (const list of [nftKeys.allItems, nftKeys.itemsIn(data.collection)]) {
      batch.put(keyOf('n', ...list, number), hash, id)
      if (list !== nftKeys.allItems) await batch.add(nftKeys.count(...list), 1n)
    }
    await own(batch, { item: id, number, collection: data.collection, owner, by: 1 })
    // The first work with an identifier keeps it: a copy of its metadata must not take its place.
    if (uuid !== '' && (await batch.get(nftKeys.artwork(uuid), hash)) === undefined)
      batch.put(nftKeys.artwork(uuid), hash, id)
    remember(batch, id, where, {
      kind: 'minted',
      to: owner,
      detail: `${data.edition === 0 ? 'Claimed, sealed,' : 'Minted'} as number ${data.serial} of its collection`,
    })
  }

  /** Takes other metadata in; returns the artwork's UUID in them, empty where there is none. */
  async #describeAnew(
    batch: Batch,
    data: Data<'metadataUpdated'> & Partial<Item>,
    where: Where,
    step: Pick<HistoryEntry, 'kind' | 'detail'>,
  ): Promise<string> {
    const record = await batch.get(nftKeys.item(data.item), ItemRecord)
    if (record === undefined) return ''
    const { uuid, ...description } = (await this.#describe(data.metadataHash)) ?? NO_DESCRIPTION
    const { item: _, ...change } = data
    batch.put(nftKeys.item(data.item), ItemRecord, {
      ...record,
      ...description,
      item: { ...record.item, ...change },
    })
    remember(batch, data.item, where, step)
    return uuid
  }

  async #reveal(batch: Batch, { piece, ...data }: Data<'revealed'>, where: Where): Promise<void> {
    const uuid = await this.#describeAnew(batch, data, where, {
      kind: 'revealed',
      detail: `Revealed as piece ${piece} of its collection`,
    })
    if (uuid !== '' && (await batch.get(nftKeys.artwork(uuid), hash)) === undefined)
      batch.put(nftKeys.artwork(uuid), hash, data.item)
  }
}

async function createCollection(batch: Batch, data: Data<'collectionCreated'>, where: Where): Promise<void> {
  const { collection: id, ...rest } = data
  const number = await batch.add(nftKeys.count(...nftKeys.allCollections), 1n)
  await batch.add(nftKeys.count(...nftKeys.collectionsOf(data.creator)), 1n)
  batch.put(nftKeys.collection(id), CollectionRecord, {
    number,
    collection: { ...rest, frozen: false, minted: 0n, burned: 0n, createdAt: where.height },
    createdAtMs: where.timeMs,
    items: 0,
    owners: 0,
  })
  batch.put(keyOf('n', ...nftKeys.allCollections, number), hash, id)
  batch.put(keyOf('n', ...nftKeys.collectionsOf(data.creator), number), hash, id)
}

async function changeCollection(
  batch: Batch,
  id: string,
  change: { readonly frozen: boolean },
): Promise<void> {
  const record = await batch.get(nftKeys.collection(id), CollectionRecord)
  if (record === undefined) return
  batch.put(nftKeys.collection(id), CollectionRecord, {
    ...record,
    collection: { ...record.collection, ...change },
  })
}

async function transfer(batch: Batch, data: Data<'transferred'>, where: Where): Promise<void> {
  const record = await batch.get(nftKeys.item(data.item), ItemRecord)
  if (record === undefined) return
  const { number } = record
  batch.put(nftKeys.item(data.item), ItemRecord, {
    ...record,
    item: { ...record.item, owner: data.to, approved: null },
  })
  await own(batch, { item: data.item, number, collection: data.collection, owner: data.from, by: -1 })
  await own(batch, { item: data.item, number, collection: data.collection, owner: data.to, by: 1 })
  const detail = data.by === data.from ? 'Transferred by its owner' : 'Transferred by an approved account'
  remember(batch, data.item, where, { kind: 'transferred', from: data.from, to: data.to, detail })
}

async function burn(batch: Batch, data: Data<'burned'>, where: Where): Promise<void> {
  const record = await batch.get(nftKeys.item(data.item), ItemRecord)
  if (record === undefined) return
  batch.put(nftKeys.item(data.item), ItemRecord, { ...record, burned: true })
  const collection = await batch.get(nftKeys.collection(data.collection), CollectionRecord)
  if (collection !== undefined)
    batch.put(nftKeys.collection(data.collection), CollectionRecord, {
      ...collection,
      items: collection.items - 1,
      collection: { ...collection.collection, burned: collection.collection.burned + 1n },
    })
  await own(batch, {
    item: data.item,
    number: record.number,
    collection: data.collection,
    owner: data.owner,
    by: -1,
  })
  remember(batch, data.item, where, { kind: 'burned', from: data.owner, detail: 'Burned: gone for ever' })
}

/** Adds an item to its owner's list or takes it away, and keeps the number of a collection's owners. */
async function own(
  batch: Batch,
  change: { item: string; number: bigint; collection: string; owner: string; by: 1 | -1 },
): Promise<void> {
  const { item, number, collection, owner, by } = change
  const list = nftKeys.itemsOwned(owner)
  if (by === 1) batch.put(keyOf('n', ...list, number), hash, item)
  else batch.delete(keyOf('n', ...list, number))
  await batch.add(nftKeys.count(...list), BigInt(by))
  const held = (await batch.get(nftKeys.owner(collection, owner), u32)) ?? 0
  batch.put(nftKeys.owner(collection, owner), u32, held + by)
  if (held !== (by === 1 ? 0 : 1)) return
  const record = await batch.get(nftKeys.collection(collection), CollectionRecord)
  if (record !== undefined)
    batch.put(nftKeys.collection(collection), CollectionRecord, { ...record, owners: record.owners + by })
}

type Change = Exclude<
  NftEvent,
  {
    readonly name:
      | 'collectionCreated'
      | 'collectionFrozen'
      | 'minterChanged'
      | 'operatorChanged'
      | 'minted'
      | 'transferred'
      | 'burned'
      | 'metadataUpdated'
      | 'dropOpened'
      | 'claimed'
      | 'dropClosed'
      | 'revealed'
  }
>

/** Changes that touch nothing but the item itself. */
async function changeItem(batch: Batch, event: Change, where: Where): Promise<void> {
  const { item: id } = event.data
  const record = await batch.get(nftKeys.item(id), ItemRecord)
  if (record === undefined) return
  const [change, detail] = effectOf(event)
  batch.put(nftKeys.item(id), ItemRecord, { ...record, item: { ...record.item, ...change } })
  remember(batch, id, where, { kind: event.name, detail })
}

function effectOf(event: Change): readonly [change: Partial<Item>, detail: string] {
  switch (event.name) {
    case 'approved': {
      const { approved } = event.data
      return [{ approved }, approved === null ? 'Approval was taken back' : 'An account may move it once']
    }
    case 'traitChanged':
      return [{}, `Trait ${event.data.name} is now ${event.data.value} (version ${event.data.version})`]
    case 'metadataFrozen':
      return [{ metadataFrozen: true }, 'Metadata will never change again']
    case 'royaltyLowered':
      return [{ royaltyBps: event.data.royaltyBps }, `Royalty is now ${event.data.royaltyBps / 100} %`]
    case 'locked':
      return [{ lock: event.data.reason }, `Held still by ${event.data.reason}`]
    case 'unlocked':
      return [{ lock: null }, 'Can be moved again']
  }
}

function remember(
  batch: Batch,
  item: string,
  { height, timeMs, transaction, index, sequence }: Where,
  step: Pick<HistoryEntry, 'kind' | 'detail'> & Partial<Pick<HistoryEntry, 'from' | 'to'>>,
): void {
  const entry: HistoryEntry = { height, transaction, timestampMs: timeMs, from: null, to: null, ...step }
  const key = keyOf('h', ...nftKeys.history(item), positionOf(height, index), sequence)
  batch.put(key, HistoryRecord, { item, entry })
}
