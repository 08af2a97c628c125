import type { TransactionStatus } from '@demiurge/api'
import { encode } from '@demiurge/codec'
import { Certificate, type RecoveryPoint, type VerifiedBlock } from '@demiurge/consensus'
import type { Checkpoint, Commit, VerifiedTransaction } from '@demiurge/ledger'
import type { PreparedCalls, Receipt } from '@demiurge/runtime'
import type { Store } from '@demiurge/state'
import type { Chain, ExecutedCommit } from './chain/chain.ts'
import type { ProofDesk } from './chain/proof-desk.ts'
import { type Archive, summaryOf } from './index/archive.ts'
import { keyOf } from './index/keys.ts'
import { FinalityMeter } from './pool/finality-meter.ts'
import type { Pool } from './pool/pool.ts'
import type { Topics } from './rpc/topics.ts'

type Transaction = VerifiedTransaction<PreparedCalls>

/** Commits that may wait for the archive; beyond, blocks carry nothing until it has caught up. */
const MOST_BEHIND = 64
/** Dropped transactions whose reason is remembered for those who ask. */
const REMEMBERED_DROPS = 10_000

/** Key of the newest certificate in the store. */
export const CERTIFICATE_KEY: Uint8Array = keyOf('m', 'certificate')

/**
 * What happens to an ordered commit: it is executed at once, written to the archive in its turn, and told to everyone who follows.
 * Nothing is called final before the archive has it.
 */
export class Pipeline {
  readonly #chain: Chain
  readonly #archive: Archive
  readonly #store: Store
  readonly #pool: Pool
  readonly #desk: ProofDesk
  readonly #topics: Topics
  readonly #onCheckpoint: (checkpoint: Checkpoint) => void
  readonly #onFailure: (error: unknown) => void
  readonly #durable: () => Promise<void>
  readonly #onCertified: () => void
  readonly #onArchived: (height: bigint, point: RecoveryPoint) => void
  /** Transactions in DAG blocks that are not archived yet. */
  readonly #included = new Set<string>()
  readonly #dropped = new Map<string, Receipt>()
  /** Time from acceptance to finality. */
  readonly finality = new FinalityMeter()
  #uncertified: { readonly height: bigint; readonly ids: readonly string[] }[] = []
  #work: Promise<void> = Promise.resolve()
  #behind = 0
  #payloadBlocks = 0
  #lastWithTransactions = 0n

  constructor(options: {
    readonly chain: Chain
    readonly archive: Archive
    readonly store: Store
    readonly pool: Pool
    readonly desk: ProofDesk
    readonly topics: Topics
    readonly onCheckpoint: (checkpoint: Checkpoint) => void
    readonly onArchived: (height: bigint, point: RecoveryPoint) => void
    /** Resolves when every block that was made so far is on disk. */
    readonly durable: () => Promise<void>
    /** A certificate was told to everyone. */
    readonly onCertified: () => void
    readonly onFailure: (error: unknown) => void
  }) {
    this.#chain = options.chain
    this.#archive = options.archive
    this.#store = options.store
    this.#pool = options.pool
    this.#desk = options.desk
    this.#topics = options.topics
    this.#onCheckpoint = options.onCheckpoint
    this.#onArchived = options.onArchived
    this.#onFailure = options.onFailure
    this.#durable = options.durable
    this.#onCertified = options.onCertified
  }

  /** Whether the archive is so far behind that new blocks should carry nothing. */
  get isBehind(): boolean {
    return this.#behind > MOST_BEHIND
  }

  /** Height of the newest certified checkpoint. */
  get certifiedHeight(): bigint {
    return this.#desk.certificate?.checkpoint.index ?? 0n
  }

  /** Whether a transaction is under way that is not certified yet, or somebody waits for a proof. */
  get isWaitedFor(): boolean {
    return (
      this.#payloadBlocks > 0 || this.#lastWithTransactions > this.certifiedHeight || this.#desk.isWaitedFor
    )
  }

