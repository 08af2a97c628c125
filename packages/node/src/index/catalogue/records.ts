import { TraitPair } from '@demiurge/api'
import {
  address,
  bool,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  u8,
  u16,
  u32,
  u64,
  u128,
} from '@demiurge/codec'

/**
 * How far the catalogue is. It first looks at every item there is (`isSeeding`, below `next`), then follows the transactions from
 * a place on: height, number of the pack, and how many of it are done.
 */
export const CatalogueMark = struct({
  version: u16,
  isSeeding: bool,
  next: u64,
  height: u64,
  pack: u32,
  /** Transactions of that pack that are taken in already. */
  offset: u32,
  documents: u64,
})
export type CatalogueMark = Infer<typeof CatalogueMark>

/** What the catalogue has taken into account of an item: the next look at it changes what is different. */
export const CatalogueItem = struct({
  id: hash,
  owner: address,
  burned: bool,
  traits: list(TraitPair, 128),
})
export type CatalogueItem = Infer<typeof CatalogueItem>

/** Holders of a collection by how much they hold; bands as in HOLDING_BANDS. */
export const Holdings = struct({ holders: u32, bands: list(u32, 8) })
export type Holdings = Infer<typeof Holdings>

/** Of a collection, counted from its events; `volume` in sparks. */
export const EventCounts = struct({ transfers: u64, volume: u128, firstMs: u64, lastMs: u64 })
export type EventCounts = Infer<typeof EventCounts>

/** What happened to a collection's items in one hour, and the sparks that were paid for them in claims. */
export const HourRecord = struct({ minted: u32, transferred: u32, burned: u32, volume: u128 })
export type HourRecord = Infer<typeof HourRecord>

/** Something that concerns an account; `kind` is a place in ACTIVITY_KINDS. */
export const ActivityRecord = struct({
  kind: u8,
  transaction: hash,
  timestampMs: u64,
  amount: optional(u128),
  other: optional(address),
  item: optional(hash),
  collection: optional(hash),
})
export type ActivityRecord = Infer<typeof ActivityRecord>

/** An event of a collection's item: where its history holds it. */
export const CollectionEvent = struct({ item: hash, kind: text(32) })
export type CollectionEvent = Infer<typeof CollectionEvent>
