import { encode } from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { type Block, type Committee, LedgerError } from '@demiurge/ledger'
import { RuntimeError } from '@demiurge/runtime'
import type { Logger } from 'pino'
import type { Disk } from './disk.ts'
import { explained } from './listen.ts'
import { FRAME, type PeerStatus, TransactionsFrame } from './peers/frames.ts'
import { Peers } from './peers/peers.ts'
import type { Pipeline } from './pipeline.ts'
import type { Pool } from './pool/pool.ts'
import type { PublicPlane } from './public/public-plane.ts'
import type { Settings } from './settings/settings.ts'
import { snapshotsFolder } from './snapshot/folder.ts'
import { SNAPSHOT_PROTOCOL } from './snapshot/format.ts'
import { serveSnapshots } from './snapshot/serve-snapshot.ts'
import type { Submission } from './submission.ts'
import { COMMITS_PROTOCOL } from './sync/commit-stream.ts'
import { serveCommits } from './sync/serve-commits.ts'
import { Sync } from './sync/sync.ts'
import { askForLatest, LATEST_PROTOCOL, serveLatest } from './validator/own-latest.ts'
import type { Payloads } from './validator/payloads.ts'
import type { Validator } from './validator/validator.ts'

/** The parts of the node that talk with others. */
export interface NeighbourhoodOptions {
  readonly settings: Settings
  readonly disk: Disk
  readonly pool: Pool
  readonly payloads: Payloads
  readonly pipeline: Pipeline
  readonly validator: Validator
  readonly submission: Submission
  /** The public plane, where it is open. */
  readonly publicPlane: () => PublicPlane | undefined
  /** Consensus goes on from the head. */
  readonly resume: () => void
  readonly logger: Logger
  readonly nowMs: () => number
}

/** A transaction that waits so long at a node without a seat is told to the next validator as well. */
const RETELL_MS = 2_000
const MOST_RETOLD = 4_096

/** The node among others: connections, catching up, certificates and transactions on their way. */
export class Neighbourhood {
  readonly peers: Peers
  readonly sync: Sync
  readonly #options: NeighbourhoodOptions
  readonly #timer: NodeJS.Timeout
  readonly #stop = new AbortController()
  #turn = 0

  private constructor(options: NeighbourhoodOptions, peers: Peers, sync: Sync) {
    this.#options = options
    this.peers = peers
    this.sync = sync
    this.#timer = setInterval(() => this.#retell(), RETELL_MS)
    this.#timer.unref()
  }

