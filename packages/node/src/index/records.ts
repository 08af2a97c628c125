import { CommitSummary, TransactionSummary } from '@demiurge/api'
import {
  byteList,
  byteView,
  hash,
  type Infer,
  list,
  optional,
  struct,
  u32,
  u64,
  variant,
} from '@demiurge/codec'
import { Certificate, RecoveryPoint } from '@demiurge/consensus'
import { Checkpoint, Commit, Committee, LIMITS, SignedHeader } from '@demiurge/ledger'
import { Receipt } from '@demiurge/runtime'

/** What the archive keeps of a commit. */
export const CommitRecord = struct({
  commit: Commit,
  summary: CommitSummary,
  transactions: list(TransactionSummary, LIMITS.blockTransactions),
  /** The checkpoint that the commit closed. */
  checkpoint: optional(Checkpoint),
})
export type CommitRecord = Infer<typeof CommitRecord>

/** What the archive keeps of a transaction: canonical bytes, where it is, and what became of it. */
export const TransactionRecord = struct({
  height: u64,
  index: u32,
  timestampMs: u64,
  bytes: byteView(LIMITS.transactionBytes),
  receipt: Receipt,
})
export type TransactionRecord = Infer<typeof TransactionRecord>

/** Transactions of a commit that are stored together: one entry of the store costs more than a short transaction. */
export const PACK = 32

/** Transactions of one commit that stand one after the other in it. */
export const TransactionPack = list(TransactionRecord, PACK)

/**
 * One entry of a block's payload: the index in its commit of a transaction that the archive has, or the bytes themselves where they had no
 * effect, so that the block can be given to others whole.
 */
export const PayloadEntry = variant({ archived: u32, inline: byteList(LIMITS.transactionBytes) })
export type PayloadEntry = Infer<typeof PayloadEntry>

/** What the archive keeps of a block. */
export const BlockRecord = struct({
  signed: SignedHeader,
  payload: list(PayloadEntry, LIMITS.blockTransactions),
  height: u64,
})
export type BlockRecord = Infer<typeof BlockRecord>

/** A certificate and the point from which consensus goes on after its checkpoint: what somebody who catches up goes on from. */
export const CertifiedPoint = struct({ certificate: Certificate, point: RecoveryPoint })
export type CertifiedPoint = Infer<typeof CertifiedPoint>

/** How an epoch ended: the certificate of its closing checkpoint, and the committee that follows. */
export const EpochChange = struct({ certificate: Certificate, committee: Committee })
export type EpochChange = Infer<typeof EpochChange>

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
