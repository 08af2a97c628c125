import { hash, u32, u64 } from '@demiurge/codec'
import { type Collection, type Item, nftState } from '@demiurge/modules'
import { entriesOf } from '@demiurge/runtime'
import type { MemoryState, Store } from '@demiurge/state'
import { Batch } from './batch.ts'
import { keyOf } from './keys.ts'
import { type ItemDescription, NO_DESCRIPTION } from './metadata-reader.ts'
import { nftKeys } from './nft-index.ts'
import { CollectionRecord, ItemRecord } from './nft-records.ts'

/** Items that are written at once. */
const BATCH = 1_000

/**
 * Builds the lists of collections and items from the state alone, as a node needs them that has not seen their events. Times are 0,
 * which means unknown, burned items are not among them, and histories begin with the next event.
 */
export async function rebuildItems(options: {
  readonly state: MemoryState
  readonly store: Store
  readonly describe: (metadataHash: string) => Promise<ItemDescription | undefined>
}): Promise<void> {
  const { state, store, describe } = options
  const keys = (prefix: string): Iterable<string> => state.keys(prefix)
  const collections = [...entriesOf(nftState.collections, state, keys)].sort(byCreation)
  const items = [...entriesOf(nftState.items, state, keys)].sort(byMinting)
  const counts = new Counts()
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = new Batch(store)
    for (const [i, [id, item]] of items.slice(from, from + BATCH).entries())
      await putItem(batch, {
        id,
        item,
        number: BigInt(from + i),
        counts,
        described: await describe(item.metadataHash),
      })
    await store.batch(batch.operations())
  }
  const batch = new Batch(store)
  for (const [i, [id, collection]] of collections.entries()) {
    const number = BigInt(i)
    const { items: held, owners } = counts.of(id)
    batch.put(nftKeys.collection(id), CollectionRecord, {
      number,
      collection,
      createdAtMs: 0n,
      items: held,
      owners,
    })
    batch.put(keyOf('n', ...nftKeys.allCollections, number), hash, id)
    batch.put(keyOf('n', ...nftKeys.collectionsOf(collection.creator), number), hash, id)
    counts.add(nftKeys.allCollections)
    counts.add(nftKeys.collectionsOf(collection.creator))
  }
  counts.putInto(batch)
  await store.batch(batch.operations())
}

async function putItem(
  batch: Batch,
  entry: {
    readonly id: string
    readonly item: Item
    readonly number: bigint
    readonly counts: Counts
    readonly described: ItemDescription | undefined
  },
): Promise<void> {
  const { id, item, number, counts } = entry
  const { uuid, ...description } = entry.described ?? NO_DESCRIPTION
  batch.put(nftKeys.item(id), ItemRecord, { number, item, mintedAtMs: 0n, burned: false, ...description })
  for (const list of [nftKeys.allItems, nftKeys.itemsIn(item.collection), nftKeys.itemsOwned(item.owner)]) {
    batch.put(keyOf('n', ...list, number), hash, id)
    counts.add(list)
  }
  counts.own(item)
  if (uuid !== '' && (await batch.get(nftKeys.artwork(uuid), hash)) === undefined)
    batch.put(nftKeys.artwork(uuid), hash, id)
}

/** Lengths of lists, and who owns how much of which collection. */
class Counts {
  readonly #lists = new Map<string, { readonly list: readonly string[]; length: bigint }>()
  readonly #collections = new Map<string, { items: number; readonly owners: Map<string, number> }>()

  add(list: readonly string[]): void {
    const key = list.join(' ')
    const known = this.#lists.get(key) ?? { list, length: 0n }
    known.length++
    this.#lists.set(key, known)
  }

  own({ collection, owner }: Item): void {
    const known = this.#collections.get(collection) ?? { items: 0, owners: new Map() }
    known.items++
    known.owners.set(owner, (known.owners.get(owner) ?? 0) + 1)
    this.#collections.set(collection, known)
  }

  of(collection: string): { readonly items: number; readonly owners: number } {
    const known = this.#collections.get(collection)
    return { items: known?.items ?? 0, owners: known?.owners.size ?? 0 }
  }

  putInto(batch: Batch): void {
    for (const { list, length } of this.#lists.values()) batch.put(nftKeys.count(...list), u64, length)
    for (const [collection, { owners }] of this.#collections)
      for (const [owner, held] of owners) batch.put(nftKeys.owner(collection, owner), u32, held)
  }
}

function byCreation([a, x]: readonly [string, Collection], [b, y]: readonly [string, Collection]): number {
  return x.createdAt === y.createdAt ? (a < b ? -1 : 1) : x.createdAt < y.createdAt ? -1 : 1
}

function byMinting([, x]: readonly [string, Item], [, y]: readonly [string, Item]): number {
  if (x.mintedAt !== y.mintedAt) return x.mintedAt < y.mintedAt ? -1 : 1
  if (x.collection !== y.collection) return x.collection < y.collection ? -1 : 1
  return x.serial < y.serial ? -1 : 1
}
