import type { X509Certificate } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type TLSSocket } from 'node:tls'
import { decode, encode, toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { DenyList } from '../deny-list.ts'
import { type Identity, publicKeyOf, selfSigned } from './certificate.ts'
import { Dialer } from './dialer.ts'
import { Addresses, Hello, TYPE, VERSION } from './hello.ts'
import { Link } from './link.ts'

/** A peer that is connected. `id` is the SHA3-256 of its ML-DSA-65 public key, 0x hex. */
export interface MeshPeer {
  readonly id: string
  readonly publicKey: Uint8Array
  /** Where it can be dialed, as it says, `host:port`. */
  readonly address: string
  readonly direction: 'in' | 'out'
  readonly connectedMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly queuedBytes: number
  readonly rttMs: number | undefined
}

/** How to open a mesh. */
export interface MeshOptions {
  /** Seed of the node's ML-DSA-65 key, 32 bytes. */
  readonly seed: Uint8Array
  readonly chainId: string
  /** Digest of the chain's first checkpoint, 0x hex: a peer of another chain is refused. */
  readonly genesis: string
  /** Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number }
  /** Where others should dial, `host:port`; the listening address when absent. */
  readonly announce?: string
  /** Peers at the same time. */
  readonly maxPeers?: number
  /** Peers from one IP address at the same time; loopback is exempt. */
  readonly maxPerHost?: number
  readonly onConnected: (peer: MeshPeer) => void
  readonly onDisconnected: (peer: MeshPeer, reason: string) => void
  /** The payload may be a view into a larger buffer: whoever keeps a small part of it for long copies it. */
  readonly onFrame: (peer: MeshPeer, type: number, payload: Uint8Array) => void
}

/** Connections to other nodes over TLS 1.3, in which both sides prove their ML-DSA-65 key. */
export interface Mesh {
  readonly id: string
  /** Where it listens, `host:port`. */
  readonly address: string
  /** Keeps connecting to an address until the mesh is closed. */
  dial(address: string): void
  /**
   * Sends a frame of type 16 to 255; false when the peer is not connected or does not read, and when more than `mostQueued` bytes wait for
   * it already: then nothing is sent, and nothing else happens.
   */
  send(id: string, type: number, payload: Uint8Array, mostQueued?: number): boolean
  peers(): readonly MeshPeer[]
  /** Cuts a peer off that breaks rules, and does not let it back for a while. */
  drop(id: string, reason: string): void
  denied(): readonly { readonly id: string; readonly untilMs: number }[]
  close(): Promise<void>
}

const DROP_POINTS = 100
const OFFENCE_POINTS = 25
const STALE_MS = 3_000
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** Listens, and keeps one connection to every peer it learns of. Rejects when the port cannot be had. */
export async function openMesh(options: MeshOptions): Promise<Mesh> {
  const mesh = new TlsMesh(options)
  await mesh.listen()
  return mesh
}

class TlsMesh implements Mesh {
  readonly id: string
  address = ''
  readonly #options: MeshOptions
  readonly #identity: Identity
  readonly #server: Server
  readonly #links = new Map<string, Link>()
  /** Connections that have not introduced themselves yet. */
  readonly #strangers = new Set<Link>()
  readonly #denied = new DenyList()
  readonly #dialer: Dialer
  #isClosed = false

  constructor(options: MeshOptions) {
    this.#options = options
    this.#identity = selfSigned(options.seed)
    this.id = toHex(H(this.#identity.publicKey))
    this.#server = createServer(this.#tls(), (socket) => this.#attach(socket, false))
    this.#server.on('tlsClientError', (_, socket) => socket.destroy())
    this.#dialer = new Dialer((address) => this.#connect(address))
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options.listen
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => resolve())
    })
    this.#server.removeAllListeners('error')
    const { port: chosen } = this.#server.address() as AddressInfo
    this.address = `${host}:${chosen}`
  }

  dial(address: string): void {
    if (address !== this.#announced) this.#dialer.add(address)
  }

  send(id: string, type: number, payload: Uint8Array, mostQueued?: number): boolean {
    return this.#links.get(id)?.send(type, payload, mostQueued) ?? false
  }

  peers(): readonly MeshPeer[] {
    return [...this.#links.values()].map(peerOf)
  }

  drop(id: string, reason: string): void {
    this.#denied.add(id, DROP_POINTS, performance.now())
    this.#links.get(id)?.close(reason, false)
  }

  denied(): readonly { readonly id: string; readonly untilMs: number }[] {
    return this.#denied
      .denied(performance.now())
      .map(({ id, untilMs }) => ({ id, untilMs: Math.round(performance.timeOrigin + untilMs) }))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#dialer.close()
    for (const link of [...this.#strangers, ...this.#links.values()]) link.close('this node stops', false)
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  get #announced(): string {
    return this.#options.announce ?? this.address
  }

  #tls() {
    const { certificate, privateKey } = this.#identity
    return {
      cert: certificate,
      key: privateKey,
      minVersion: 'TLSv1.3',
      ecdhCurve: 'X25519MLKEM768',
      ALPNProtocols: ['demiurge/1'],
      requestCert: true,
      // The certificate is not vouched for by anybody: the handshake proves the key, and the key is the peer.
      rejectUnauthorized: false,
      handshakeTimeout: 5_000,
    } as const
  }

  #connect(address: string): Promise<void> {
    const isThere = [...this.#links.values()].some((link) => link.address === address)
    if (isThere) return Promise.reject(new Error('there is a connection already'))
    return new Promise((resolve, reject) => {
      const at = address.lastIndexOf(':')
      const host = address.slice(0, at)
      const socket = connect({ ...this.#tls(), host, port: Number(address.slice(at + 1)) })
      const timer = setTimeout(() => socket.destroy(new Error('no answer within five seconds')), 5_000)
      timer.unref()
      socket.once('error', reject)
      socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      socket.once('secureConnect', () => {
        clearTimeout(timer)
        this.#attach(socket, true)
      })
    })
  }

  #attach(socket: TLSSocket, isOutbound: boolean): void {
    const certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
    const publicKey = certificate === undefined ? undefined : publicKeyOf(certificate)
    const refused =
      this.#isClosed ||
      publicKey === undefined ||
      socket.alpnProtocol !== 'demiurge/1' ||
      this.#refuses(toHex(H(publicKey)), socket.remoteAddress ?? '', isOutbound)
    if (refused || publicKey === undefined) {
      socket.on('error', () => {})
      socket.destroy()
      return
    }
    const link = new Link(
      socket,
      { id: toHex(H(publicKey)), publicKey, isOutbound },
      {
        onHello: (link, address, hello) => this.#onHello(link, address, hello),
        onAddresses: (_, payload) => this.#onAddresses(payload),
        onFrame: (link, type, payload) => {
          if (this.#links.get(link.id) === link) this.#options.onFrame(peerOf(link), type, payload)
        },
        onClosed: (link, reason, isOffence) => this.#onClosed(link, reason, isOffence),
      },
    )
    this.#strangers.add(link)
    const { chainId, genesis } = this.#options
    link.send(TYPE.hello, encode(Hello, { version: VERSION, chainId, genesis, address: this.#announced }))
  }

  #refuses(id: string, host: string, isOutbound: boolean): boolean {
    const { maxPeers = 64, maxPerHost = 16 } = this.#options
    if (id === this.id || this.#denied.isDenied(id, performance.now())) return true
    if (isOutbound || this.#links.has(id)) return false
    if (this.#links.size + this.#strangers.size >= maxPeers) return true
    const ofHost = [...this.#strangers, ...this.#links.values()].filter((link) => link.host === host).length
    return !LOOPBACK.has(host) && ofHost >= maxPerHost
  }

  #onHello(link: Link, address: string, hello: { chainId: string; genesis: string }): void {
    const { chainId, genesis, onConnected } = this.#options
    if (hello.chainId !== chainId || hello.genesis !== genesis)
      throw new Error(`this is chain ${chainId} with genesis ${genesis}, not ${hello.chainId}`)
    const other = this.#links.get(link.id)
    // Both sides dialed: the connection that the lower id dialed stays, unless it has gone quiet.
    const isPreferred = link.isOutbound === this.id < link.id
    if (other !== undefined && !isPreferred && other.silentMs < STALE_MS)
      throw new Error('there is a connection already')
    link.address = address
    link.isOpen = true
    this.#strangers.delete(link)
    this.#links.set(link.id, link)
    this.#dialer.add(address)
    if (other === undefined) onConnected(peerOf(link))
    else other.close('there is a newer connection', false)
    const addresses = [...this.#links.values()].filter(({ id }) => id !== link.id).map((each) => each.address)
    link.send(TYPE.addresses, encode(Addresses, addresses.slice(0, 64)))
  }

  #onAddresses(payload: Uint8Array): void {
    for (const address of decode(Addresses, payload)) this.dial(address)
  }

  #onClosed(link: Link, reason: string, isOffence: boolean): void {
    if (isOffence) this.#denied.add(link.id, OFFENCE_POINTS, performance.now())
    this.#strangers.delete(link)
    if (this.#links.get(link.id) !== link) return
    this.#links.delete(link.id)
    this.#options.onDisconnected(peerOf(link), reason)
  }
}

function peerOf(link: Link): MeshPeer {
  const { id, publicKey, address, isOutbound, sinceMs, bytesIn, bytesOut, queuedBytes, rttMs } = link
  const connectedMs = Math.round(performance.now() - sinceMs)
  return {
    id,
    publicKey,
    address,
    direction: isOutbound ? 'out' : 'in',
    connectedMs,
    bytesIn,
    bytesOut,
    queuedBytes,
    rttMs,
  }
}
