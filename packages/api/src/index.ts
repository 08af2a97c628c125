/** The contract of the node's interface as data: methods, results, topics, errors. @module */
export { ApiError, RPC_CODES } from './errors.ts'
export type { ItemOf, Method, ParamsOf, RestRoute, ResultOf, Topic } from './method.ts'
export { type MethodName, methods } from './methods.ts'
export { openApi } from './schema/open-api.ts'
export { openRpc } from './schema/open-rpc.ts'
export { MAX_EVENT_SUBJECTS, type TopicName, topics } from './topics.ts'
export {
  BatchAnswer,
  MAX_TRANSACTIONS,
  TRANSACTIONS_TYPE,
  TransactionBatch,
  TransactionRefusal,
} from './transaction-batch.ts'
export {
  ACTIVITY_KINDS,
  ActivityEntry,
  ActivityPage,
  CollectionStatistics,
  Cursor,
  Holder,
  HolderPage,
  HoldingBand,
  IndexStatus,
  ItemEvent,
  ItemEventPage,
  Mark,
  RankedItem,
  RankedPage,
  RarityView,
  ScoreBand,
  SearchPage,
  SearchResult,
  Timeline,
  TraitCount,
  TraitFacet,
  TraitFacets,
  TraitPair,
  TraitRarity,
} from './views/catalogue.ts'
export {
  AccountView,
  BlockSummary,
  BlockView,
  ChainInfo,
  CommitSummary,
  CommitView,
  EventView,
  Head,
  NodeProfile,
  NodeStatus,
  ProvenState,
  SearchHit,
  StageView,
  TransactionStatus,
  TransactionSummary,
  TransactionView,
} from './views/chain.ts'
export { ClaimsView, DropView, PhaseClaims } from './views/drops.ts'
export {
  BeaconView,
  EpochChange,
  EpochView,
  LeaderSlot,
  PeersView,
  PeerView,
  PublicPeerView,
  StakeView,
  SyncView,
  ValidatorView,
} from './views/network.ts'
export {
  AssetView,
  CollectionPage,
  CollectionView,
  HistoryEntry,
  ItemDetail,
  ItemPage,
  ItemView,
  TraitView,
  VerificationCount,
} from './views/nft.ts'
