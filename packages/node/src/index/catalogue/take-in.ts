import { nftQueries } from '@demiurge/modules'
import type { MemoryState } from '@demiurge/state'
import type { BlobStore } from '@demiurge/store'
import type { Batch } from '../batch.ts'
import { type MetadataTrait, traitsInMetadata } from '../metadata-reader.ts'
import { nftKeys } from '../nft-index.ts'
import { CollectionRecord, ItemRecord } from '../nft-records.ts'
import { type Texts, weightedTerms } from '../search/document.ts'
import { collectionDocument, indexDocument, itemDocument } from '../search/postings.ts'
import { changeHolding } from './holdings.ts'
import { catalogueKeys } from './keys.ts'
import { CatalogueItem } from './records.ts'

/** Where an item's traits come from. */
export interface TraitSources {
  readonly blobs: BlobStore
  readonly state: MemoryState
}

/** What taking something in changed. */
export interface TakenIn {
  /** By how many there are more documents. */
  readonly documents: number
  readonly collection: string | undefined
}

/**
 * Makes words, traits and holdings say of an item what its record says now. Doing it again changes nothing, and the order of items does
 * not matter: that is why the catalogue can be built from the records at any time, and may be behind them.
 */
export async function takeInItem(batch: Batch, sources: TraitSources, id: string): Promise<TakenIn> {
  const record = await batch.get(nftKeys.item(id), ItemRecord)
  if (record === undefined) return { documents: 0, collection: undefined }
  const { number, item, burned } = record
  const key = catalogueKeys.item(item.collection, number)
  const before = await batch.get(key, CatalogueItem)
  const traits = await traitsOf(sources, id, item.metadataHash)
  batch.put(key, CatalogueItem, { id, owner: item.owner, burned, traits: [...traits] })
  await moveHolding(batch, item.collection, {
    from: before === undefined || before.burned ? undefined : before.owner,
    to: burned ? undefined : item.owner,
  })
  const collection = await batch.get(nftKeys.collection(item.collection), CollectionRecord)
  const texts = itemTexts(record, collection?.collection.name ?? '', traits)
  const documents = await indexDocument(batch, itemDocument(number), burned ? [] : weightedTerms(texts))
  return { documents, collection: item.collection }
}

/** The same of a collection. */
export async function takeInCollection(batch: Batch, id: string): Promise<TakenIn> {
  const record = await batch.get(nftKeys.collection(id), CollectionRecord)
  if (record === undefined) return { documents: 0, collection: undefined }
  const terms = weightedTerms(collectionTexts(record))
  const documents = await indexDocument(batch, collectionDocument(record.number), terms)
  return { documents, collection: id }
}

/** The texts by which an item is found. */
export function itemTexts(
  { name, description }: Pick<ItemRecord, 'name' | 'description'>,
  collection: string,
  traits: readonly MetadataTrait[],
): Texts {
  const trait = traits.map(({ name, value }) => `${name}: ${value}`).join(' · ')
  return { name, description, collection, trait }
}

/** The texts by which a collection is found. */
export function collectionTexts({ collection }: Pick<CollectionRecord, 'collection'>): Texts {
  const { name, description } = collection
  return { name, description, collection: '', trait: '' }
}

async function moveHolding(
  batch: Batch,
  collection: string,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): Promise<void> {
  if (from === to) return
  if (from !== undefined) await changeHolding(batch, { collection, owner: from, by: -1 })
  if (to !== undefined) await changeHolding(batch, { collection, owner: to, by: 1 })
}

/** What the metadata say, but for traits that the chain holds: those are what they are there. */
async function traitsOf(
  { blobs, state }: TraitSources,
  id: string,
  metadataHash: string,
): Promise<readonly MetadataTrait[]> {
  const traits = new Map<string, string>()
  for (const { name, value } of await traitsInMetadata(blobs, metadataHash)) traits.set(name, value)
  for (const { name, value } of nftQueries.traitsOf({ state }, id)) traits.set(name, value)
  return Array.from(traits, ([name, value]) => ({ name, value }))
}
