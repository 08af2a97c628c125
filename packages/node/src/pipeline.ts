import { encode } from '@demiurge/codec'
import { Certificate, type RecoveryPoint, type VerifiedBlock } from '@demiurge/consensus'
import { type Checkpoint, type Commit, checkpointDigest, LIMITS } from '@demiurge/ledger'
import { stakingPort } from '@demiurge/modules'
import type { Store } from '@demiurge/state'
import type { Chain, ChainHead, ExecutedCommit } from './chain/chain.ts'
import type { ProofDesk } from './chain/proof-desk.ts'
import type { Archive } from './index/archive.ts'
import { keyOf } from './index/keys.ts'
import type { CertifiedPoint, EpochChange } from './index/records.ts'
import type { PipelineOptions } from './pipeline-options.ts'
import type { Pool } from './pool/pool.ts'
import { Progress } from './progress.ts'
import type { Topics } from './rpc/topics.ts'
import type { Stages } from './stages.ts'
import type { Payload, Payloads } from './validator/payloads.ts'

/** Commits that may wait for the archive; beyond, blocks carry nothing until it has caught up. */
const MOST_BEHIND = 64
/** Bytes of transactions in them: while the archive is at work on so many, those that come wait in the pool, which has bounds, and make larger blocks. */
const MOST_BEHIND_BYTES = 24 * 2 ** 20
/** Commits from one certified point that is kept to the next: those who catch up go in steps of at most this. */
const POINT_EVERY = 64n * BigInt(LIMITS.checkpointInterval)
/** Commits that may wait for the archive while rounds follow each other without a pause: as many as are decided together. */
const FEW_BEHIND = 4
/** Rounds after which the payload of a block that never entered the order is forgotten. */
const PAYLOAD_ROUNDS = 512
/** Executed checkpoints that may wait for a certificate. */
const MOST_CHECKPOINTS = 256
/** Key of the newest certificate in the store. */
export const CERTIFICATE_KEY: Uint8Array = keyOf('m', 'certificate')

/** A commit that waits for its turn. */
interface Ordered {
  readonly commit: Commit
  readonly blocks: readonly VerifiedBlock[]
  /** Where consensus goes on; for commits learned from others the digest of that, at checkpoints. */
  readonly resume: RecoveryPoint | string | undefined
}

/**
 * What happens to an ordered commit: it is executed as soon as the signatures in it are verified, written to the archive in its turn,
 * and told to everyone who follows. Nothing is called final before the archive has it.
 */
export class Pipeline {
  readonly #stages: Stages
  readonly #chain: Chain
  readonly #archive: Archive
  readonly #store: Store
  readonly #pool: Pool
  readonly #desk: ProofDesk
  readonly #topics: Topics
  readonly #onCheckpoint: (checkpoint: Checkpoint) => void
  readonly #onFailure: (error: unknown) => void
  readonly #durable: () => Promise<void>
  readonly #onCertified: (certificate: Certificate) => void
  readonly #onArchived: (executed: ExecutedCommit, head: ChainHead) => Promise<void>
  readonly #onEpochClosed: (change: EpochChange) => void
  readonly #payloads: Payloads
  /** Commits that wait for execution. */
  readonly #queue: Ordered[] = []
  #executing = false
  #executed: Promise<unknown> = Promise.resolve()
  /** Executed checkpoints and where consensus goes on after each, until a certificate has come. */
  readonly #checkpoints = new Map<
    bigint,
    { readonly digest: string; readonly point: RecoveryPoint | undefined }
  >()
  #lastPoint = 0n
  #newest: CertifiedPoint | undefined
  #point: RecoveryPoint | undefined
  #checkpoint: Checkpoint | undefined
  /** Where transactions are. */
  readonly progress: Progress
  #work: Promise<void> = Promise.resolve()
  #behind = 0
  #behindBytes = 0
  #lastWithTransactions = 0n

