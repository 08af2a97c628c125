import { address, bool, hash, type Infer, list, optional, struct, text, u16, u32, u64 } from '@demiurge/codec'
import { Collection, Item } from '@demiurge/modules'

/** A collection as lists and pages show it. */
export const CollectionView = struct({
  id: hash,
  collection: Collection,
  items: u32,
  owners: u32,
  /** Unix ms; 0 where the node has started from a snapshot and does not know. */
  createdAtMs: u64,
  /** Newest items, whose images stand for the collection. */
  preview: list(hash, 4),
})
export type CollectionView = Infer<typeof CollectionView>

/**
 * An item as lists and pages show it. `name`, `image` and `mediaType` come from its metadata when the node holds it and its hash is
 * right; they are empty otherwise.
 */
export const ItemView = struct({
  id: hash,
  item: Item,
  collectionName: text(128),
  name: text(256),
  description: text(4_096),
  image: text(512),
  mediaType: text(127),
  /** Unix ms; 0 where the node has started from a snapshot and does not know. */
  mintedAtMs: u64,
  burned: bool,
})
export type ItemView = Infer<typeof ItemView>

/** One step in an item's life. `kind` is the event's name without its module; `detail` a sentence for people. */
export const HistoryEntry = struct({
  kind: text(32),
  height: u64,
  transaction: hash,
  timestampMs: u64,
  from: optional(address),
  to: optional(address),
  detail: text(512),
})
export type HistoryEntry = Infer<typeof HistoryEntry>

/** A dynamic trait's current value. */
export const TraitView = struct({ name: text(64), value: text(256), version: u32, height: u64 })
export type TraitView = Infer<typeof TraitView>

/** All that the node knows of an item. */
export const ItemDetail = struct({
  view: ItemView,
  metadata: optional(text(262_144)),
  traits: list(TraitView, 256),
  history: list(HistoryEntry, 1_024),
})
export type ItemDetail = Infer<typeof ItemDetail>

/** A page of items or collections and where the next one begins. */
export const ItemPage = struct({ items: list(ItemView, 100), next: optional(u64), total: u32 })
export type ItemPage = Infer<typeof ItemPage>

export const CollectionPage = struct({
  collections: list(CollectionView, 100),
  next: optional(u64),
  total: u32,
})
export type CollectionPage = Infer<typeof CollectionPage>

/** A stored asset. `uri` is what metadata and items refer to it by. */
export const AssetView = struct({ sha256: hash, bytes: u64, mediaType: text(127), uri: text(256) })
export type AssetView = Infer<typeof AssetView>

/** How often works were verified here, and with what result. */
export const VerificationCount = struct({ verified: u32, failed: u32, lastMs: u64, sources: u16 })
export type VerificationCount = Infer<typeof VerificationCount>
