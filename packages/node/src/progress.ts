import type { TransactionStatus } from '@demiurge/api'
import type { VerifiedBlock } from '@demiurge/consensus'
import type { VerifiedTransaction } from '@demiurge/ledger'
import type { Receipt } from '@demiurge/runtime'
import type { ExecutedCommit } from './chain/chain.ts'
import type { Archive } from './index/archive.ts'
import { summaryOf } from './index/commit-operations.ts'
import type { Departure } from './pool/entry.ts'
import { FinalityMeter } from './pool/finality-meter.ts'
import type { Pool } from './pool/pool.ts'
import type { Topics } from './rpc/topics.ts'

/** Dropped transactions whose reason is remembered for those who ask. */
const REMEMBERED_DROPS = 10_000

type Known = Pick<TransactionStatus, 'id' | 'stage'> & Partial<TransactionStatus>

/** Where each transaction is on its way, for those who ask and those who subscribe: pending, included, final, certified, or dropped. */
export class Progress {
  /** Time from acceptance to finality. */
  readonly finality = new FinalityMeter()
  readonly #archive: Archive
  readonly #pool: Pool
  readonly #topics: Topics
  readonly #certifiedHeight: () => bigint
  /** Transactions in DAG blocks that are not archived yet. */
  readonly #included = new Set<string>()
  readonly #dropped = new Map<string, Receipt>()
  #uncertified: { readonly height: bigint; readonly ids: readonly string[] }[] = []

  constructor(options: {
    readonly archive: Archive
    readonly pool: Pool
    readonly topics: Topics
    readonly certifiedHeight: () => bigint
  }) {
    this.#archive = options.archive
    this.#pool = options.pool
    this.#topics = options.topics
    this.#certifiedHeight = options.certifiedHeight
  }

  /** A block entered the DAG, with these transactions. */
  onBlock(block: VerifiedBlock, ids: readonly string[]): void {
    for (const id of ids) {
      this.#included.add(id)
      this.#tell({ id, stage: 'included' })
    }
    if (!this.#topics.isFollowed('blocks')) return
    const { parents, payloadBytes, timestampMs, epoch, round, author } = block.header
    const { id } = block
    const transactions = ids.length
    this.#topics.publish('blocks', {
      id,
      epoch,
      round,
      author,
      parents,
      timestampMs,
      transactions,
      payloadBytes,
    })
  }

  /** Transactions are in no block any more. */
  onDropped(ids: readonly string[]): void {
    for (const id of ids) this.#included.delete(id)
  }

  /** The core that made or heard the blocks gave way: what they held may never be ordered. */
  onCoreGone(): void {
    this.#included.clear()
  }

  /** A transaction left the pool and was not executed: who waits for it would wait for ever. */
  onDeparture({ id, envelope, weight }: VerifiedTransaction, why: Departure): void {
    this.#included.delete(id)
    if (why === 'displaced') {
      this.#tell({ id, stage: 'unknown' })
      return
    }
    const { nonce, lane, validUntil } = envelope
    const value =
      why === 'expired'
        ? { code: 'tx.Expired', message: `window closed at ${validUntil} before it came into a block` }
        : { code: 'tx.NonceUsed', message: `another transaction used nonce ${nonce} of lane ${lane} first` }
    const receipt: Receipt = {
      transaction: id,
      fee: 0n,
      weight,
      outcome: { kind: 'dropped', value },
    }
    this.#rememberDrop(id, receipt)
    this.#tell({ id, stage: 'dropped', receipt })
  }

  /** A commit is in the archive: what it did can be told. */
  onArchived(executed: ExecutedCommit): void {
    const { commit, transactions } = executed
    const certified = this.#certifiedHeight()
    const ids: string[] = []
    transactions.forEach(({ transaction, receipt }, index) => {
      const { id } = transaction
      this.#included.delete(id)
      this.finality.onFinal(id)
      if (receipt.outcome.kind === 'dropped') {
        this.#rememberDrop(id, receipt)
        this.#tell({ id, stage: 'dropped', receipt })
        return
      }
      ids.push(id)
      const { index: height, timestampMs } = commit
      const stage = height <= certified ? 'certified' : 'final'
      this.#tell({ id, stage, height, index, timestampMs, receipt })
      if (receipt.outcome.kind === 'applied' && this.#topics.isFollowed('events'))
        for (const event of receipt.outcome.value.events)
          this.#topics.publish('events', { height, index, transaction: id, timestampMs, event })
    })
    if (ids.length > 0 && commit.index > certified) this.#uncertified.push({ height: commit.index, ids })
    this.#topics.publish('commits', summaryOf(executed))
  }

  /** Everything up to this height is certified. */
  async onCertified(certifiedHeight: bigint): Promise<void> {
    const certified = this.#uncertified.filter(({ height }) => height <= certifiedHeight)
    this.#uncertified = this.#uncertified.filter(({ height }) => height > certifiedHeight)
    for (const { ids } of certified)
      for (const id of ids)
        if (this.#topics.isFollowed('transaction', id))
          this.#topics.publish('transaction', await this.status(id), id)
  }

  /** Where a transaction is. */
  async status(id: string): Promise<TransactionStatus> {
    const archived = await this.#archived(id)
    if (archived !== undefined) return archived
    if (this.#included.has(id)) return statusOf({ id, stage: 'included' })
    if (this.#pool.has(id)) return statusOf({ id, stage: 'pending' })
    const dropped = this.#dropped.get(id)
    if (dropped !== undefined) return statusOf({ id, stage: 'dropped', receipt: dropped })
    // It may have left pool and blocks for the archive while that was being asked.
    return (await this.#archived(id)) ?? statusOf({ id, stage: 'unknown' })
  }

  async #archived(id: string): Promise<TransactionStatus | undefined> {
    const record = await this.#archive.transaction(id)
    if (record === undefined) return undefined
    const { height, index, timestampMs, receipt } = record
    const stage = height <= this.#certifiedHeight() ? 'certified' : 'final'
    return { id, stage, height, index, timestampMs, receipt }
  }

  #tell(status: Known): void {
    if (this.#topics.isFollowed('transaction', status.id))
      this.#topics.publish('transaction', statusOf(status), status.id)
  }

  #rememberDrop(id: string, receipt: Receipt): void {
    this.#dropped.set(id, receipt)
    if (this.#dropped.size <= REMEMBERED_DROPS) return
    for (const oldest of this.#dropped.keys()) {
      this.#dropped.delete(oldest)
      return
    }
  }
}

function statusOf(given: Known): TransactionStatus {
  return { height: null, index: null, timestampMs: null, receipt: null, ...given }
}