  constructor(options: PipelineOptions) {
    this.#stages = options.stages
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
    this.#onEpochClosed = options.onEpochClosed
    this.#payloads = options.payloads
    this.progress = new Progress({ ...options, certifiedHeight: () => this.certifiedHeight })
    options.pool.onDeparture = (transaction, why) => this.progress.onDeparture(transaction, why)
  }

  /** Whether the archive is so far behind that new blocks should carry nothing. */
  get isBehind(): boolean {
    return this.#behind > MOST_BEHIND || this.#behindBytes > MOST_BEHIND_BYTES
  }

  /** Whether the archive is at work on more than a few commits: more rounds would only stand in its queue, and delay what is in it. */
  get isBusy(): boolean {
    return this.#behind > FEW_BEHIND
  }

  /** Commits that wait: for their execution, and for the archive. */
  get waiting(): { readonly execute: number; readonly persist: number } {
    return { execute: this.#queue.length, persist: this.#behind }
  }

  /** Where consensus goes on after the newest executed commit; undefined on the way to catch up. */
  get point(): RecoveryPoint | undefined {
    return this.#point
  }

  /** The newest executed checkpoint. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint
  }

  /** The newest certificate since the start, with the point to go on from. */
  get newest(): CertifiedPoint | undefined {
    return this.#newest
  }

  /** Height of the newest certified checkpoint. */
  get certifiedHeight(): bigint {
    return this.#desk.certificate?.checkpoint.index ?? 0n
  }

  /** Whether a transaction is under way that is not certified yet, somebody waits for a proof, or an epoch is about to end. */
  get isWaitedFor(): boolean {
    const isClosing =
      this.#checkpoint !== undefined &&
      this.#checkpoint.closing !== null &&
      this.#checkpoint.index > this.certifiedHeight
    return isClosing || this.#lastWithTransactions > this.certifiedHeight || this.#desk.isWaitedFor
  }

  /** A block entered the DAG. */
  onBlock(block: VerifiedBlock): void {
    const { transactions } = this.#payloads.of(block.id)
    this.progress.onBlock(
      block,
      transactions.map(({ id }) => id),
    )
  }

  /** Executes a commit as soon as what it carries is verified, and hands it to the archive. */
  onCommit(
    commit: Commit,
    blocks: readonly VerifiedBlock[],
    resume: RecoveryPoint | string | undefined,
  ): void {
    this.#queue.push({ commit, blocks, resume })
    this.#executeQueue()
  }

  /** Blocks that never enter the order: their transactions wait again. */
  onDropped(blocks: readonly VerifiedBlock[]): void {
    for (const { id } of blocks) {
      const { transactions } = this.#payloads.of(id)
      this.#waitAgain(transactions)
      this.#payloads.delete(id)
    }
  }

  #waitAgain(transactions: Payload['transactions']): void {
    this.progress.onDropped(transactions.map(({ id }) => id))
    this.#pool.giveBack(transactions)
  }

  /** The core gave way: what is in blocks that it did not order waits again; what another one orders all the same is refused the second time. */
  onCoreGone(): void {
    this.progress.onCoreGone()
    this.#pool.giveBackAll()
  }

