import { CodecError, decode, encode } from '@demiurge/codec'
import { Certificate, ConsensusError } from '@demiurge/consensus'
import { LedgerError } from '@demiurge/ledger'
import { type Mesh, type MeshPeer, openMesh } from '@demiurge/network'
import type { Logger } from 'pino'
import { FRAME, PeerStatus, TransactionsFrame } from './frames.ts'
import { Requests, type Serve } from './requests.ts'

/** What neighbours have to say, and what they ask for. */
export interface PeerHandlers {
  /** A frame of consensus: `block` or `control`. */
  onConsensus(from: string, type: number, payload: Uint8Array): void
  onTransactions(from: string, transactions: readonly Uint8Array[]): void
  onCertificate(from: string, certificate: Certificate): void
  onStatus(from: string, status: PeerStatus): void
  onConnected(id: string): void
  onGone(id: string): void
  /** Where we stand. */
  status(): PeerStatus
  readonly serve: Readonly<Record<string, Serve>>
}

/** How to reach others and be reached. */
export interface PeersOptions {
  readonly seed: Uint8Array
  readonly chainId: string
  readonly genesis: string
  readonly host: string
  readonly port: number
  /** Addresses to begin with, `host:port`. */
  readonly addresses: readonly string[]
  readonly handlers: PeerHandlers
  readonly logger: Logger
}

const STATUS_MS = 1_000
/** A peer whose frames break rules so often is cut off for a while. */
const MOST_OFFENCES = 16

/** Bytes that may wait for a neighbour when a block is sent to it: those of the largest block, and of a few small ones. */
const MOST_QUEUED = 24 * 2 ** 20

/** The neighbours of the mesh: frames in and out, statuses, questions and answers. */
export class Peers {
  readonly #options: PeersOptions
  readonly #requests: Requests
  readonly #timer: NodeJS.Timeout
  readonly #offences = new Map<string, number>()
  /** Undefined only until `open` has resolved. */
  #mesh: Mesh | undefined

  private constructor(options: PeersOptions) {
    this.#options = options
    const link = {
      send: (id: string, type: number, payload: Uint8Array) => this.send(id, type, payload),
      queuedBytes: (id: string) => this.list().find((peer) => peer.id === id)?.queuedBytes,
    }
    this.#requests = new Requests(link, options.handlers.serve)
    this.#timer = setInterval(() => this.tellStatus(), STATUS_MS)
    this.#timer.unref()
  }

  /** Listens, and begins to look for the others. */
  static async open(options: PeersOptions): Promise<Peers> {
    const { seed, chainId, genesis, host, port, addresses } = options
    const peers = new Peers(options)
    const mesh = await openMesh({
      seed,
      chainId,
      genesis,
      listen: { host, port },
      onConnected: (peer) => peers.#onConnected(peer),
      onDisconnected: (peer, reason) => peers.#onGone(peer, reason),
      onFrame: (peer, type, payload) => peers.#onFrame(peer, type, payload),
    }).catch((error: unknown) => {
      clearInterval(peers.#timer)
      throw error
    })
    peers.#mesh = mesh
    for (const address of addresses) mesh.dial(address)
    return peers
  }

  /** Our id. */
  get id(): string {
    return this.#mesh?.id ?? ''
  }

  /** Where others reach us, `host:port`. */
  get address(): string {
    return this.#mesh?.address ?? ''
  }

  /** Who is not let in for a while, and until when, Unix ms. */
  denied(): readonly { readonly id: string; readonly untilMs: number }[] {
    return this.#mesh?.denied() ?? []
  }

  list(): readonly MeshPeer[] {
    return this.#mesh?.peers() ?? []
  }

  /** Sends a frame; false when the peer is not connected or takes no more. */
  send(id: string, type: number, payload: Uint8Array): boolean {
    // The core says a block again until it is heard: what stands in a queue need not stand there twice.
    const mostQueued = type === FRAME.block ? MOST_QUEUED : undefined
    return this.#mesh?.send(id, type, payload, mostQueued) ?? false
  }

  /** Sends a frame to every neighbour that `to` accepts. */
  broadcast(type: number, payload: Uint8Array, to: (id: string) => boolean = () => true): void {
    for (const { id } of this.list()) if (to(id)) this.send(id, type, payload)
  }

  /** Puts a question to a neighbour. */
  ask(peer: string, protocol: string, body: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#requests.ask(peer, protocol, body, signal)
  }

  /** Tells everybody where we stand. */
  tellStatus(): void {
    this.broadcast(FRAME.status, encode(PeerStatus, this.#options.handlers.status()))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#mesh?.close()
  }

  #onConnected({ id }: MeshPeer): void {
    const { handlers } = this.#options
    this.send(id, FRAME.status, encode(PeerStatus, handlers.status()))
    handlers.onConnected(id)
  }

  #onGone({ id }: MeshPeer, reason: string): void {
    this.#options.logger.info({ peer: id, reason }, 'a neighbour is gone')
    this.#requests.onGone(id)
    this.#options.handlers.onGone(id)
  }

  #onFrame({ id }: MeshPeer, type: number, payload: Uint8Array): void {
    try {
      this.#dispatch(id, type, payload)
    } catch (error) {
      // What an honest node never sends. Anything else is a bug of ours and stops the node.
      const isTheirs =
        error instanceof CodecError || error instanceof LedgerError || error instanceof ConsensusError
      if (!isTheirs) throw error
      this.#offence(id, error)
    }
  }

  #dispatch(id: string, type: number, payload: Uint8Array): void {
    const { handlers } = this.#options
    switch (type) {
      case FRAME.block:
      case FRAME.control:
        handlers.onConsensus(id, type, payload)
        break
      case FRAME.transactions:
        handlers.onTransactions(id, decode(TransactionsFrame, payload))
        break
      case FRAME.certificate:
        handlers.onCertificate(id, decode(Certificate, payload))
        break
      case FRAME.status:
        handlers.onStatus(id, decode(PeerStatus, payload))
        break
      case FRAME.request:
      case FRAME.item:
      case FRAME.end:
      case FRAME.cancel:
        this.#requests.onFrame(id, type, payload)
        break
      default:
        throw new LedgerError('peer.UnknownFrame', `frame type ${type} is not known here`)
    }
  }

  #offence(id: string, error: Error): void {
    const offences = (this.#offences.get(id) ?? 0) + 1
    this.#offences.set(id, offences)
    this.#options.logger.warn({ peer: id, err: error, offences }, 'a neighbour broke a rule')
    if (offences >= MOST_OFFENCES) {
      this.#offences.delete(id)
      this.#mesh?.drop(id, error.message)
    }
  }
}
