import { decode, encode } from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { nativeSuites } from '@demiurge/crypto/native'
import { LIMITS } from '@demiurge/ledger'
import type { PublicNetwork, PublicPeer, RelayRole } from '@demiurge/network/public'
import type { Logger } from 'pino'
import type { Disk } from '../disk.ts'
import { explained } from '../listen.ts'
import { PeerStatus } from '../peers/frames.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Pool } from '../pool/pool.ts'
import type { Settings } from '../settings/settings.ts'
import { snapshotsFolder } from '../snapshot/folder.ts'
import { SNAPSHOT_PROTOCOL } from '../snapshot/format.ts'
import { serveSnapshots } from '../snapshot/serve-snapshot.ts'
import type { Submission } from '../submission.ts'
import { COMMITS_PROTOCOL } from '../sync/commit-stream.ts'
import { serveCommits } from '../sync/serve-commits.ts'
import type { Sync } from '../sync/sync.ts'
import type { Validator } from '../validator/validator.ts'
import { VERSION } from '../version.ts'
import { batchesOf, judgeCertificates, judgeTransactions } from './gossip.ts'

/** What the public plane needs of the node. */
export interface PublicPlaneOptions {
  readonly settings: Settings
  readonly disk: Disk
  readonly pool: Pool
  readonly pipeline: Pipeline
  readonly submission: Submission
  readonly validator: Validator
  readonly sync: Sync
  readonly status: () => PeerStatus
  readonly logger: Logger
}

const TOPIC = { transactions: 'transactions/1', certificates: 'certificates/1' } as const
const STATUS_PROTOCOL = 'status/1'
const STATUS_MS = 1_000
/** New transactions wait so long for others, so that many travel together. */
const GATHER_MS = 15
const MOST_REMEMBERED = 65_536

/** Whether the settings ask for the public plane. */
export function wantsPublicPlane({ publicPort, bootstrap, mdns }: Settings): boolean {
  return publicPort >= 0 || bootstrap !== '' || mdns === 'on'
}

/** The node among nodes that it does not know: transactions and certificates by gossip, and catching up from whoever has more. */
export class PublicPlane {
  readonly #options: PublicPlaneOptions
  readonly #network: PublicNetwork
  readonly #timer: NodeJS.Timeout
  readonly #stop = new AbortController()
  readonly #waiting = new Set<string>()
  /** Transactions that came by gossip: they need not be told again. */
  readonly #heard: Set<string>
  #gather: NodeJS.Timeout | undefined

  private constructor(options: PublicPlaneOptions, network: PublicNetwork, heard: Set<string>) {
    this.#options = options
    this.#network = network
    this.#heard = heard
    this.#timer = setInterval(() => this.#askStatuses(), STATUS_MS)
    this.#timer.unref()
  }

  /** Listens, and looks for others. Loads libp2p only now. Rejects with SettingsError when it cannot listen. */
  static async open(options: PublicPlaneOptions): Promise<PublicPlane> {
    const { openPublicNetwork } = await import('@demiurge/network/public')
    const { settings, disk, pipeline, submission, sync, logger } = options
    const { chain, archive, key } = disk
    const { publicHost, publicPort, bootstrap, announce, mdns, relay } = settings
    const suite = nativeSuites.get(key.keyPair.suite)
    const heard = new Set<string>()
    const network = await openPublicNetwork({
      chainId: chain.chainId,
      genesis: chain.genesisDigest,
      seed: key.seed,
      identity: {
        publicKey: key.keyPair.publicKey,
        sign: (message) => suite.sign(message, key.keyPair),
      },
      agent: `demiurge/${VERSION}`,
      listen: [`/ip4/${publicHost}/tcp/${Math.max(0, publicPort)}`],
      announce: listOf(announce),
      bootstrap: listOf(bootstrap),
      mdns: mdns === 'on',
      relay: relay as RelayRole,
      topics: {
        [TOPIC.transactions]: judgeTransactions(submission, (id) => remember(heard, id)),
        [TOPIC.certificates]: judgeCertificates({
          chain,
          certifiedHeight: () => pipeline.certifiedHeight,
          onCertificate: (from, certificate) => sync.onCertificate(from, certificate),
        }),
      },
      serve: {
        [COMMITS_PROTOCOL]: (body, _, signal) =>
          serveCommits(body, { archive, newest: () => pipeline.newest }, signal),
        [SNAPSHOT_PROTOCOL]: serveSnapshots(snapshotsFolder(settings.data)),
        async *[STATUS_PROTOCOL]() {
          yield encode(PeerStatus, options.status())
        },
      },
      onPeer: (peer, change) => {
        logger.info({ peer, change }, 'a public neighbour')
        if (change === 'gone') sync.onGone(peer)
      },
      onNotice: (notice, context) => logger.warn(context, notice),
    }).catch((error: NodeJS.ErrnoException) => {
      throw explained(error, { host: publicHost, port: publicPort, setting: 'publicPort' })
    })
    return new PublicPlane(options, network, heard)
  }

