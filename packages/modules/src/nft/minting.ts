import { hash, type Infer, struct, text, u16 } from '@demiurge/codec'
import { type Context, RuntimeError } from '@demiurge/runtime'
import { getCollection } from './access.ts'
import { drops } from './drop-state.ts'
import { minted } from './events.ts'
import {
  type Collection,
  collections,
  contents,
  editions,
  itemId,
  items,
  MAX_ROYALTY_BPS,
  MetadataUri,
  minters,
  UNKNOWN,
} from './state.ts'

/** What an item is: where its metadata are and what it was made from. */
export const Work = struct({
  metadataUri: MetadataUri,
  metadataHash: hash,
  contentHash: hash,
  provenanceHash: hash,
})
export type Work = Infer<typeof Work>

// Base and ending together keep within the 256 bytes of a metadata URI.
/** What the metadata URIs of a batch begin with. */
export const BaseUri = text(192)
/** What the metadata URI of one work ends with. */
export const Ending = text(64)

/** A work in a batch. */
export const BatchWork = struct({
  ending: Ending,
  metadataHash: hash,
  contentHash: hash,
  provenanceHash: hash,
})
export type BatchWork = Infer<typeof BatchWork>

/** The works of a batch with their whole URIs. */
export function worksOf(baseUri: string, works: readonly BatchWork[]): readonly Work[] {
  return works.map(({ ending, ...work }) => ({ ...work, metadataUri: baseUri + ending }))
}

/** What all items of one minting have in common. */
export interface Terms {
  readonly collection: string
  readonly to: string
  /** The collection's own where null. */
  readonly royaltyBps: number | null
  readonly soulbound: boolean
}

const BASIS_POINTS = 10_000
/** The royalty of an item: u16 would allow more than the whole price, `checkRoyalty` does not. */
export const Royalty = u16

/** Throws `nft.RoyaltyTooHigh`. */
export function checkRoyalty(royaltyBps: number): void {
  if (royaltyBps > MAX_ROYALTY_BPS)
    throw new RuntimeError(
      'nft.RoyaltyTooHigh',
      `a royalty of ${royaltyBps} is above the limit of ${MAX_ROYALTY_BPS} in ${BASIS_POINTS}`,
    )
}

/** Throws `nft.ContentRequired` for 32 zero bytes: nothing has that hash, and two items with "no content" would collide. */
export function checkContent(contentHash: string): void {
  if (contentHash === UNKNOWN)
    throw new RuntimeError('nft.ContentRequired', 'contentHash must be the SHA-256 of the asset, not zeros')
}

/** Mints works in order, all on the same terms. Throws the codes of `mint`. */
export function mintWorks(ctx: Context, terms: Terms, works: readonly Work[]): void {
  let collection = getCollection(ctx, terms.collection)
  checkMinter(ctx, terms.collection, collection)
  if (drops.get(ctx, terms.collection) !== undefined)
    throw new RuntimeError('nft.InDrop', 'the collection has a drop: its items come into being by claims')
  checkRoom(collection, works.length)
  for (const work of works) {
    collection = { ...collection, minted: collection.minted + 1n }
    mintWork(ctx, { ...terms, work, home: collection })
  }
  collections.set(ctx, terms.collection, collection)
}

function checkMinter(ctx: Context, id: string, { creator }: Collection): void {
  if (creator === ctx.sender) return
  if (minters.get(ctx, { collection: id, minter: ctx.sender }) === undefined)
    throw new RuntimeError(
      'nft.NotMinter',
      'only the creator and approved minters may mint in this collection',
    )
}

function checkRoom({ frozen, maxSupply, minted: count }: Collection, more: number): void {
  if (frozen) throw new RuntimeError('nft.CollectionFrozen', `the collection is frozen at ${count} items`)
  if (maxSupply !== null && count + BigInt(more) > maxSupply)
    throw new RuntimeError(
      'nft.SupplyReached',
      `${count} of ${maxSupply} items are minted, there is no room for ${more} more`,
    )
}

