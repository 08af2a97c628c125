import { hash, type Infer, struct, u16 } from '@demiurge/codec'
import { type Context, RuntimeError } from '@demiurge/runtime'
import { getCollection } from './access.ts'
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
} from './state.ts'

/** What an item is: where its metadata are and what it was made from. */
export const Work = struct({
  metadataUri: MetadataUri,
  metadataHash: hash,
  contentHash: hash,
  provenanceHash: hash,
})
export type Work = Infer<typeof Work>

/** What all items of one minting have in common. */
export interface Terms {
  readonly collection: string
  readonly to: string
  /** The collection's own where null. */
  readonly royaltyBps: number | null
  readonly soulbound: boolean
}

const NO_CONTENT = `0x${'00'.repeat(32)}`
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
  if (contentHash === NO_CONTENT)
    throw new RuntimeError('nft.ContentRequired', 'contentHash must be the SHA-256 of the asset, not zeros')
}

/** Mints works in order, all on the same terms. Throws the codes of `mint`. */
export function mintWorks(ctx: Context, terms: Terms, works: readonly Work[]): void {
  let collection = getCollection(ctx, terms.collection)
  checkMinter(ctx, terms.collection, collection)
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
  const id = itemId(collection, home.minted)
  const told = {
    collection,
    serial: home.minted,
    edition: nextEdition(ctx, { collection, home, item: id, contentHash: work.contentHash }),
    creator: ctx.sender,
    ...work,
    royaltyBps: royaltyBps ?? home.royaltyBps,
    soulbound: soulbound || home.soulbound,
  }
  items.set(ctx, id, {
    ...told,
    owner: to,
    metadataFrozen: !home.mutableMetadata,
    approved: null,
    lock: null,
    mintedAt: ctx.height,
  })
  ctx.emit(minted, { ...told, item: id, to })
}

interface NewCopy {
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
  const first = known?.first ?? item
  contents.set(ctx, contentHash, { first, copies: (known?.copies ?? 0n) + 1n })
  if (home.editions === 1) return 1
  const edition = (editions.get(ctx, { collection, contentHash }) ?? 0) + 1
  if (edition > home.editions)
    throw new RuntimeError(
      'nft.EditionsReached',
      `${home.editions} editions of content ${contentHash} are minted, which is all the collection allows`,
    )
  editions.set(ctx, { collection, contentHash }, edition)
  return edition
}
