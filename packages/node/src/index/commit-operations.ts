import type { CommitSummary, TransactionSummary } from '@demiurge/api'
import { encode, fromHex } from '@demiurge/codec'
import { Checkpoint, LIMITS } from '@demiurge/ledger'
import type { StoreOperation } from '@demiurge/state'
import { ANCHORS, type ExecutedCommit } from '../chain/chain.ts'
import { historyKey, keyOf, numberBytes, transactionKey } from './keys.ts'
import { BlockRecord, type CommitRecord, PACK, type PayloadEntry, TransactionPack } from './records.ts'

/** Key of the newest checkpoint that was executed. */
export const CHECKPOINT_KEY: Uint8Array = keyOf('m', 'checkpoint')

/** Height and index as one number that orders a chain's transactions: 2^24 leaves room for every transaction of a commit. */
export function positionOf(height: bigint, index: number): bigint {
  return (height << 24n) | BigInt(index)
}

/** Height and index of such a number. */
export function placeOf(position: bigint): { readonly height: bigint; readonly index: number } {
  return { height: position >> 24n, index: Number(position & 0xff_ffffn) }
}

/** The store's key of a state entry. */
export function stateKey(key: string): Uint8Array {
  return Buffer.from(`s${key}`)
}

/** What the archive keeps of a commit. */
export function recordOf(executed: ExecutedCommit): CommitRecord {
  const transactions = executed.transactions.map((done, index): TransactionSummary => {
    const { transaction, receipt, methods, calls } = done
    return {
      id: transaction.id,
      height: executed.commit.index,
      index,
      timestampMs: executed.commit.timestampMs,
      sender: transaction.envelope.sender,
      methods: methods.length > 16 ? methods.slice(0, 16) : methods,
      calls,
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

/** Entries of a commit's transactions themselves, in packs. */
export function packOperations({ commit, transactions }: ExecutedCommit): StoreOperation[] {
  const operations: StoreOperation[] = []
  const { index: height, timestampMs } = commit
  for (let first = 0; first < transactions.length; first += PACK) {
    const pack = transactions.slice(first, first + PACK).map(({ transaction: { bytes }, receipt }, i) => ({
      height,
      index: first + i,
      timestampMs,
      bytes,
      receipt,
    }))
    operations.push({ key: packKey(height, first), value: encode(TransactionPack, pack) })
  }
  return operations
}

/** The ways to a commit's transactions, by identifier and by account. */
export function transactionOperations({ commit, transactions }: ExecutedCommit): StoreOperation[] {
  const operations: StoreOperation[] = []
  const { index: height } = commit
  transactions.forEach(({ transaction, receipt }, index) => {
    // A dropped transaction may come again in a later commit and be applied there: it must not hide that.
    if (receipt.outcome.kind === 'dropped') return
    const { sender, payer } = transaction.envelope
    const id = fromHex(transaction.id)
    const position = positionOf(height, index)
    operations.push({ key: transactionKey(id), value: numberBytes(position) })
    operations.push({ key: historyKey(sender, position), value: id })
    if (payer !== null) operations.push({ key: historyKey(payer, position), value: id })
  })
  return operations
}

/** Key of the pack that holds a transaction of a commit. */
export function packKey(height: bigint, index: number): Uint8Array {
  return keyOf('p', height, Math.floor(index / PACK))
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

/** Entries of a commit's blocks: what was executed of them is in the packs, and named by its place there. */
export function blockOperations({ commit, blocks, transactions }: ExecutedCommit): StoreOperation[] {
  // Blocks, what is readable of them, and what was executed of that have one order: each is met where the one before it ended.
  let next = 0
  return blocks.map(({ id, signed, payload, transactions: readable }) => {
    let read = 0
    const entries = payload.map((bytes): PayloadEntry => {
      const transaction = readable[read]
      if (transaction?.bytes !== bytes) return { kind: 'inline', value: bytes }
      read++
      if (transactions[next]?.transaction !== transaction) return { kind: 'inline', value: bytes }
      return { kind: 'archived', value: next++ }
    })
    return {
      key: keyOf('b', id),
      value: encode(BlockRecord, { signed, payload: entries, height: commit.index }),
    }
  })
}
