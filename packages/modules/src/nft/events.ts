import { address, bool, hash, optional, struct, text, u8, u16, u32, u64, u128 } from '@demiurge/codec'
import { event } from '@demiurge/runtime'
import { Drop } from './drop-state.ts'
import { MetadataUri, TraitName, TraitValue } from './state.ts'

// Together these tell an item's whole life: an indexer needs no state.

export const collectionCreated = event(
  'A collection was opened.',
  struct({
    collection: hash,
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
  }),
)
export const collectionFrozen = event('Minting in a collection has ended.', struct({ collection: hash }))
export const minterChanged = event(
  'An account may, or may no longer, mint in a collection.',
  struct({ collection: hash, minter: address, allowed: bool }),
)
export const minted = event(
  'An item came into being; a sealed one has edition 0 and content and provenance of zeros.',
  struct({
    item: hash,
    collection: hash,
    serial: u64,
    edition: u32,
    to: address,
    creator: address,
    metadataUri: MetadataUri,
    metadataHash: hash,
    contentHash: hash,
    provenanceHash: hash,
    royaltyBps: u16,
    soulbound: bool,
  }),
)
export const transferred = event(
  'An item changed hands; `by` is who moved it.',
  struct({ item: hash, collection: hash, from: address, to: address, by: address }),
)
export const approved = event(
  'An account may move an item once; null where that was taken back.',
  struct({ item: hash, collection: hash, owner: address, approved: optional(address) }),
)
export const operatorChanged = event(
  'An account may, or may no longer, move all items of an owner.',
  struct({ owner: address, operator: address, allowed: bool }),
)
export const traitChanged = event(
  'A trait of an item has a new value.',
  struct({ item: hash, collection: hash, name: TraitName, value: TraitValue, version: u32 }),
)
export const metadataUpdated = event(
  'The metadata of an item lie elsewhere or are different.',
  struct({ item: hash, collection: hash, metadataUri: MetadataUri, metadataHash: hash }),
)
export const metadataFrozen = event(
  'The metadata of an item will never change again.',
  struct({ item: hash, collection: hash }),
)
export const royaltyLowered = event(
  'The creator asks for a smaller royalty.',
  struct({ item: hash, collection: hash, royaltyBps: u16 }),
)
export const locked = event(
  'A module holds an item still.',
  struct({ item: hash, collection: hash, reason: text(32) }),
)
export const unlocked = event(
  'An item can be moved again.',
  struct({ item: hash, collection: hash, reason: text(32) }),
)
export const burned = event(
  'An item is gone for ever.',
  struct({ item: hash, collection: hash, owner: address, contentHash: hash }),
)
export const dropOpened = event(
  'A creator committed to all pieces of a collection and to the phases of their sale.',
  struct({ collection: hash, ...Drop.fields }),
)
export const claimed = event(
  'An account took the next pieces of a drop: the items from serial `first` on; `paid` sparks went to the creator.',
  struct({ collection: hash, phase: u8, by: address, first: u64, count: u32, paid: u128 }),
)
export const dropClosed = event(
  'The sale of a drop is over; the seed of an epoch decides which item is which piece.',
  struct({ collection: hash, sold: u32, drawEpoch: u64 }),
)
export const revealed = event(
  'A sealed item is known to be a piece, counted from 1 in the creator’s order.',
  struct({
    item: hash,
    collection: hash,
    serial: u64,
    piece: u32,
    edition: u32,
    metadataUri: MetadataUri,
    metadataHash: hash,
    contentHash: hash,
    provenanceHash: hash,
  }),
)