  /** Runs what can run without waiting; what has to wait for signatures goes on by itself. */
  #executeQueue(): void {
    if (this.#executing) return
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const waiting = this.#payloads.settle(next.blocks.map(({ id }) => id))
      if (waiting !== undefined) {
        this.#executing = true
        this.#executed = waiting
          .then(() => {
            this.#executing = false
            this.#executeQueue()
            return this.#executing ? this.#executed : undefined
          })
          .catch(this.#onFailure)
        return
      }
      this.#queue.shift()
      // The old epoch's committee goes on until the closing checkpoint is certified; what it orders meanwhile comes again.
      if (next.commit.epoch < this.#chain.epoch) this.onDropped(next.blocks)
      else this.#execute(next)
    }
  }

  #execute({ commit, blocks, resume }: Ordered): void {
    const ordered = blocks.map(({ id, header, signature }) => {
      const { bytes, transactions } = this.#payloads.of(id)
      return { id, signed: { header, signature }, payload: bytes, transactions }
    })
    const count = ordered.reduce((sum, { transactions }) => sum + transactions.length, 0)
    const executed = this.#stages.run('execute', count, () => this.#chain.execute(commit, resume, ordered))
    this.#point = executed.point
    this.#checkpoint = executed.checkpoint ?? this.#checkpoint
    if (executed.transactions.length > 0) this.#lastWithTransactions = commit.index
    this.#pool.settle(executed.transactions.map(({ transaction }) => transaction))
    this.#waitAgain(executed.left)
    if (executed.checkpoint !== undefined) {
      this.#remember(executed.checkpoint, executed.point)
      this.#desk.onCheckpoint(executed.checkpoint)
      this.#onCheckpoint(executed.checkpoint)
    }
    const bytes = executed.transactions.reduce((sum, { transaction }) => sum + transaction.bytes.length, 0)
    this.#behind++
    this.#behindBytes += bytes
    this.#stages.run('persist', 0, () => this.#archive.ahead(executed))
    const { head } = this.#chain
    this.#work = this.#work
      .then(async () => {
        // The archive must never know more than the block log: after a crash the validator would sign those rounds again.
        await this.#stages.await('log', blocks.length, () => this.#durable())
        // Not by blocking: where cores are few, whoever computes the root may be waiting for this one.
        await executed.rootReady()
        await this.#stages.await('persist', count, () => this.#archive.apply(executed, head))
        this.#behind--
        this.#behindBytes -= bytes
        for (const { id } of blocks) this.#payloads.delete(id)
        this.#payloads.forget(commit.epoch, Number(executed.leader.round) - PAYLOAD_ROUNDS)
        this.#stages.run('publish', count, () => this.progress.onArchived(executed))
        await this.#onArchived(executed, head)
      })
      .catch(this.#onFailure)
  }

  #remember(checkpoint: Checkpoint, point: RecoveryPoint | undefined): void {
    this.#checkpoints.set(checkpoint.index, { digest: checkpointDigest(checkpoint), point })
    for (const old of this.#checkpoints.keys()) {
      if (this.#checkpoints.size <= MOST_CHECKPOINTS) break
      this.#checkpoints.delete(old)
    }
  }

  /** The digest of a checkpoint that was executed here and has no certificate yet. */
  executedDigest(index: bigint): string | undefined {
    return this.#checkpoints.get(index)?.digest
  }

  /** Keeps what others need to catch up to this certificate, and goes on into the next epoch when it ends one. */
  async #keep(certificate: Certificate): Promise<void> {
    const { index, closing } = certificate.checkpoint
    const point = this.#checkpoints.get(index)?.point
    for (const old of [...this.#checkpoints.keys()]) if (old <= index) this.#checkpoints.delete(old)
    if (point === undefined) return
    this.#newest = { certificate, point }
    if (closing !== null || index >= this.#lastPoint + POINT_EVERY) {
      this.#lastPoint = index
      await this.#archive.addCertifiedPoint({ certificate, point })
    }
    if (closing === null) return
    const change = { certificate, committee: stakingPort.epochOf(this.#chain).committee }
    await this.#archive.addEpochChange(change)
    this.#onEpochClosed(change)
  }

  /** A checkpoint has its certificate. Like everything else it is told only when the blocks behind it are on disk. */
  onCertificate(certificate: Certificate): void {
    const { index } = certificate.checkpoint
    this.#work = this.#work
      .then(async () => {
        if (index <= this.certifiedHeight) return
        await this.#durable()
        await this.#store.batch([{ key: CERTIFICATE_KEY, value: encode(Certificate, certificate) }])
        await this.#keep(certificate)
        this.#desk.onCertificate(certificate)
        this.#topics.publish('certificates', certificate)
        await this.progress.onCertified(index)
        this.#onCertified(certificate)
      })
      .catch(this.#onFailure)
  }

  /** Resolves when everything that was executed is in the archive. */
  async drained(): Promise<void> {
    await this.#executed
    await this.#work
  }
}
