import {
  address,
  bool,
  encode,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  toHex,
  u16,
  u32,
  u64,
} from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { stateMap } from '@demiurge/runtime'

/** Where metadata lies: a URI such as `ipfs://…`. */
export const MetadataUri = text(256)
export const TraitName = text(64)
export const TraitValue = text(256)

/** Half of the price: more would make a work unsaleable. */
export const MAX_ROYALTY_BPS = 5_000
/** Different traits that an item can have. */
export const MAX_TRAITS = 64
/** The content and provenance hash of an item that is sealed, and the provenance hash of one without a statement: 32 zero bytes. */
export const UNKNOWN: string = `0x${'00'.repeat(32)}`
/** Items in one mintBatch. */
export const MAX_BATCH = 1_000

/**
 * A body of work. `maxSupply` bounds the items ever minted (burning makes no room); `editions` the copies of one content, 1 where every
 * content must be new to the chain; `soulbound` binds all items to their first owner; `mutableMetadata` lets creators update metadata;
 * `frozen` ends minting for ever. `createdAt` is a height.
 */
export const Collection = struct({
  creator: address,
  name: text(128),
  description: text(1_024),
  metadataUri: MetadataUri,
  metadataHash: hash,
  maxSupply: optional(u64),
  editions: u32,
  royaltyBps: u16,
  soulbound: bool,
  mutableMetadata: bool,
  frozen: bool,
  minted: u64,
  burned: u64,
  createdAt: u64,
})
export type Collection = Infer<typeof Collection>

/**
 * One item. `serial` counts from 1 in its collection, `edition` from 1 among the copies of its content there. `contentHash` is the
 * SHA-256 of the asset's bytes, `metadataHash` that of the metadata's, `provenanceHash` the hash of the creator's signed statement (32
 * zero bytes where there is none). `royaltyBps` are ten-thousandths of a sale's price and go to `creator`. `approved` may move the item
 * once; `lock` names the module that holds it still. `mintedAt` is a height. An item of a drop is sealed until it is revealed: its edition
 * is 0, its content and provenance hash are zeros and its metadata the drop's placeholder.
 */
export const Item = struct({
  collection: hash,
  serial: u64,
  edition: u32,
  owner: address,
  creator: address,
  metadataUri: MetadataUri,
  metadataHash: hash,
  contentHash: hash,
  provenanceHash: hash,
  royaltyBps: u16,
  soulbound: bool,
  metadataFrozen: bool,
  approved: optional(address),
  lock: optional(text(32)),
  mintedAt: u64,
})
export type Item = Infer<typeof Item>

/** Which item a content was first minted as, and how many items were ever minted with it on the whole chain. */
export const Content = struct({ first: hash, copies: u64 })
export type Content = Infer<typeof Content>

/** A value of a trait; versions count from 1, `height` is the commit that set it. */
export const Trait = struct({ value: TraitValue, version: u32, height: u64 })
export type Trait = Infer<typeof Trait>

const CollectionKey = struct({ creator: address, salt: hash })
const ItemKey = struct({ collection: hash, serial: u64 })
const EditionKey = struct({ collection: hash, contentHash: hash })
const MinterKey = struct({ collection: hash, minter: address })
const OperatorKey = struct({ owner: address, operator: address })
const TraitKey = struct({ item: hash, name: TraitName })
const TraitVersionKey = struct({ item: hash, name: TraitName, version: u32 })

export const collections = stateMap('nft/collections', hash, Collection)
export const items = stateMap('nft/items', hash, Item)
export const contents = stateMap('nft/contents', hash, Content)
/** Copies minted of one content in one collection that declares editions, or has a drop. */
export const editions = stateMap('nft/editions', EditionKey, u32)
/** Accounts that may mint besides the creator; an entry is always `true`. */
export const minters = stateMap('nft/minters', MinterKey, bool)
/** Accounts that may move all items of an owner; an entry is always `true`. */
export const operators = stateMap('nft/operators', OperatorKey, bool)
export const traits = stateMap('nft/traits', TraitKey, Trait)
/** Names of an item's traits in order of their first setting. */
export const traitNames = stateMap('nft/traitNames', hash, list(TraitName, MAX_TRAITS))
/** Earlier values of a trait; the current one is in `traits`. */
export const traitHistory = stateMap('nft/traitHistory', TraitVersionKey, Trait)

const utf8 = new TextEncoder()
const COLLECTION_DOMAIN = utf8.encode('demiurge/nft/collection/1')
const ITEM_DOMAIN = utf8.encode('demiurge/nft/item/1')

/** Identifier of a collection, 0x hex: SHA3-256(`demiurge/nft/collection/1` || creator || salt). The creator chooses the salt. */
export function collectionId(creator: string, salt: string): string {
  return toHex(H(COLLECTION_DOMAIN, encode(CollectionKey, { creator, salt })))
}

/** Identifier of an item, 0x hex: SHA3-256(`demiurge/nft/item/1` || collection || serial as 8 little-endian bytes). */
export function itemId(collection: string, serial: bigint): string {
  return toHex(H(ITEM_DOMAIN, encode(ItemKey, { collection, serial })))
}
