import { CommitSummary, TransactionSummary } from '@demiurge/api'
import { byteList, hash, type Infer, list, optional, struct, u32, u64 } from '@demiurge/codec'
import { RecoveryPoint } from '@demiurge/consensus'
import { Commit, LIMITS, SignedHeader } from '@demiurge/ledger'
import { Receipt } from '@demiurge/runtime'

/** What the archive keeps of a commit. */
export const CommitRecord = struct({
  commit: Commit,
  summary: CommitSummary,
  transactions: list(TransactionSummary, LIMITS.blockTransactions),
})
export type CommitRecord = Infer<typeof CommitRecord>

/** What the archive keeps of a transaction: canonical bytes, where it is, and what became of it. */
export const TransactionRecord = struct({
  height: u64,
  index: u32,
  timestampMs: u64,
  bytes: byteList(LIMITS.transactionBytes),
  receipt: Receipt,
})
export type TransactionRecord = Infer<typeof TransactionRecord>

/** What the archive keeps of a block. */
export const BlockRecord = struct({
  signed: SignedHeader,
  transactions: list(hash, LIMITS.blockTransactions),
  height: u64,
})
export type BlockRecord = Infer<typeof BlockRecord>

/** Where the archive stands: everything up to and including this commit is in the store. */
export const ArchiveHead = struct({
  height: u64,
  round: u64,
  timestampMs: u64,
  commitDigest: hash,
  stateRoot: hash,
  receiptsRoot: hash,
  transactions: u64,
  /** Where consensus goes on; null at genesis. */
  point: optional(RecoveryPoint),
})
export type ArchiveHead = Infer<typeof ArchiveHead>
