import type { CommitSummary, TransactionSummary } from '@demiurge/api'
import { decode, encode, toHex } from '@demiurge/codec'
import type { RecoveryPoint } from '@demiurge/consensus'
import { type Block, Checkpoint, checkpointDigest, LIMITS } from '@demiurge/ledger'
import { MemoryState, type Store, type StoreOperation } from '@demiurge/state'
import { ANCHORS, type ChainHead, type ExecutedCommit } from '../chain/chain.ts'
import { keyOf, lastNumber, rangeOf } from './keys.ts'
import {
  ArchiveHead,
  BlockRecord,
  CertifiedPoint,
  CommitRecord,
  EpochChange,
  type PayloadEntry,
  TransactionRecord,
} from './records.ts'

const HEAD = keyOf('m', 'head')
const CHECKPOINT = keyOf('m', 'checkpoint')

/** Something that derives store entries from a commit, such as the index of items: they are written in the commit's own batch. */
export interface Deriver {
  derive(executed: ExecutedCommit): Promise<readonly StoreOperation[]>
}

/** Where a chain was when its node stopped. */
export interface Restored {
  readonly state: MemoryState
  readonly head: ChainHead
  readonly anchors: readonly { readonly digest: string; readonly index: bigint }[]
  readonly point: RecoveryPoint | undefined
  /** The newest checkpoint that was executed. */
  readonly checkpoint: Checkpoint | undefined
}

/**
 * The store's view of the chain: state, blocks, commits, transactions and everything derived from them. One commit is one atomic
 * batch, with the mark up to where the archive is complete, so that after a crash it goes on exactly there.
 */
export class Archive {
  readonly #store: Store
  readonly #derivers: readonly Deriver[]
  #height = 0n

  constructor(store: Store, derivers: readonly Deriver[]) {
    this.#store = store
    this.#derivers = derivers
  }

  /** Height up to which everything is in the store. */
  get height(): bigint {
    return this.#height
  }