  /** A block entered the DAG. */
  onBlock(block: VerifiedBlock, transactions: readonly Transaction[]): void {
    if (transactions.length > 0) this.#payloadBlocks++
    for (const { id } of transactions) {
      this.#included.add(id)
      this.#tell({ id, stage: 'included' })
    }
    if (!this.#topics.isFollowed('blocks')) return
    const { parents, payloadBytes, timestampMs, round, author } = block.header
    this.#topics.publish('blocks', {
      id: block.id,
      round,
      author,
      parents,
      timestampMs,
      transactions: transactions.length,
      payloadBytes,
    })
  }

  /** Executes a commit and hands it to the archive. */
  onCommit(
    commit: Commit,
    blocks: readonly { readonly block: VerifiedBlock; readonly transactions: readonly Transaction[] }[],
    point: RecoveryPoint,
  ): void {
    for (const { transactions } of blocks) if (transactions.length > 0) this.#payloadBlocks--
    const ordered = blocks.map(({ block, transactions }) => ({
      id: block.id,
      signed: { header: block.header, signature: block.signature },
      transactions,
    }))
    const executed = this.#chain.execute(commit, point, ordered)
    if (executed.transactions.length > 0) this.#lastWithTransactions = commit.index
    this.#pool.settle(executed.transactions.map(({ transaction }) => transaction.id))
    if (executed.checkpoint !== undefined) {
      this.#desk.onCheckpoint(executed.checkpoint)
      this.#onCheckpoint(executed.checkpoint)
    }
    this.#behind++
    const { head } = this.#chain
    this.#work = this.#work
      .then(async () => {
        // The archive must never know more than the block log: after a crash the validator would sign those rounds again.
        await this.#durable()
        await this.#archive.apply(executed, head)
        this.#behind--
        this.#announce(executed)
        this.#onArchived(commit.index, point)
      })
      .catch(this.#onFailure)
  }

  /** A checkpoint has its certificate. Like everything else it is told only when the blocks behind it are on disk. */
  onCertificate(certificate: Certificate): void {
    const { index } = certificate.checkpoint
    this.#work = this.#work
      .then(async () => {
        if (index <= this.certifiedHeight) return
        await this.#durable()
        await this.#store.batch([{ key: CERTIFICATE_KEY, value: encode(Certificate, certificate) }])
        this.#desk.onCertificate(certificate)
        this.#topics.publish('certificates', certificate)
        const certified = this.#uncertified.filter(({ height }) => height <= index)
        this.#uncertified = this.#uncertified.filter(({ height }) => height > index)
        for (const { ids } of certified) for (const id of ids) await this.#tellFinal(id)
        this.#onCertified()
      })
      .catch(this.#onFailure)
  }

  /** Resolves when everything that was executed is in the archive. */
  async drained(): Promise<void> {
    await this.#work
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
    return {
      id,
      stage: height <= this.certifiedHeight ? 'certified' : 'final',
      height,
      index,
      timestampMs,
      receipt,
    }
  }

  #announce(executed: ExecutedCommit): void {
    const { commit, transactions } = executed
    const ids: string[] = []
    for (const [index, { transaction, receipt }] of transactions.entries()) {
      const { id } = transaction
      this.#included.delete(id)
      this.finality.onFinal(id)
      if (receipt.outcome.kind === 'dropped') {
        this.#rememberDrop(id, receipt)
        this.#tell({ id, stage: 'dropped', receipt })
        continue
      }
      ids.push(id)
      const { index: height, timestampMs } = commit
      this.#tell({
        id,
        stage: height <= this.certifiedHeight ? 'certified' : 'final',
        height,
        index,
        timestampMs,
        receipt,
      })
      if (receipt.outcome.kind === 'applied' && this.#topics.isFollowed('events'))
        for (const event of receipt.outcome.value.events)
          this.#topics.publish('events', { height, index, transaction: id, timestampMs, event })
    }
    if (ids.length > 0 && commit.index > this.certifiedHeight)
      this.#uncertified.push({ height: commit.index, ids })
    this.#topics.publish('commits', summaryOf(executed))
  }

  async #tellFinal(id: string): Promise<void> {
    if (this.#topics.isFollowed('transaction', id))
      this.#topics.publish('transaction', await this.status(id), id)
  }

  #tell(status: Pick<TransactionStatus, 'id' | 'stage'> & Partial<TransactionStatus>): void {
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

function statusOf(
  given: Pick<TransactionStatus, 'id' | 'stage'> & Partial<TransactionStatus>,
): TransactionStatus {
  return { height: null, index: null, timestampMs: null, receipt: null, ...given }
}
