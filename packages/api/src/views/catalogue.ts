import {
  address,
  bool,
  bytes,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  u16,
  u32,
  u64,
  u128,
} from '@demiurge/codec'
import { HistoryEntry, ItemView } from './nft.ts'

/** Where a list goes on: opaque, from the `next` of the page before; null begins at its head. */
export const Cursor = optional(bytes(16))

/** A part of a snippet to make stand out, in UTF-16 code units; `to` is excluded. */
export const Mark = struct({ from: u16, to: u16 })
export type Mark = Infer<typeof Mark>

/**
 * Something that a search found. `kind` is item, collection, account, transaction, block or commit; `id` what its page is called by;
 * `field` where the words stand (`name`, `description`, `trait`, `collection`, `identifier`). `image` is a URI, empty where there is none.
 */
export const SearchResult = struct({
  kind: text(16),
  id: text(80),
  title: text(512),
  /** For an item the name of its collection. */
  context: text(256),
  field: text(16),
  snippet: text(1_024),
  marks: list(Mark, 32),
  image: text(512),
})
export type SearchResult = Infer<typeof SearchResult>

/** Results, best first. `total` counts them as far as they were looked at: all of them unless `isPartial`. */
export const SearchPage = struct({
  results: list(SearchResult, 100),
  next: optional(u64),
  total: u32,
  isPartial: bool,
})
export type SearchPage = Infer<typeof SearchPage>

/** A trait and its value, as metadata or the chain name them; longer ones are cut. */
export const TraitPair = struct({ name: text(64), value: text(256) })
export type TraitPair = Infer<typeof TraitPair>

/** An item in its collection. `rank` 1 is the rarest (OpenRarity), equal ones share it; null for burned items. `score` in thousandths: 1000 is average. */
export const RankedItem = struct({ view: ItemView, rank: optional(u32), score: u32 })
export type RankedItem = Infer<typeof RankedItem>

/** Items of a collection that have all traits asked for; `next` is the place of the following one in that order. */
export const RankedPage = struct({ items: list(RankedItem, 100), next: optional(u32), total: u32 })
export type RankedPage = Infer<typeof RankedPage>

/** One value of a trait, and how many of the items looked at have it. */
export const TraitCount = struct({ value: text(256), items: u32 })
export type TraitCount = Infer<typeof TraitCount>

/** A trait with its commonest values; `distinct` counts all of them, `items` the items that have the trait at all. */
export const TraitFacet = struct({
  name: text(64),
  items: u32,
  distinct: u32,
  values: list(TraitCount, 256),
})
export type TraitFacet = Infer<typeof TraitFacet>

/** The traits of a collection's living items that have the traits asked for. */
export const TraitFacets = struct({ total: u32, facets: list(TraitFacet, 128) })
export type TraitFacets = Infer<typeof TraitFacets>

/** How rare each trait of an item is; `items` of `of` living items have the same value. */
export const TraitRarity = struct({ name: text(64), value: text(256), items: u32 })
export type TraitRarity = Infer<typeof TraitRarity>

/** How rare an item is among the living items of its collection. */
export const RarityView = struct({
  rank: u32,
  of: u32,
  /** Thousandths; 1000 is average. */
  score: u32,
  traits: list(TraitRarity, 128),
})
export type RarityView = Infer<typeof RarityView>

/** Holders by how much they hold: `holders` of them hold from `from` to `to` items, `to` null without end. */
export const HoldingBand = struct({ from: u32, to: optional(u32), holders: u32 })
export type HoldingBand = Infer<typeof HoldingBand>

/** How many items have a rarity score in `[from, to)`, thousandths. */
export const ScoreBand = struct({ from: u32, to: u32, items: u32 })
export type ScoreBand = Infer<typeof ScoreBand>

/** A collection in numbers. Transfers and `volume` (sparks paid in claims) are counted as far back as the node has seen the chain; times 0 are unknown. */
export const CollectionStatistics = struct({
  items: u32,
  minted: u64,
  burned: u64,
  transfers: u64,
  volume: u128,
  holders: u32,
  distribution: list(HoldingBand, 8),
  /** Items of the largest holder. */
  largest: u32,
  /** Traits and different values of them among living items. */
  traits: u32,
  traitValues: u32,
  rarity: list(ScoreBand, 32),
  firstMs: u64,
  lastMs: u64,
})
export type CollectionStatistics = Infer<typeof CollectionStatistics>

/** What happened in `[startMs, startMs + bucketMs)`; `volume` are sparks that were paid in claims. */
export const TimelineBucket = struct({
  startMs: u64,
  minted: u32,
  transferred: u32,
  burned: u32,
  volume: u128,
})

/** A collection's life in equal buckets, oldest first; empty ones are left out. */
export const Timeline = struct({ bucketMs: u64, buckets: list(TimelineBucket, 512) })
export type Timeline = Infer<typeof Timeline>

/** Who holds how much of a collection, largest first. */
export const Holder = struct({ address, items: u32 })
export type Holder = Infer<typeof Holder>

export const HolderPage = struct({ holders: list(Holder, 100), next: Cursor, total: u32 })
export type HolderPage = Infer<typeof HolderPage>

/** One event of an item's life, with the item's name. */
export const ItemEvent = struct({ item: hash, name: text(256), entry: HistoryEntry })
export type ItemEvent = Infer<typeof ItemEvent>

export const ItemEventPage = struct({ events: list(ItemEvent, 100), next: Cursor })
export type ItemEventPage = Infer<typeof ItemEventPage>

/** What an account can be party to: coins `sent` and `received`; items `minted`, `given`, `taken`, `burned`; collections `opened`. */
export const ACTIVITY_KINDS = ['sent', 'received', 'minted', 'given', 'taken', 'burned', 'opened'] as const

/** Something that concerns an account. */
export const ActivityEntry = struct({
  kind: text(16),
  height: u64,
  transaction: hash,
  timestampMs: u64,
  /** Sparks, for `sent` and `received`. */
  amount: optional(u128),
  /** The other side of it. */
  other: optional(address),
  item: optional(hash),
  collection: optional(hash),
  /** Name of the item or collection, where the node knows it. */
  name: text(256),
})
export type ActivityEntry = Infer<typeof ActivityEntry>

export const ActivityPage = struct({ entries: list(ActivityEntry, 100), next: Cursor })
export type ActivityPage = Infer<typeof ActivityPage>

/** How the index fares: it follows the chain on its own, may be behind `height`, and is built anew when its version changes. */
export const IndexStatus = struct({
  version: u16,
  /** Everything up to this height is in it. */
  height: u64,
  chainHeight: u64,
  isRebuilding: bool,
  /** Items and collections that can be found by their words. */
  documents: u64,
  /** Why it has stopped; null while it works. */
  failure: optional(text(256)),
})
export type IndexStatus = Infer<typeof IndexStatus>