  /** Listens for others and begins to look for them. Rejects when the port cannot be had. */
  static async open(options: NeighbourhoodOptions): Promise<Neighbourhood> {
    const { settings, disk, payloads, pipeline, validator, resume, logger, nowMs } = options
    const { chain, archive, key } = disk
    let peers: Peers | undefined
    const sync = new Sync({
      chain,
      pipeline,
      payloads,
      ask: (peer, protocol, body, signal) => {
        const plane = isOfMesh(peer) ? peers : options.publicPlane()
        if (plane === undefined) throw new Error(`there is no way to ${peer}`)
        return plane.ask(peer, protocol, body, signal)
      },
      isActive: () => validator.isActive,
      highestRound: () => validator.status()?.highestRound ?? 0,
      pause: () => validator.stop(),
      resume,
      onOffence: (peer, error) => {
        logger.warn({ peer, err: error }, 'a neighbour gave something untrue')
        if (!isOfMesh(peer)) options.publicPlane()?.report(peer)
      },
      nowMs,
      logger,
    })
    peers = await Peers.open({
      seed: key.seed,
      chainId: chain.chainId,
      genesis: chain.genesisDigest,
      host: settings.p2pHost,
      port: settings.p2pPort,
      addresses: settings.peer.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()])),
      logger,
      handlers: {
        onConsensus: (from, type, payload) => validator.onFrame(from, type, payload),
        onTransactions: (_, transactions) => receive(options, transactions),
        onCertificate: (from, certificate) => sync.onCertificate(from, certificate),
        onStatus: (from, status) => sync.onStatus(from, status),
        onConnected: (id) => validator.onConnected(id),
        onGone: (id) => sync.onGone(id),
        status: () => statusOf(options),
        serve: {
          [COMMITS_PROTOCOL]: (body, _, signal) =>
            serveCommits(body, { archive, newest: () => pipeline.newest }, signal),
          [SNAPSHOT_PROTOCOL]: serveSnapshots(snapshotsFolder(settings.data)),
          [LATEST_PROTOCOL]: (body) => serveLatest(body, (epoch, seat) => validator.latestOf(epoch, seat)),
        },
      },
    }).catch(async (error: NodeJS.ErrnoException) => {
      await sync.close()
      throw explained(error, { host: settings.p2pHost, port: settings.p2pPort, setting: 'p2pPort' })
    })
    return new Neighbourhood(options, peers, sync)
  }

  /** Our own latest block of an epoch, as the others know it. Rejects when the node stops first. */
  askForLatest(committee: Committee, seat: number): Promise<Block | undefined> {
    const { disk, validator, logger } = this.#options
    return askForLatest({
      chainId: disk.chain.chainId,
      committee,
      seat,
      connected: () =>
        this.peers.list().flatMap(({ id }) => {
          const of = validator.seatOf(id)
          return of === undefined ? [] : [{ id, seat: of }]
        }),
      ask: (peer, protocol, body, signal) => this.peers.ask(peer, protocol, body, signal),
      signal: this.#stop.signal,
      logger,
    })
  }

  /** Tells a certificate to those who do not see it by themselves; that of a closing checkpoint to everybody. */
  onCertified(certificate: Certificate): void {
    const { validator } = this.#options
    const isClosing = certificate.checkpoint.closing !== null
    this.peers.broadcast(
      FRAME.certificate,
      encode(Certificate, certificate),
      (id) => isClosing || validator.seatOf(id) === undefined,
    )
  }

  /** A transaction came in here. Without a seat of our own it is told to one who has one. */
  onAccepted(id: string): void {
    const { validator, pool } = this.#options
    const bytes = validator.seat === null ? pool.get(id)?.bytes : undefined
    if (bytes !== undefined) this.#tell([bytes])
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    await this.sync.close()
    await this.peers.close()
  }

  #tell(transactions: readonly Uint8Array[]): void {
    const { validator } = this.#options
    const seated = this.peers.list().filter(({ id }) => validator.seatOf(id) !== undefined)
    const to = seated[this.#turn++ % Math.max(1, seated.length)]
    if (to === undefined) return
    this.peers.send(to.id, FRAME.transactions, encode(TransactionsFrame, [...transactions]))
  }

  #retell(): void {
    const { validator, pool } = this.#options
    if (validator.seat !== null) return
    const waiting = pool.oldest(MOST_RETOLD)
    if (waiting.length > 0) this.#tell(waiting.map(({ bytes }) => bytes))
  }
}

/** Peers of the mesh are named by the hash of their key, those of the public plane as libp2p does. */
function isOfMesh(peer: string): boolean {
  return peer.startsWith('0x')
}

/** Where this node stands. */
export function statusOf({ disk, pipeline }: Pick<NeighbourhoodOptions, 'disk' | 'pipeline'>): PeerStatus {
  const { chain, archive } = disk
  return {
    epoch: chain.epoch,
    height: archive.height,
    certified: pipeline.certifiedHeight,
    oldest: archive.oldest,
  }
}

/** Takes transactions that somebody sent. They meet the same checks as any other; who sent them does not matter. */
function receive({ submission, logger }: NeighbourhoodOptions, transactions: readonly Uint8Array[]): void {
  for (const bytes of transactions)
    submission.submit(bytes).catch((error: unknown) => {
      const isRefusal = error instanceof LedgerError || error instanceof RuntimeError
      if (!isRefusal) logger.error({ err: error }, 'a transaction of a neighbour could not be taken')
    })
}
