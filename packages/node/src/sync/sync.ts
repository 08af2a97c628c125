import { encode } from '@demiurge/codec'
import { type Certificate, checkCertificate } from '@demiurge/consensus'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import { checkpointDigest } from '@demiurge/ledger'
import { stakingPort } from '@demiurge/modules'
import type { Logger } from 'pino'
import type { Chain } from '../chain/chain.ts'
import type { PeerStatus } from '../peers/frames.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Payloads } from '../validator/payloads.ts'
import { COMMITS_PROTOCOL, CommitsRequest } from './commit-stream.ts'
import { readStretch, type Stretch, SyncError } from './read-stretch.ts'

/** Puts a question to a neighbour. */
export type Ask = (
  peer: string,
  protocol: string,
  body: Uint8Array,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>

/** How far the node is from the newest certificate it has heard of. */
export interface SyncStatus {
  readonly isSyncing: boolean
  readonly height: bigint
  readonly target: bigint
}

/** What catching up needs of the node. */
export interface SyncOptions {
  readonly chain: Chain
  readonly pipeline: Pipeline
  readonly payloads: Payloads
  readonly ask: Ask
  /** Whether a consensus core runs, which follows by itself unless it is far behind. */
  readonly isActive: () => boolean
  /** The highest round that the core has a block of: it moves while the core fetches what it lacks. */
  readonly highestRound: () => number
  /** The core gives way to catching up. */
  readonly pause: () => void
  /** Everything is caught up: consensus goes on from the head, where there is a seat for us. */
  readonly resume: () => void
  /** A neighbour gave an answer that was not true, or none. */
  readonly onOffence: (peer: string, error: unknown) => void
  readonly nowMs: () => number
  readonly logger: Logger
}

/** A core that has stood still for so long, while others are ahead, is helped. */
const STALL_MS = 3_000
const TICK_MS = 250
/** A neighbour that failed is not asked again for so long. */
const RETRY_MS = 5_000
/** Between two complaints. */
const TELL_MS = 60_000

/**
 * Catching up by certified commits: the way of nodes without a seat, of new ones, and of validators that were away for longer than
 * their peers remember blocks. Neighbours say where they are; what they give is checked whole before it is executed.
 */
export class Sync {
  readonly #options: SyncOptions
  readonly #statuses = new Map<string, PeerStatus>()
  readonly #failedMs = new Map<string, number>()
  readonly #stop = new AbortController()
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined
  #lastHeight = -1n
  #lastRound = 0
  #progressMs = 0
  #toldMs = Number.NEGATIVE_INFINITY

  constructor(options: SyncOptions) {
    this.#options = options
    this.#progressMs = options.nowMs()
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#timer.unref()
  }

  /** A neighbour says where it is. */
  onStatus(peer: string, status: PeerStatus): void {
    this.#statuses.set(peer, status)
    this.#tick()
  }

  onGone(peer: string): void {
    this.#statuses.delete(peer)
  }

  /** What a neighbour last said. */
  statusOf(peer: string): PeerStatus | undefined {
    return this.#statuses.get(peer)
  }

  /**
   * A certificate that somebody sent. When we have executed its checkpoint it counts as if our own core had made it; otherwise it says
   * that there is something to fetch. Throws ConsensusError on a forged one.
   */
  onCertificate(peer: string, certificate: Certificate): void {
    const { chain, pipeline } = this.#options
    const { checkpoint } = certificate
    if (checkpoint.index <= pipeline.certifiedHeight) return
    if (pipeline.executedDigest(checkpoint.index) === checkpointDigest(checkpoint)) {
      const committee = stakingPort.committeeOf(chain, checkpoint.epoch)
      if (committee === undefined) return
      checkCertificate(certificate, committee, nativeSuites, merkleHasher.hashPairs)
      pipeline.onCertificate(certificate)
      return
    }
    const known = this.#statuses.get(peer)
    const { epoch, index: certified } = checkpoint
    this.onStatus(peer, { epoch, height: certified, oldest: 0n, ...known, certified })
  }

  status(): SyncStatus {
    const { height } = this.#options.chain.head
    const target = [...this.#statuses.values()].reduce(
      (most, { certified }) => (certified > most ? certified : most),
      height,
    )
    return { isSyncing: this.#running !== undefined, height, target }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    await this.#running
  }

  #tick(): void {
    if (this.#running !== undefined || this.#stop.signal.aborted) return
    const { chain, isActive, highestRound, nowMs, logger } = this.#options
    const { height } = chain.head
    const round = highestRound()
    if (height !== this.#lastHeight || round !== this.#lastRound) {
      this.#lastHeight = height
      this.#lastRound = round
      this.#progressMs = nowMs()
    }
    if (this.#source() === undefined) {
      this.#tellWhenStranded()
      return
    }
    if (isActive() && nowMs() - this.#progressMs < STALL_MS) return
    this.#running = this.#catchUp()
      .catch((error: unknown) => logger.error({ err: error }, 'catching up failed'))
      .finally(() => {
        this.#running = undefined
        this.#progressMs = nowMs()
      })
  }

  /** Those ahead have all pruned what comes after our head: only a snapshot leads on, and that is for the operator to say. */
  #tellWhenStranded(): void {
    const { chain, nowMs, logger } = this.#options
    const { height } = chain.head
    const ahead = [...this.#statuses.values()].filter(({ certified }) => certified > height)
    const oldest = ahead.map((status) => status.oldest).sort((a, b) => (a < b ? -1 : 1))[0]
    if (oldest === undefined || oldest <= height + 1n || nowMs() - this.#toldMs < TELL_MS) return
    this.#toldMs = nowMs()
    logger.error(
      { height, oldest },
      'the neighbours keep no commits as old as ours: stop the node, keep validator.json, remove the rest of its data folder, and start it with --join snapshot',
    )
  }

  /** A neighbour that is ahead and has what comes after our head; the one furthest ahead first. */
  #source(): string | undefined {
    const { chain, nowMs } = this.#options
    const { height } = chain.head
    const usable = [...this.#statuses].filter(
      ([peer, { certified, oldest }]) =>
        certified > height &&
        oldest <= height + 1n &&
        nowMs() - (this.#failedMs.get(peer) ?? Number.NEGATIVE_INFINITY) > RETRY_MS,
    )
    usable.sort(([, a], [, b]) => (a.certified > b.certified ? -1 : 1))
    return usable[0]?.[0]
  }

  async #catchUp(): Promise<void> {
    const { pause, resume, pipeline, onOffence, nowMs, logger } = this.#options
    pause()
    await pipeline.drained()
    for (let peer = this.#source(); peer !== undefined; peer = this.#source()) {
      if (this.#stop.signal.aborted) return
      try {
        const stretch = await this.#fetch(peer)
        if (stretch === undefined) this.#failedMs.set(peer, nowMs())
        else await this.#execute(stretch)
      } catch (error) {
        if (this.#stop.signal.aborted) return
        this.#failedMs.set(peer, nowMs())
        logger.warn({ err: error, peer }, 'a neighbour could not help to catch up')
        if (!(error instanceof SyncError) || error.code !== 'sync.Pruned') onOffence(peer, error)
      }
    }
    resume()
  }

  #fetch(peer: string): Promise<Stretch | undefined> {
    const { chain, ask } = this.#options
    const { height, commitDigest } = chain.head
    const body = encode(CommitsRequest, { after: height })
    return readStretch(ask(peer, COMMITS_PROTOCOL, body, this.#stop.signal), {
      chainId: chain.chainId,
      committee: stakingPort.epochOf(chain).committee,
      height,
      commitDigest,
      checkpoint: chain.anchor,
    })
  }

  async #execute({ commits, end }: Stretch): Promise<void> {
    const { pipeline, payloads } = this.#options
    for (const { commit, blocks, checkpoint } of commits) {
      for (const { verified, payload } of blocks) payloads.add(verified, payload)
      const isLast = commit.index === end.certificate.checkpoint.index
      const order = blocks.map(({ verified }) => verified)
      pipeline.onCommit(commit, order, isLast ? end.point : checkpoint?.resume)
      // Memory holds one stretch; execution must not fall behind it.
      if (commit.index % 64n === 0n) await pipeline.drained()
    }
    await pipeline.drained()
    pipeline.onCertificate(end.certificate)
    await pipeline.drained()
  }
}