  /** Where others reach this node, multiaddresses with /p2p/…. */
  get addresses(): readonly string[] {
    return this.#network.addresses
  }

  get id(): string {
    return this.#network.id
  }

  peers(): readonly PublicPeer[] {
    return this.#network.peers()
  }

  denied(): readonly { readonly id: string; readonly untilMs: number }[] {
    return this.#network.denied()
  }

  /** Puts a question to a neighbour. */
  ask(peer: string, protocol: string, body: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#network.ask(peer, protocol, body, signal)
  }

  /** A neighbour gave something untrue, or nothing. */
  report(peer: string): void {
    this.#network.report(peer, 'invalid')
  }

  /** A transaction came in here: everybody hears of it, unless we have it from them. */
  onAccepted(id: string): void {
    this.#waiting.add(id)
    this.#gather ??= setTimeout(() => this.#tell(), GATHER_MS)
  }

  /** A certificate is there. One seat in turn tells it: every seat's is a little different, and one is enough. */
  onCertified(certificate: Certificate): void {
    const { validator } = this.#options
    const { seat, committee } = validator
    if (seat === null || committee === undefined) return
    const turn = certificate.checkpoint.index / BigInt(LIMITS.checkpointInterval)
    if (Number(turn % BigInt(committee.seats.length)) !== seat && certificate.checkpoint.closing === null)
      return
    this.#publish(TOPIC.certificates, encode(Certificate, certificate))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    clearTimeout(this.#gather)
    this.#stop.abort()
    await this.#network.close()
  }

  #tell(): void {
    this.#gather = undefined
    const { pool } = this.#options
    const fresh = [...this.#waiting].filter((id) => !this.#heard.has(id))
    this.#waiting.clear()
    const bytes = fresh.flatMap((id) => pool.get(id)?.bytes ?? [])
    for (const batch of batchesOf(bytes)) this.#publish(TOPIC.transactions, batch)
  }

  #publish(topic: string, bytes: Uint8Array): void {
    this.#network.publish(topic, bytes).catch((error: unknown) => {
      if (!this.#stop.signal.aborted)
        this.#options.logger.debug({ err: error, topic }, 'gossip could not be sent')
    })
  }

  #askStatuses(): void {
    for (const { id } of this.#network.peers())
      this.#askStatus(id).catch((error: unknown) => {
        this.#options.logger.debug({ peer: id, err: error }, 'a public neighbour does not say where it is')
      })
  }

  async #askStatus(peer: string): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(5 * STATUS_MS)])
    for await (const bytes of this.#network.ask(peer, STATUS_PROTOCOL, new Uint8Array(0), signal)) {
      this.#options.sync.onStatus(peer, decode(PeerStatus, bytes))
      return
    }
  }
}

function remember(heard: Set<string>, id: string): void {
  heard.add(id)
  for (const oldest of heard) {
    if (heard.size <= MOST_REMEMBERED) return
    heard.delete(oldest)
  }
}

function listOf(text: string): readonly string[] {
  return text.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]))
}
