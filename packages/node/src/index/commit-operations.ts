import type { CommitSummary, TransactionSummary } from '@demiurge/api'
import { encode } from '@demiurge/codec'
import { Checkpoint, LIMITS } from '@demiurge/ledger'
import type { StoreOperation } from '@demiurge/state'
import { ANCHORS, type ExecutedCommit } from '../chain/chain.ts'
import { keyOf } from './keys.ts'
import { BlockRecord, type CommitRecord, type PayloadEntry, TransactionRecord } from './records.ts'

/** Key of the newest checkpoint that was executed. */
export const CHECKPOINT_KEY: Uint8Array = keyOf('m', 'checkpoint')

/** Height and index as one number that orders a chain's transactions: 2^24 leaves room for every transaction of a commit. */
export function positionOf(height: bigint, index: number): bigint {
  return (height << 24n) | BigInt(index)
}

/** The store's key of a state entry. */
export function stateKey(key: string): Uint8Array {
  return Buffer.from(`s${key}`)
}

/** What the archive keeps of a commit. */
export function recordOf(executed: ExecutedCommit): CommitRecord {
  const transactions = executed.transactions.map(({ transaction, receipt }, index): TransactionSummary => {
    const { sender, calls } = transaction.signed.transaction
    return {
      id: transaction.id,
      height: executed.commit.index,
      index,
      timestampMs: executed.commit.timestampMs,
      sender,
      methods: [...new Set(calls.map(({ method }) => method))].slice(0, 16),
      calls: calls.length,
      fee: receipt.fee,
      status: receipt.outcome.kind,
    }
  })
  const { commit, checkpoint } = executed
  return { commit, summary: summaryOf(executed), transactions, checkpoint: checkpoint ?? null }
}

/** A commit as lists and subscribers see it. */
export function summaryOf(executed: ExecutedCommit): CommitSummary {
  const { commit, leader, blocks, transactions, weight, stateRoot } = executed
  return {
    height: commit.index,
    leader: commit.leader,
    author: leader.author,
    round: leader.round,
    blocks: blocks.length,
    transactions: transactions.length,
    failed: transactions.filter(({ receipt }) => receipt.outcome.kind !== 'applied').length,
    weight,
    timestampMs: commit.timestampMs,
    digest: commit.digest,
    stateRoot,
  }
}

/** Entries of a commit's transactions. */
export function transactionOperations({ commit, transactions }: ExecutedCommit): StoreOperation[] {
  return transactions.flatMap(({ transaction, receipt }, index) => {
    // A dropped transaction may come again in a later commit and be applied there: it must not hide that.
    if (receipt.outcome.kind === 'dropped') return []
    const { sender, payer } = transaction.signed.transaction
    const id = Buffer.from(transaction.id.slice(2), 'hex')
    const position = positionOf(commit.index, index)
    const record: TransactionRecord = {
      height: commit.index,
      index,
      timestampMs: commit.timestampMs,
      bytes: transaction.bytes,
      receipt,
    }
    const involved = new Set([sender, ...(payer === null ? [] : [payer])])
    return [
      { key: keyOf('t', transaction.id), value: encode(TransactionRecord, record) },
      ...[...involved].map((account) => ({ key: keyOf('a', account, position), value: id })),
    ]
  })
}

/** The checkpoint that a commit closes, as an anchor; the one that is too old for one goes. */
export function anchorOperations({ checkpoint }: ExecutedCommit): StoreOperation[] {
  if (checkpoint === undefined) return []
  const value = encode(Checkpoint, checkpoint)
  const operations: StoreOperation[] = [
    { key: keyOf('m', 'anchor', checkpoint.index), value },
    { key: CHECKPOINT_KEY, value },
  ]
  const oldest = checkpoint.index - BigInt(ANCHORS * LIMITS.checkpointInterval)
  if (oldest > 0n) operations.push({ key: keyOf('m', 'anchor', oldest), value: undefined })
  return operations
}

/** Entries of a commit's blocks. */
export function blockOperations({ commit, blocks, transactions }: ExecutedCommit): StoreOperation[] {
  const archived = new Set<string>()
  for (const { transaction, receipt } of transactions)
    if (receipt.outcome.kind !== 'dropped') archived.add(transaction.id)
  return blocks.map(({ id, signed, payload, transactions: readable }) => {
    const idOf = new Map(readable.map((transaction) => [transaction.bytes, transaction.id]))
    const entries = payload.map((bytes): PayloadEntry => {
      const known = idOf.get(bytes)
      return known !== undefined && archived.has(known)
        ? { kind: 'archived', value: known }
        : { kind: 'inline', value: bytes }
    })
    return {
      key: keyOf('b', id),
      value: encode(BlockRecord, { signed, payload: entries, height: commit.index }),
    }
  })
}
