import { ProvenanceEvidence } from '@demiurge/art'
import {
  address,
  bool,
  byteList,
  hash,
  list,
  optional,
  struct,
  text,
  u16,
  u32,
  u64,
  u128,
} from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { LIMITS } from '@demiurge/ledger'
import { Anchor } from '@demiurge/modules'
import { catalogueMethods } from './catalogue-methods.ts'
import { dropMethods } from './drop-methods.ts'
import { method } from './method.ts'
import { Nothing, networkMethods } from './network-methods.ts'
import {
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
  TransactionStatus,
  TransactionSummary,
  TransactionView,
} from './views/chain.ts'
import {
  AssetView,
  CollectionPage,
  CollectionView,
  ItemDetail,
  ItemPage,
  VerificationCount,
} from './views/nft.ts'

const Id = struct({ id: hash })

/** Every method of the node's interface by its JSON-RPC name, `group_verbNoun`. */
export const methods = {
  ...networkMethods,
  ...catalogueMethods,
  ...dropMethods,
  chain_getInfo: method({
    doc: 'What this chain is: its identifier, its first checkpoint and its first committee.',
    params: Nothing,
    result: ChainInfo,
    errors: [],
    rest: { path: '/api/v1/chain' },
  }),
  chain_getHead: method({
    doc: 'Where the chain stands: newest commit, newest certified checkpoint, prices, and the anchor for new transactions.',
    params: Nothing,
    result: Head,
    errors: [],
    rest: { path: '/api/v1/head' },
  }),
  chain_getCommit: method({
    doc: 'One commit with its transactions.',
    params: struct({ height: u64 }),
    result: CommitView,
    errors: ['chain.NotFound', 'chain.Pruned'],
    rest: { path: '/api/v1/commits/{height}' },
  }),
  chain_listCommits: method({
    doc: 'Commits, newest first, below `before` (null: from the head); `withTransactions` leaves out the empty ones.',
    params: struct({ before: optional(u64), limit: u16, withTransactions: optional(bool) }),
    result: list(CommitSummary, 100),
    errors: [],
    rest: { path: '/api/v1/commits' },
  }),
  chain_getBlock: method({
    doc: 'A DAG block by its identifier: signed header and the identifiers of its transactions.',
    params: Id,
    result: BlockView,
    errors: ['chain.NotFound'],
    rest: { path: '/api/v1/blocks/{id}', immutable: true },
  }),
  chain_getDag: method({
    doc: 'The newest DAG blocks by round, for the last `rounds` rounds.',
    params: struct({ rounds: u16 }),
    result: list(BlockSummary, 4_096),
    errors: [],
    rest: { path: '/api/v1/dag', alias: '/dag' },
  }),
  chain_getCertificate: method({
    doc: 'The newest certificate: a checkpoint and the votes of a quorum of the committee.',
    params: Nothing,
    result: Certificate,
    errors: ['chain.NotCertified'],
    rest: { path: '/api/v1/certificate' },
  }),
  state_getProof: method({
    doc: 'Proofs of state entries, present or absent, against a certified state root. Waits for the next certificate when state has moved on.',
    params: struct({ keys: list(text(256), 64) }),
    result: ProvenState,
    errors: ['state.TooManyWaiting', 'chain.NotCertified'],
  }),
  account_get: method({
    doc: 'Balance, next nonce of `lane` (0 when null) and number of items of an account.',
    params: struct({ address, lane: optional(u16) }),
    result: AccountView,
    errors: [],
    rest: { path: '/api/v1/accounts/{address}' },
  }),
  account_listTransactions: method({
    doc: 'Final transactions that an account sent or took part in, newest first.',
    params: struct({ address, before: optional(u64), limit: u16 }),
    result: struct({ transactions: list(TransactionSummary, 100), next: optional(u64) }),
    errors: [],
    rest: { path: '/api/v1/accounts/{address}/transactions' },
  }),
  tx_submit: method({
    doc: 'Submits a signed transaction (canonical bytes). It is checked, verified and queued before the answer comes.',
    params: struct({ transaction: byteList(LIMITS.transactionBytes) }),
    result: struct({ id: hash }),
    errors: ['tx.Malformed', 'tx.BadAuthorization', 'tx.NonceUsed', 'tx.CannotPay', 'pool.Full'],
  }),
  tx_get: method({
    doc: 'A transaction and where it is.',
    params: Id,
    result: TransactionView,
    errors: ['tx.NotFound'],
    rest: { path: '/api/v1/transactions/{id}' },
  }),
  tx_getStatus: method({
    doc: 'Where a transaction is; stage `unknown` when this node never saw it.',
    params: Id,
    result: TransactionStatus,
    errors: [],
    rest: { path: '/api/v1/transactions/{id}/status' },
  }),
  tx_getEvents: method({
    doc: 'Events of a final transaction.',
    params: Id,
    result: list(EventView, 65_536),
    errors: ['tx.NotFound'],
    rest: { path: '/api/v1/transactions/{id}/events', immutable: true },
  }),
  tx_getFee: method({
    doc: 'What a transaction of this weight, size and tip costs now, in sparks.',
    params: struct({ weight: u32, bytes: u32, tip: u64 }),
    result: struct({ fee: u128 }),
    errors: [],
    rest: { path: '/api/v1/fee' },
  }),
  nft_listCollections: method({
    doc: 'Collections, newest first; those of `creator` when given.',
    params: struct({ creator: optional(address), before: optional(u64), limit: u16 }),
    result: CollectionPage,
    errors: [],
    rest: { path: '/api/v1/collections' },
  }),
  nft_getCollection: method({
    doc: 'One collection.',
    params: Id,
    result: CollectionView,
    errors: ['nft.UnknownCollection'],
    rest: { path: '/api/v1/collections/{id}' },
  }),
  nft_listItems: method({
    doc: 'Items, newest first; of `collection` or `owner` when given.',
    params: struct({
      collection: optional(hash),
      owner: optional(address),
      before: optional(u64),
      limit: u16,
    }),
    result: ItemPage,
    errors: [],
    rest: { path: '/api/v1/items' },
  }),
  nft_getItem: method({
    doc: 'An item with metadata, traits and history.',
    params: Id,
    result: ItemDetail,
    errors: ['nft.UnknownItem'],
    rest: { path: '/api/v1/items/{id}' },
  }),
  nft_findByContent: method({
    doc: 'The item whose asset has this SHA-256, or null.',
    params: struct({ sha256: hash }),
    result: optional(hash),
    errors: [],
    rest: { path: '/api/v1/content/{sha256}' },
  }),
  nft_findByArtwork: method({
    doc: 'The item whose metadata names this artwork (its UUID, which our files carry inside), or null: finds the original of an altered file.',
    params: struct({ uuid: text(36) }),
    result: optional(hash),
    errors: [],
  }),
  provenance_getEvidence: method({
    doc: "What proves an item's origin: metadata, the signed statement and its place in the transparency log.",
    params: Id,
    result: ProvenanceEvidence,
    errors: ['provenance.NotFound'],
    rest: { path: '/api/v1/items/{id}/provenance' },
  }),
  provenance_getCheckpoint: method({
    doc: 'The signed checkpoint of the transparency log (C2SP tlog-checkpoint).',
    params: Nothing,
    result: struct({ note: text(16_384), size: u64, verifier: text(8_192) }),
    errors: [],
  }),
  provenance_getAnchor: method({
    doc: 'The newest head of the transparency log that stands on the chain and is one of this log; null when there is none. Evidence of what it covers is given at its size.',
    params: Nothing,
    result: optional(Anchor),
    errors: [],
  }),
  provenance_countVerification: method({
    doc: 'Tells the node that somebody verified an item, with what result; counted for each item.',
    params: struct({ id: hash, valid: bool, source: text(32) }),
    result: VerificationCount,
    errors: ['nft.UnknownItem'],
  }),
  asset_get: method({
    doc: 'What the node knows of a stored asset; its bytes are at GET /api/v1/assets/{sha256}.',
    params: struct({ sha256: hash }),
    result: AssetView,
    errors: ['asset.NotFound'],
  }),
  search: method({
    doc: 'Accounts, transactions, commits, blocks, items and collections by identifier, number or name.',
    params: struct({ query: text(128) }),
    result: list(SearchHit, 20),
    errors: [],
    rest: { path: '/api/v1/search' },
  }),
  node_getStatus: method({
    doc: 'How this node fares.',
    params: Nothing,
    result: NodeStatus,
    errors: [],
    rest: { path: '/api/v1/node' },
  }),
  node_getProfile: method({
    doc: 'Where the time of this node goes, stage by stage, counted since it started.',
    params: Nothing,
    result: NodeProfile,
    errors: [],
    rest: { path: '/api/v1/node/profile' },
  }),
  faucet_request: method({
    doc: 'Development chains only: sends coins that are worth nothing to an account.',
    params: struct({ address }),
    result: struct({ transaction: hash, amount: u128 }),
    errors: ['faucet.NotHere', 'faucet.TooOften'],
  }),
} as const

/** Names of the methods. */
export type MethodName = keyof typeof methods
