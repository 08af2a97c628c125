import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkpointDigest } from '@demiurge/ledger'
import type { Logger } from 'pino'
import type { ChainHead, ExecutedCommit } from '../chain/chain.ts'
import type { Disk } from '../disk.ts'
import type { CertifiedPoint } from '../index/records.ts'
import { SnapshotFolder, tidySnapshots } from './folder.ts'
import type { SnapshotManifest } from './format.ts'
import { anchorsOf, type SnapshotMoment, writeManifest, writeParts } from './write-snapshot.ts'

/** Snapshots that a node keeps. */
const KEPT = 2
/** A checkpoint that has no certificate when so many commits have followed will not be waited for. */
const PATIENCE = 512n

interface UnderWay {
  readonly moment: SnapshotMoment
  readonly folder: SnapshotFolder
  readonly parts: Promise<Pick<SnapshotManifest, 'depth' | 'roots'>>
  isFinishing: boolean
}

/**
 * Makes a snapshot every so many commits while the chain goes on: the state of a checkpoint is read from the store as it was at that
 * moment, and the snapshot counts when the checkpoint has its certificate. The newest two are kept.
 */
export class Snapshots {
  readonly directory: string
  readonly #disk: Disk
  readonly #every: bigint
  readonly #logger: Logger
  readonly #stop = new AbortController()
  #underWay: UnderWay | undefined
  #last: bigint
  #work: Promise<void> = Promise.resolve()

  /** `every` commits; 0 for never. */
  constructor(options: {
    readonly directory: string
    readonly disk: Disk
    readonly every: number
    readonly logger: Logger
  }) {
    this.directory = options.directory
    this.#disk = options.disk
    this.#every = BigInt(Math.max(0, options.every))
    this.#logger = options.logger
    this.#last = options.disk.chain.head.height
    this.#work = tidySnapshots(this.directory, KEPT)
  }

  /** A commit is in the archive, and the next one is not: the moment to take hold of the state. Resolves when that is done. */
  async onArchived(
    { commit, checkpoint, point }: ExecutedCommit,
    { transactions }: ChainHead,
  ): Promise<void> {
    const { index } = commit
    if (this.#underWay !== undefined && index > this.#underWay.moment.checkpoint.index + PATIENCE)
      this.#abandon()
    const isTime = this.#every > 0n && index >= this.#last + this.#every
    if (!isTime || this.#underWay !== undefined || checkpoint === undefined || point === undefined) return
    if (checkpoint.closing !== null || this.#stop.signal.aborted) return
    this.#last = index
    const { archive, chain, log } = this.#disk
    const moment: SnapshotMoment = {
      checkpoint,
      transactions,
      size: chain.state.size,
      entries: await archive.stateNow(),
      anchors: anchorsOf(checkpoint, await archive.anchors()),
      log: log.checkpoint(),
    }
    const folder = new SnapshotFolder(join(this.directory, `writing-${index}`))
    const parts = writeParts(moment, { folder, archive, log, signal: this.#stop.signal })
    parts.catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#logger.error({ err: error, height: index }, 'a snapshot failed')
      if (this.#underWay?.folder === folder) this.#abandon()
    })
    this.#underWay = { moment, folder, parts, isFinishing: false }
  }

  /** A checkpoint has its certificate: if it is that of the snapshot under way, that one can be finished. */
  onCertified(certified: CertifiedPoint): void {
    const underWay = this.#underWay
    if (underWay === undefined || underWay.isFinishing) return
    const { checkpoint } = underWay.moment
    if (checkpointDigest(checkpoint) !== checkpointDigest(certified.certificate.checkpoint)) return
    underWay.isFinishing = true
    this.#work = this.#finish(underWay, certified).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#logger.error({ err: error }, 'a snapshot could not be finished')
      this.#abandon()
    })
  }

  /** Stops what is under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#underWay?.parts.catch(() => {})
    await this.#work
    if (this.#underWay !== undefined) this.#abandon()
    await this.#work
  }

  async #finish({ moment, folder, parts }: UnderWay, certified: CertifiedPoint): Promise<void> {
    const { chainId, genesisDigest: genesis } = this.#disk.chain
    const { index } = moment.checkpoint
    await writeManifest(folder, moment, { chainId, genesis, ...certified, ...(await parts) })
    const path = join(this.directory, String(index))
    await rm(path, { recursive: true, force: true })
    await rename(folder.path, path)
    this.#underWay = undefined
    await tidySnapshots(this.directory, KEPT)
    this.#logger.info({ height: index, entries: moment.size }, 'a snapshot is there')
  }

  #abandon(): void {
    const { folder } = this.#underWay ?? {}
    this.#underWay = undefined
    if (folder === undefined) return
    this.#work = this.#work
      .then(() => rm(folder.path, { recursive: true, force: true }))
      .catch((error: unknown) =>
        this.#logger.error({ err: error }, 'the rest of a snapshot could not be removed'),
      )
  }
}