interface Minting extends Terms {
  readonly work: Work
  /** The collection with this item counted. */
  readonly home: Collection
}

function mintWork(ctx: Context, { collection, to, royaltyBps, soulbound, work, home }: Minting): void {
  const item = itemId(collection, home.minted)
  const edition = nextEdition(ctx, { collection, home, item, contentHash: work.contentHash })
  putItem(ctx, home, {
    ...work,
    collection,
    edition,
    to,
    creator: ctx.sender,
    royaltyBps: royaltyBps ?? home.royaltyBps,
    soulbound: soulbound || home.soulbound,
  })
}

/** Sealed items that one claim mints to the sender: the next serials of the collection. */
export interface Sealing {
  readonly collection: string
  readonly home: Collection
  readonly count: number
  /** The placeholder. */
  readonly uri: string
  readonly metadataHash: string
}

/** Mints items whose content is not known yet. Throws `nft.CollectionFrozen` or `nft.SupplyReached`. */
export function mintSealed(ctx: Context, { collection, home, count, uri, metadataHash }: Sealing): void {
  checkRoom(home, count)
  let counted = home
  for (let i = 0; i < count; i++) {
    counted = { ...counted, minted: counted.minted + 1n }
    putItem(ctx, counted, {
      collection,
      edition: 0,
      to: ctx.sender,
      creator: home.creator,
      metadataUri: uri,
      metadataHash,
      contentHash: UNKNOWN,
      provenanceHash: UNKNOWN,
      royaltyBps: home.royaltyBps,
      soulbound: home.soulbound,
    })
  }
  collections.set(ctx, collection, counted)
}

interface NewItem extends Work {
  readonly collection: string
  readonly edition: number
  readonly to: string
  readonly creator: string
  readonly royaltyBps: number
  readonly soulbound: boolean
}

/** Writes an item under the last serial of its collection, in which it is counted, and announces it. */
function putItem(
  ctx: Context,
  { minted: serial, mutableMetadata }: Collection,
  { to, ...told }: NewItem,
): void {
  const id = itemId(told.collection, serial)
  items.set(ctx, id, {
    ...told,
    serial,
    owner: to,
    metadataFrozen: !mutableMetadata,
    approved: null,
    lock: null,
    mintedAt: ctx.height,
  })
  ctx.emit(minted, { ...told, item: id, serial, to })
}

/** A copy of a content that comes into being. */
export interface NewCopy {
  readonly collection: string
  readonly home: Collection
  readonly item: string
  readonly contentHash: string
}

/**
 * Enters the content into the index and returns the item's edition. A content is new to the chain, or the collection declares editions:
 * so a stranger who mints somebody's file first takes the index's `first`, and cannot keep its creator from minting it all the same.
 */
function nextEdition(ctx: Context, { collection, home, item, contentHash }: NewCopy): number {
  const known = contents.get(ctx, contentHash)
  if (known !== undefined && home.editions === 1)
    throw new RuntimeError(
      'nft.ContentAlreadyMinted',
      `content ${contentHash} was minted as ${known.first}; only a collection with editions takes it again`,
    )
  countCopy(ctx, contentHash, item)
  return home.editions === 1 ? 1 : countEdition(ctx, { collection, home, item, contentHash })
}

/** Enters one more copy into the index of contents; the item that was first stays. */
export function countCopy(ctx: Context, contentHash: string, item: string): void {
  const known = contents.get(ctx, contentHash)
  contents.set(ctx, contentHash, { first: known?.first ?? item, copies: (known?.copies ?? 0n) + 1n })
}

/** Counts one more copy of a content in its collection, and returns its number. Throws `nft.EditionsReached`. */
export function countEdition(ctx: Context, { collection, home, contentHash }: NewCopy): number {
  const edition = (editions.get(ctx, { collection, contentHash }) ?? 0) + 1
  if (edition > home.editions)
    throw new RuntimeError(
      'nft.EditionsReached',
      `${home.editions} editions of content ${contentHash} are minted, which is all the collection allows`,
    )
  editions.set(ctx, { collection, contentHash }, edition)
  return edition
}