  /** What the store holds of the chain, or undefined when it is new. */
  async restore(): Promise<Restored | undefined> {
    const bytes = await this.#store.get(HEAD)
    if (bytes === undefined) return undefined
    const { point, ...head } = decode(ArchiveHead, bytes)
    const anchors: { digest: string; index: bigint }[] = []
    for await (const [key, value] of this.#store.iterate(rangeOf('m', 'anchor')))
      anchors.push({ digest: toHex(value), index: lastNumber(key) })
    const state = new MemoryState()
    for await (const [key, value] of this.#store.iterate(rangeOf('s')))
      state.load(new TextDecoder().decode(key.subarray(1)), value)
    this.#height = head.height
    const checkpoint = await this.#store.get(CHECKPOINT)
    return {
      state,
      head,
      anchors,
      point: point ?? undefined,
      checkpoint: checkpoint === undefined ? undefined : decode(Checkpoint, checkpoint),
    }
  }

  /** Writes the genesis state. */
  async begin(state: MemoryState, head: ChainHead): Promise<void> {
    const operations: StoreOperation[] = []
    for (const key of state.keys('')) operations.push({ key: stateKey(key), value: state.bytes(key) })
    operations.push({ key: HEAD, value: encode(ArchiveHead, { ...head, point: null }) })
    await this.#store.batch(operations)
    await this.#store.flush()
  }

  /** Writes one commit and all that follows from it. Commits come in order, one after the other. */
  async apply(executed: ExecutedCommit, head: ChainHead): Promise<CommitRecord> {
    const record = recordOf(executed)
    const operations: StoreOperation[] = executed.changes.map(({ key, bytes }) => ({
      key: stateKey(key),
      value: bytes ?? undefined,
    }))
    operations.push({ key: keyOf('c', executed.commit.index), value: encode(CommitRecord, record) })
    operations.push(
      ...transactionOperations(executed),
      ...blockOperations(executed),
      ...anchorOperations(executed),
    )
    for (const deriver of this.#derivers) operations.push(...(await deriver.derive(executed)))
    operations.push({ key: HEAD, value: encode(ArchiveHead, { ...head, point: executed.point ?? null }) })
    await this.#store.batch(operations)
    this.#height = executed.commit.index
    return record
  }

  /** Makes everything written so far survive a loss of power. */
  async flush(): Promise<void> {
    await this.#store.flush()
  }

  /** One commit, or undefined. */
  async commitAt(height: bigint): Promise<CommitRecord | undefined> {
    const bytes = await this.#store.get(keyOf('c', height))
    return bytes === undefined ? undefined : decode(CommitRecord, bytes)
  }

  /** Commits below a height (exclusive), newest first. */
  async *commitsBelow(height: bigint): AsyncGenerator<CommitRecord> {
    const { gte } = rangeOf('c')
    for await (const [, value] of this.#store.iterate({ gte, lt: keyOf('c', height), reverse: true }))
      yield decode(CommitRecord, value)
  }

  /** One transaction, or undefined. */
  async transaction(id: string): Promise<TransactionRecord | undefined> {
    const bytes = await this.#store.get(keyOf('t', id))
    return bytes === undefined ? undefined : decode(TransactionRecord, bytes)
  }

  /** One block, or undefined. */
  async block(id: string): Promise<BlockRecord | undefined> {
    const bytes = await this.#store.get(keyOf('b', id))
    return bytes === undefined ? undefined : decode(BlockRecord, bytes)
  }

  /** A block as its author made it, or undefined when it is not here whole. */
  async wholeBlock(id: string): Promise<Block | undefined> {
    const record = await this.block(id)
    if (record === undefined) return undefined
    const payload: Uint8Array[] = []
    for (const entry of record.payload) {
      const bytes = entry.kind === 'inline' ? entry.value : (await this.transaction(entry.value))?.bytes
      if (bytes === undefined) return undefined
      payload.push(bytes)
    }
    const { header, signature } = record.signed
    return { header, signature, payload }
  }

  /** Height of the oldest commit that is still here; the next one's when there is none. */
  async oldestCommit(): Promise<bigint> {
    for await (const [key] of this.#store.iterate({ ...rangeOf('c'), limit: 1 })) return lastNumber(key)
    return this.#height + 1n
  }

  /** Remembers a certificate as a place to which others can catch up. */
  async addCertifiedPoint(certified: CertifiedPoint): Promise<void> {
    const { index } = certified.certificate.checkpoint
    await this.#store.batch([{ key: keyOf('k', index), value: encode(CertifiedPoint, certified) }])
  }

  /** The first certified point at a height or above it. */
  async certifiedPointFrom(height: bigint): Promise<CertifiedPoint | undefined> {
    const { lt } = rangeOf('k')
    for await (const [, value] of this.#store.iterate({ gte: keyOf('k', height), lt, limit: 1 }))
      return decode(CertifiedPoint, value)
    return undefined
  }

  /** Remembers how an epoch ended. */
  async addEpochChange(change: EpochChange): Promise<void> {
    const { epoch } = change.certificate.checkpoint
    await this.#store.batch([{ key: keyOf('e', epoch), value: encode(EpochChange, change) }])
  }

  /** How an epoch ended, or undefined while it goes on. */
  async epochChange(epoch: bigint): Promise<EpochChange | undefined> {
    const bytes = await this.#store.get(keyOf('e', epoch))
    return bytes === undefined ? undefined : decode(EpochChange, bytes)
  }

  /** Identifiers of an account's transactions, newest first, below a position (a number that an earlier answer gave). */
  async accountTransactions(
    account: string,
    before: bigint | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly position: bigint }[]> {
    const { gte, lt } = rangeOf('a', account)
    const found: { id: string; position: bigint }[] = []
    const range = { gte, lt: before === null ? lt : keyOf('a', account, before), reverse: true, limit }
    for await (const [key, value] of this.#store.iterate(range))
      found.push({ id: toHex(value), position: Buffer.from(key).readBigUInt64BE(key.length - 8) })
    return found
  }
}

/** Height and index as one number that orders a chain's transactions: 2^24 leaves room for every transaction of a commit. */
export function positionOf(height: bigint, index: number): bigint {
  return (height << 24n) | BigInt(index)
}

function stateKey(key: string): Uint8Array {
  return Buffer.from(`s${key}`)
}

function recordOf(executed: ExecutedCommit): CommitRecord {
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

function transactionOperations({ commit, transactions }: ExecutedCommit): StoreOperation[] {
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

function anchorOperations({ checkpoint }: ExecutedCommit): StoreOperation[] {
  if (checkpoint === undefined) return []
  const digest = Buffer.from(checkpointDigest(checkpoint).slice(2), 'hex')
  const operations: StoreOperation[] = [
    { key: keyOf('m', 'anchor', checkpoint.index), value: digest },
    { key: CHECKPOINT, value: encode(Checkpoint, checkpoint) },
  ]
  const oldest = checkpoint.index - BigInt(ANCHORS * LIMITS.checkpointInterval)
  if (oldest > 0n) operations.push({ key: keyOf('m', 'anchor', oldest), value: undefined })
  return operations
}

function blockOperations({ commit, blocks, transactions }: ExecutedCommit): StoreOperation[] {
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
