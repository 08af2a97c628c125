import { H } from '@demiurge/crypto'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { GossipSub } from '@libp2p/gossipsub'
import type { Connection, Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { DenyList } from '../deny-list.ts'
import { answerStream } from './answering.ts'
import { hasRoomFor } from './diversity.ts'
import { answerHello, askHello, readHello } from './hello.ts'
import type {
  Offence,
  PublicNetwork,
  PublicNetworkOptions,
  PublicPeer,
  TopicHandler,
  Verdict,
} from './interface.ts'
import { ItemWriter, readItems } from './items.ts'
import { packMessage, unpackMessage } from './message.ts'
import { createPublicNode } from './node.ts'
import { defaultLimits, RateLimits } from './rate.ts'

const POINTS: Readonly<Record<Offence, number>> = { invalid: 25, unhelpful: 10, flood: 5 }
const SHUT_OUT = 100
const HELLO_MS = 10_000
const KEEP_MS = 2_000
/** Neighbours that a node looks for; more may come by themselves. */
const WANTED = 8
const ANSWERS_AT_ONCE = 8

/** Opens the public plane. Rejects when it cannot listen. */
export async function openPublicNetwork(options: PublicNetworkOptions): Promise<PublicNetwork> {
  const network = new PublicPlane(options)
  await network.open()
  return network
}

class PublicPlane implements PublicNetwork {
  readonly #options: PublicNetworkOptions
  readonly #nowMs: () => number
  readonly #deny = new DenyList()
  readonly #rates: RateLimits
  readonly #prefix: string
  readonly #heard = new Map<string, { readonly agent: string; readonly nodeId: string | undefined }>()
  readonly #counts = { received: 0, accepted: 0, rejected: 0, limited: 0 }
  readonly #stop = new AbortController()
  #node: Libp2p<{ pubsub: GossipSub }> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: PublicNetworkOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? (() => Date.now())
    this.#rates = new RateLimits(options.limits ?? defaultLimits, this.#nowMs)
    // Names carry the chain, so that nodes of different ones never mix.
    this.#prefix = `/demiurge/${options.chainId}-${options.genesis.slice(2, 10)}`
  }

  async open(): Promise<void> {
    const { seed, listen, announce = [], mdns, relay, topics, serve } = this.#options
    const node = await createPublicNode({
      privateKey: await generateKeyPairFromSeed('Ed25519', H(PEER_DOMAIN, seed)),
      ...{ listen, announce, mdns, relay },
      prefix: this.#prefix,
      mayConnect: (id) => !this.#deny.isDenied(id, this.#nowMs()),
      mayEnter: (address) => hasRoomFor(address, this.#node?.getConnections() ?? []),
    })
    this.#node = node
    for (const [name, answer] of Object.entries({
      ...serve,
      [HELLO]: (body: Uint8Array, from: string) => this.#sayHello(body, from),
    }))
      await node.handle(
        this.#protocol(name),
        (stream, connection) => {
          const peer = connection.remotePeer.toString()
          void answerStream(stream, {
            peer,
            name,
            answer,
            stop: this.#stop.signal,
            mayAsk: () => this.#mayAsk(peer),
          })
        },
        { maxInboundStreams: ANSWERS_AT_ONCE, runOnLimitedConnection: true },
      )
    for (const [name, handler] of Object.entries(topics)) this.#follow(node, name, handler)
    node.addEventListener('connection:open', ({ detail }) => this.#onConnection(detail))
    node.addEventListener('peer:disconnect', ({ detail }) => this.#onGone(detail.toString()))
    await node.start()
    this.#timer = setInterval(() => this.#keepNeighbours(), KEEP_MS)
    this.#timer.unref()
    this.#keepNeighbours()
  }

  get id(): string {
    return this.#node?.peerId.toString() ?? ''
  }

  get addresses(): readonly string[] {
    return this.#node?.getMultiaddrs().map(String) ?? []
  }

  async publish(topic: string, bytes: Uint8Array): Promise<void> {
    await this.#node?.services.pubsub.publish(this.#protocol(topic), packMessage(bytes))
  }

  async *ask(
    peer: string,
    protocol: string,
    body: Uint8Array,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const node = this.#node
    if (node === undefined) throw new Error('the public plane is not open')
    const stop = AbortSignal.any([signal, this.#stop.signal])
    const stream = await node.dialProtocol(peerIdFromString(peer), this.#protocol(protocol), {
      signal: stop,
      runOnLimitedConnection: true,
    })
    const abort = (): void => stream.abort(new Error('the asker has enough'))
    stop.addEventListener('abort', abort)
    let isDone = false
    try {
      await new ItemWriter(stream).item(body, stop)
      yield* readItems(stream)
      isDone = true
    } finally {
      stop.removeEventListener('abort', abort)
      if (isDone) stream.close().catch(() => {})
      else abort()
    }
  }

  peers(): readonly PublicPeer[] {
    const node = this.#node
    if (node === undefined) return []
    return [...this.#heard].flatMap(([id, hello]) => {
      const connections = node.getConnections(peerIdFromString(id))
      const [best] = connections.toSorted(
        (a, b) => Number(b.limits === undefined) - Number(a.limits === undefined),
      )
      if (best === undefined) return []
      return [
        {
          id,
          ...hello,
          addresses: connections.map(({ remoteAddr }) => String(remoteAddr)),
          direction: best.direction === 'inbound' ? 'in' : 'out',
          points: this.#deny.pointsOf(id, this.#nowMs()),
          isRelayed: best.limits !== undefined,
        } as const,
      ]
    })
  }

  report(peer: string, offence: Offence): void {
    this.#punish(peer, POINTS[offence], offence)
  }

  denied(): readonly { readonly id: string; readonly untilMs: number }[] {
    return this.#deny.denied(this.#nowMs())
  }

  statistics() {
    return { ...this.#counts }
  }

  async close(): Promise<void> {
    this.#stop.abort()
    clearInterval(this.#timer)
    await this.#node?.stop()
  }

  #protocol(name: string): string {
    return `${this.#prefix}/${name}`
  }

  #punish(peer: string, points: number, reason: string): void {
    const nowMs = this.#nowMs()
    this.#deny.add(peer, points, nowMs)
    if (!this.#deny.isDenied(peer, nowMs)) return
    this.#options.onNotice?.(`a neighbour is shut out for a while: ${reason}`, { peer })
    this.#node?.hangUp(peerIdFromString(peer)).catch(() => {})
  }

  #follow(node: Libp2p<{ pubsub: GossipSub }>, name: string, handler: TopicHandler): void {
    const topic = this.#protocol(name)
    node.services.pubsub.topicValidators.set(topic, async (from, { data }) => {
      const verdict = await this.#judge(from, data, handler)
      return verdict as never
    })
    // A topic can be followed only when the service runs.
    node.addEventListener('start', () => node.services.pubsub.subscribe(topic))
  }

  async #judge(from: PeerId, data: Uint8Array, handler: TopicHandler): Promise<Verdict> {
    const peer = from.toString()
    this.#counts.received++
    if (!this.#rates.allows(peer, 'messages', 1) || !this.#rates.allows(peer, 'bytes', data.length)) {
      this.#counts.limited++
      this.#punish(peer, POINTS.flood, 'it sends more than anybody needs')
      return 'ignore'
    }
    try {
      const verdict = await handler(unpackMessage(data), peer)
      if (verdict === 'accept') this.#counts.accepted++
      if (verdict === 'reject') this.#reject(peer, 'its message is not true')
      return verdict
    } catch (error) {
      this.#reject(peer, error instanceof Error ? error.message : String(error))
      return 'reject'
    }
  }

  #reject(peer: string, reason: string): void {
    this.#counts.rejected++
    this.#punish(peer, POINTS.invalid, reason)
  }

  async *#sayHello(body: Uint8Array, from: string): AsyncGenerator<Uint8Array> {
    const { agent, identity } = this.#options
    yield answerHello(body, { id: this.id, agent, identity }, from)
  }

  #mayAsk(peer: string): boolean {
    if (this.#rates.allows(peer, 'requests', 1)) return true
    this.#counts.limited++
    this.#punish(peer, POINTS.flood, 'it asks more than anybody needs')
    return false
  }

  #onConnection({ remotePeer }: Connection): void {
    const peer = remotePeer.toString()
    if (this.#heard.has(peer)) return
    this.#hello(peer).catch((error: unknown) => {
      if (this.#stop.signal.aborted || this.#node?.getConnections(remotePeer).length === 0) return
      const reason = error instanceof Error ? error.message : String(error)
      // Who speaks no protocol of ours is of another chain, or lies about its key, is let alone for some minutes; who is slow may try again.
      const isSlow = error instanceof Error && error.name === 'TimeoutError'
      this.#punish(peer, isSlow ? POINTS.unhelpful : SHUT_OUT, `it does not say hello: ${reason}`)
      if (isSlow) this.#node?.hangUp(remotePeer).catch(() => {})
    })
  }

  async #hello(peer: string): Promise<void> {
    const { bytes, nonce } = askHello()
    const signal = AbortSignal.timeout(HELLO_MS)
    for await (const answer of this.ask(peer, HELLO, bytes, signal)) {
      const hello = readHello(answer, { us: this.id, peer, nonce })
      if (this.#heard.has(peer)) return
      this.#heard.set(peer, hello)
      this.#options.onPeer?.(peer, 'connected')
      return
    }
    throw new Error('it gave no answer')
  }

  #onGone(peer: string): void {
    this.#rates.forget(4_096)
    if (this.#heard.delete(peer)) this.#options.onPeer?.(peer, 'gone')
  }

  /** Looks for neighbours until there are enough: those named at the start, and those that the others know. */
  #keepNeighbours(): void {
    const node = this.#node
    if (node === undefined || this.#stop.signal.aborted || this.#heard.size >= WANTED) return
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(HELLO_MS)])
    const missing = this.#options.bootstrap
      .map((address) => multiaddr(address))
      .filter((address) => {
        const id = address.toString().split('/p2p/').at(-1) ?? ''
        return id !== this.id && !this.#heard.has(id) && !this.#deny.isDenied(id, this.#nowMs())
      })
    for (const address of missing) node.dial(address, { signal }).catch(() => {})
    this.#dialKnown(node, signal).catch(() => {})
  }

  async #dialKnown(node: Libp2p<{ pubsub: GossipSub }>, signal: AbortSignal): Promise<void> {
    const known = await node.peerStore.all()
    const fresh = known.filter(({ id, addresses }) => {
      const peer = id.toString()
      const isConnected = node.getConnections(id).length > 0
      return (
        !isConnected && addresses.length > 0 && peer !== this.id && !this.#deny.isDenied(peer, this.#nowMs())
      )
    })
    for (const { id } of fresh.slice(0, WANTED - this.#heard.size)) node.dial(id, { signal }).catch(() => {})
  }
}

const PEER_DOMAIN = new TextEncoder().encode('demiurge.peer.1')
const HELLO = 'hello/1'
