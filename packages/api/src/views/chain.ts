import {
  address,
  bool,
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
import { Certificate } from '@demiurge/consensus'
import { Checkpoint, Committee, SignedHeader, Transaction } from '@demiurge/ledger'
import { EventRecord, Receipt } from '@demiurge/runtime'
import { Proof } from '@demiurge/state'

/**
 * What a chain is, fixed from its first day. `genesis` is the digest of `opening`, checkpoint 0, whose `closing` names `committee`: that of
 * epoch 0. Later ones follow from it by `chain_listEpochChanges`.
 */
export const ChainInfo = struct({
  chainId: text(32),
  /** A chain for development: its coins are worth nothing and a faucet gives them away. */
  development: bool,
  genesis: hash,
  opening: Checkpoint,
  committee: Committee,
  /** The account that holds the development coins, on development chains. */
  faucet: optional(address),
  /** Name of the provenance log, and the keys that sign its checkpoints (C2SP verifier keys). The genesis digest binds them. */
  logOrigin: text(255),
  logKeys: list(text(8_192), 256),
})
export type ChainInfo = Infer<typeof ChainInfo>

/** Where the chain stands. Times are Unix ms; `anchor` is what new transactions anchor to; prices in sparks. */
export const Head = struct({
  height: u64,
  round: u64,
  timestampMs: u64,
  commitDigest: hash,
  stateRoot: hash,
  transactions: u64,
  anchor: hash,
  certifiedHeight: u64,
  certifiedStateRoot: hash,
  /** Price of 1,000 weight units (a plain transfer). */
  weightPrice: u64,
  /** Price of one byte. */
  bytePrice: u64,
})
export type Head = Infer<typeof Head>

/** A commit in a list: a decided leader and what it brought into the order. */
export const CommitSummary = struct({
  height: u64,
  leader: hash,
  author: u16,
  round: u64,
  blocks: u32,
  transactions: u32,
  failed: u32,
  weight: u32,
  timestampMs: u64,
  digest: hash,
  stateRoot: hash,
})
export type CommitSummary = Infer<typeof CommitSummary>

/** A transaction in a list. `status`: `applied`, `failed` or `dropped`. */
export const TransactionSummary = struct({
  id: hash,
  height: u64,
  index: u32,
  timestampMs: u64,
  sender: address,
  methods: list(text(64), 16),
  calls: u16,
  fee: u128,
  status: text(16),
})
export type TransactionSummary = Infer<typeof TransactionSummary>

/** A whole commit. */
export const CommitView = struct({
  summary: CommitSummary,
  blocks: list(hash, 65_536),
  transactions: list(TransactionSummary, 320_000),
  /** Height of the checkpoint that certifies it, once there is one. */
  certifiedBy: optional(u64),
})
export type CommitView = Infer<typeof CommitView>

/** A DAG block without its payload. `commit` is the height that ordered it, once decided. */
export const BlockView = struct({
  id: hash,
  signed: SignedHeader,
  transactions: list(hash, 320_000),
  commit: optional(u64),
})
export type BlockView = Infer<typeof BlockView>

/** A DAG block as the live view shows it. */
export const BlockSummary = struct({
  id: hash,
  epoch: u64,
  round: u64,
  author: u16,
  parents: list(hash, 64),
  timestampMs: u64,
  transactions: u32,
  payloadBytes: u32,
})
export type BlockSummary = Infer<typeof BlockSummary>

/**
 * Where a transaction is: `unknown`, `pending` (in the pool), `included` (in a DAG block), `final` (its commit is decided and
 * executed), `certified` (a checkpoint over it has its certificate), `dropped` (it could not run where it came in the order).
 */
export const TransactionStatus = struct({
  id: hash,
  stage: text(16),
  height: optional(u64),
  index: optional(u32),
  timestampMs: optional(u64),
  receipt: optional(Receipt),
})
export type TransactionStatus = Infer<typeof TransactionStatus>

/** A transaction with all that is known of it. */
export const TransactionView = struct({
  status: TransactionStatus,
  transaction: Transaction,
  bytes: u32,
  /** Suite names of the signatures it carried. */
  suites: list(text(32), 32),
})
export type TransactionView = Infer<typeof TransactionView>

/** State entries with proofs against a state root that the committee has certified. */
export const ProvenState = struct({ certificate: Certificate, proofs: list(Proof, 64) })
export type ProvenState = Infer<typeof ProvenState>

/** An account as the node sees it now; `prove` it to be sure. Amounts in sparks. */
export const AccountView = struct({
  address: address,
  free: u128,
  reserved: u128,
  /** Next nonce of the lane that was asked for, transactions waiting in the pool included. */
  nonce: u64,
  /** Whether the account's policy (its public keys) is stored; if not, the next transaction must carry it. */
  registered: bool,
  items: u32,
})
export type AccountView = Infer<typeof AccountView>

/** One event of a final transaction. */
export const EventView = struct({
  height: u64,
  index: u32,
  transaction: hash,
  timestampMs: u64,
  event: EventRecord,
})
export type EventView = Infer<typeof EventView>

/** How a node fares. `ready` is false while it starts or stops, with the reasons. */
export const NodeStatus = struct({
  version: text(32),
  chainId: text(32),
  uptimeMs: u64,
  ready: bool,
  reasons: list(text(256), 16),
  store: text(32),
  height: u64,
  certifiedHeight: u64,
  /** Median time from a transaction's acceptance by this node until it was final, over the newest 256; null before the first. */
  finalityMs: optional(u32),
  pool: u32,
  poolBytes: u32,
  seat: optional(u16),
  residentBytes: u64,
})
export type NodeStatus = Infer<typeof NodeStatus>

/** A station of transactions on their way through a node, and what it has done since the node started. Times in microseconds. */
export const StageView = struct({
  /** `receive`, `verify`, `order`, `execute`, `root`, `log`, `persist` or `publish`. */
  name: text(16),
  /** Transactions that went through; blocks for `order` and `log`. */
  items: u64,
  /** Of the main thread for what computes there, of a thread for `verify`, from begin to end for `log` and `persist`. */
  busyUs: u64,
  longestUs: u64,
})
export type StageView = Infer<typeof StageView>

/** An execution lane: threads that execute transactions ahead of their turn; lane 0 is the main thread. */
export const ExecutionLaneView = struct({
  lane: u16,
  /** Of 256, which accounts fall into by the first byte of their address. */
  shards: u16,
  /** Weight that its accounts bring in an average commit. */
  weight: u64,
  /** Transactions that it executed since it was opened, and those of them that had to be executed again. */
  transactions: u64,
  conflicts: u64,
})
export type ExecutionLaneView = Infer<typeof ExecutionLaneView>

/** How transactions are executed, counted since the node's start. */
export const ExecutionView = struct({
  /** Most lanes beside the main thread (setting `executionThreads`). */
  threads: u16,
  lanes: list(ExecutionLaneView, 256),
  /** Transactions that lanes executed ahead of their turn, and those of them that had to be executed again. */
  speculated: u64,
  conflicts: u64,
  /** Lanes that load opened, lanes that idleness closed, shards that changed lanes, lanes that failed and were replaced. */
  splits: u64,
  merges: u64,
  moves: u64,
  failures: u64,
})
export type ExecutionView = Infer<typeof ExecutionView>

/** Where a node's time goes, counted since its start: ask twice, and the difference is what happened in between. */
export const NodeProfile = struct({
  uptimeUs: u64,
  /** Processor time of the whole process, all threads. */
  cpuUs: u64,
  /** Time in which the main thread had something to do. */
  mainThreadUs: u64,
  residentBytes: u64,
  heapBytes: u64,
  /** Transactions that became final. */
  transactions: u64,
  stages: list(StageView, 16),
  /** What waits now: signatures for a thread, transactions for a block, commits for their execution and for the archive. */
  waiting: struct({ verify: u32, order: u32, execute: u32, persist: u32 }),
  /** Entries of the store that the cache before it had, that it had not, and the bytes that it holds now. */
  cache: struct({ hits: u64, misses: u64, bytes: u64 }),
  execution: ExecutionView,
  /** The provenance log: its entries, how many of them its newest anchor covers, the height of that, and the anchors that this node has posted. */
  provenance: struct({ entries: u64, anchored: u64, anchoredAt: optional(u64), posted: u64 }),
})
export type NodeProfile = Infer<typeof NodeProfile>

/** A thing that was found: `kind` is account, transaction, commit, block, item or collection. */
export const SearchHit = struct({ kind: text(16), id: text(80), title: text(160) })
export type SearchHit = Infer<typeof SearchHit>
