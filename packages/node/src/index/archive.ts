import { decode, encode, toHex } from '@demiurge/codec'
import type { RecoveryPoint } from '@demiurge/consensus'
import { type Block, Checkpoint, checkpointDigest } from '@demiurge/ledger'
import type { MemoryState, StateEntry, Store, StoreOperation } from '@demiurge/state'
import type { ChainHead, ExecutedCommit } from '../chain/chain.ts'
import { emptyState } from '../chain/empty-state.ts'
import {
  anchorOperations,
  blockOperations,
  CHECKPOINT_KEY,
  packKey,
  packOperations,
  placeOf,
  recordOf,
  stateKey,
  transactionOperations,
} from './commit-operations.ts'
import { keyOf, lastNumber, rangeOf } from './keys.ts'
import {
  ArchiveHead,
  BlockRecord,
  CertifiedPoint,
  CommitRecord,
  EpochChange,
  PACK,
  TransactionPack,
  type TransactionRecord,
} from './records.ts'

/** Key of the mark up to where the archive is complete. */
export const HEAD_KEY: Uint8Array = keyOf('m', 'head')

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
  /** Of commits that wait for their turn. */
  readonly #packs = new WeakMap<ExecutedCommit, readonly StoreOperation[]>()
  #height = 0n
  #oldest: bigint | undefined
  /** Hears of every commit that is in the store. */
  onApplied: () => void = () => {}

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
    const bytes = await this.#store.get(HEAD_KEY)
    if (bytes === undefined) return undefined
    const { point, ...head } = decode(ArchiveHead, bytes)
    const anchors = (await this.anchors()).map((anchor) => ({
      digest: checkpointDigest(anchor),
      index: anchor.index,
    }))
    const state = emptyState()
    for await (const [key, value] of this.#store.iterate(rangeOf('s')))
      state.load(new TextDecoder().decode(key.subarray(1)), value)
    this.#height = head.height
    for await (const [key] of this.#store.iterate({ ...rangeOf('c'), limit: 1 }))
      this.#oldest = lastNumber(key)
    const checkpoint = await this.#store.get(CHECKPOINT_KEY)
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
    operations.push({ key: HEAD_KEY, value: encode(ArchiveHead, { ...head, point: null }) })
    await this.#store.batch(operations)
    await this.#store.flush()
  }

  /** Begins to write a commit's transactions, which nobody sees before it is applied: most of the writing is done when its turn comes. */
  ahead(executed: ExecutedCommit): void {
    const packs = packOperations(executed)
    this.#packs.set(executed, packs)
    this.#store.ahead?.(packs)
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
      ...(this.#packs.get(executed) ?? packOperations(executed)),
      ...transactionOperations(executed),
      ...blockOperations(executed),
      ...anchorOperations(executed),
    )
    for (const deriver of this.#derivers) operations.push(...(await deriver.derive(executed)))
    operations.push({ key: HEAD_KEY, value: encode(ArchiveHead, { ...head, point: executed.point ?? null }) })
    await this.#store.batch(operations)
    this.#height = executed.commit.index
    this.#oldest ??= this.#height
    this.onApplied()
    return record
  }

  /** The checkpoints that transactions may name, in order. */
  async anchors(): Promise<readonly Checkpoint[]> {
    const found: Checkpoint[] = []
    for await (const [, value] of this.#store.iterate(rangeOf('m', 'anchor')))
      found.push(decode(Checkpoint, value))
    return found
  }

  /** All entries of the state as it is in the store at the moment when this resolves, whatever is written while they are read. */
  async stateNow(): Promise<AsyncIterable<StateEntry>> {
    const entries = this.#store.iterate(rangeOf('s'))[Symbol.asyncIterator]()
    const first = await entries.next()
    return withFirst(first, entries)
  }

  /** How epochs ended, in order, from one on; fewer where there are no more. */
  async epochChanges(from: bigint, limit: number): Promise<readonly EpochChange[]> {
    const found: EpochChange[] = []
    const range = { gte: keyOf('e', from), lt: rangeOf('e').lt, limit }
    for await (const [, value] of this.#store.iterate(range)) found.push(decode(EpochChange, value))
    return found
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
    const position = await this.#store.get(keyOf('t', id))
    if (position === undefined) return undefined
    const { height, index } = placeOf(lastNumber(position))
    return (await this.#pack(height, index))[index % PACK]
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
    let pack: readonly TransactionRecord[] = []
    let first = -1
    for (const entry of record.payload) {
      if (entry.kind === 'inline') {
        payload.push(entry.value)
        continue
      }
      const at = entry.value % PACK
      if (entry.value - at !== first) {
        first = entry.value - at
        pack = await this.#pack(record.height, first)
      }
      const bytes = pack[at]?.bytes
      if (bytes === undefined) return undefined
      payload.push(bytes)
    }
    const { header, signature } = record.signed
    return { header, signature, payload }
  }

  /** The transactions that are stored together with one of a commit; none when the commit is not here. */
  async #pack(height: bigint, index: number): Promise<readonly TransactionRecord[]> {
    const bytes = await this.#store.get(packKey(height, index))
    return bytes === undefined ? [] : decode(TransactionPack, bytes)
  }

  /** Height of the oldest commit that is still here; the next one's when there is none. */
  get oldest(): bigint {
    return this.#oldest ?? this.#height + 1n
  }

  /** Removes commits below a height with their blocks, at most so many at once; transactions, receipts and histories stay. */
  async prune(below: bigint, limit: number): Promise<void> {
    const operations: StoreOperation[] = []
    let next = this.oldest
    for (; next < below && operations.length < limit; next++) {
      const record = await this.commitAt(next)
      for (const id of record?.commit.blocks ?? []) operations.push({ key: keyOf('b', id), value: undefined })
      operations.push(
        { key: keyOf('c', next), value: undefined },
        { key: keyOf('k', next), value: undefined },
      )
    }
    if (operations.length === 0) return
    await this.#store.batch(operations)
    this.#oldest = next
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

type StoredEntries = AsyncIterator<readonly [key: Uint8Array, value: Uint8Array]>

async function* withFirst(
  first: IteratorResult<readonly [key: Uint8Array, value: Uint8Array]>,
  rest: StoredEntries,
): AsyncGenerator<StateEntry> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) {
      const [key, value] = next.value
      yield { key: new TextDecoder().decode(key.subarray(1)), value }
    }
  } finally {
    await rest.return?.()
  }
}
