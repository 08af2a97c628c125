import { address, hash, list, optional, struct, text, u16, u32, u64 } from '@demiurge/codec'
import { method } from './method.ts'
import { Nothing } from './network-methods.ts'
import {
  ActivityPage,
  CollectionStatistics,
  Cursor,
  HolderPage,
  IndexStatus,
  ItemEventPage,
  RankedPage,
  RarityView,
  SearchPage,
  Timeline,
  TraitFacets,
  TraitPair,
} from './views/catalogue.ts'

const Kinds = optional(list(text(16), 16))
const Wanted = optional(list(TraitPair, 16))

/** The methods that the node's index answers: full-text search, statistics, rarity, histories. */
export const catalogueMethods = {
  search_find: method({
    doc: 'Works by the words of their names, descriptions, traits and collections, the last word by its beginning; accounts, transactions, blocks, commits and works by the beginning of their identifier. Best first; `kinds` keeps some of them.',
    params: struct({ query: text(256), kinds: Kinds, before: optional(u64), limit: u16 }),
    result: SearchPage,
    errors: ['search.UnknownKind'],
    rest: { path: '/api/v1/search/find' },
  }),
  nft_findItems: method({
    doc: 'Items of a collection that have all of `traits` (null: any), by `sort`: newest, oldest, rarest.',
    params: struct({
      collection: hash,
      traits: Wanted,
      sort: text(16),
      from: optional(u32),
      limit: u16,
    }),
    result: RankedPage,
    errors: ['nft.UnknownCollection', 'nft.TooLargeToRank', 'nft.UnknownSort'],
  }),
  nft_listTraits: method({
    doc: 'The traits of a collection and how many living items have which value, among those that have all of `traits`.',
    params: struct({ collection: hash, traits: Wanted }),
    result: TraitFacets,
    errors: ['nft.UnknownCollection', 'nft.TooLargeToRank'],
  }),
  nft_getRarity: method({
    doc: 'How rare an item is in its collection (OpenRarity), and each of its traits.',
    params: struct({ id: hash }),
    result: optional(RarityView),
    errors: ['nft.UnknownItem', 'nft.TooLargeToRank'],
    rest: { path: '/api/v1/items/{id}/rarity' },
  }),
  nft_getStatistics: method({
    doc: 'A collection in numbers: supply, holders and their shares, transfers, volume, traits, rarity.',
    params: struct({ id: hash }),
    result: CollectionStatistics,
    errors: ['nft.UnknownCollection'],
    rest: { path: '/api/v1/collections/{id}/statistics' },
  }),
  nft_getTimeline: method({
    doc: 'Mints, transfers, burns and volume of a collection over time, in buckets of an hour, a day or a week, whichever shows its life in at most 512.',
    params: struct({ id: hash }),
    result: Timeline,
    errors: ['nft.UnknownCollection'],
    rest: { path: '/api/v1/collections/{id}/timeline' },
  }),
  nft_listHolders: method({
    doc: 'Who holds how many items of a collection, largest first.',
    params: struct({ collection: hash, after: Cursor, limit: u16 }),
    result: HolderPage,
    errors: ['nft.UnknownCollection'],
    rest: { path: '/api/v1/collections/{collection}/holders' },
  }),
  nft_listEvents: method({
    doc: 'What happened to an item, or to all items of a collection, newest first; give one of them. `kinds` keeps some events.',
    params: struct({
      item: optional(hash),
      collection: optional(hash),
      kinds: optional(list(text(32), 16)),
      after: Cursor,
      limit: u16,
    }),
    result: ItemEventPage,
    errors: ['nft.OneFilter', 'nft.UnknownItem', 'nft.UnknownCollection'],
  }),
  account_listActivity: method({
    doc: 'Coins that came and went, items minted, given, taken and burned, collections opened by an account, newest first. `kinds` keeps some of them.',
    params: struct({ address, kinds: Kinds, after: Cursor, limit: u16 }),
    result: ActivityPage,
    errors: ['account.UnknownKind'],
    rest: { path: '/api/v1/accounts/{address}/activity' },
  }),
  index_getStatus: method({
    doc: 'How the index of works and activities fares.',
    params: Nothing,
    result: IndexStatus,
    errors: [],
    rest: { path: '/api/v1/index' },
  }),
} as const
