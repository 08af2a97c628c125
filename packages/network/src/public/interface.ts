import type { NodeIdentity } from './hello.ts'
import type { RelayRole } from './node.ts'
import type { Limits } from './rate.ts'

/** What becomes of a message of gossip: handed on, dropped in silence, or dropped with its sender losing standing. */
export type Verdict = 'accept' | 'ignore' | 'reject'

/** Reads a message and says what becomes of it; `from` is the neighbour that it came from. */
export type TopicHandler = (bytes: Uint8Array, from: string) => Verdict | Promise<Verdict>

/** Answers a question with any number of items. What it throws is told to the asker as one sentence. */
export type PublicServe = (body: Uint8Array, from: string, signal: AbortSignal) => AsyncIterable<Uint8Array>

/** What a neighbour did wrong. */
export type Offence = 'invalid' | 'unhelpful' | 'flood'

export interface PublicNetworkOptions {
  readonly chainId: string
  /** Digest of the checkpoint that opens the chain, 0x hex. */
  readonly genesis: string
  /** 32 bytes: the classical peer id follows from them. */
  readonly seed: Uint8Array
  /** The ML-DSA-65 key behind this node, told to neighbours. */
  readonly identity?: NodeIdentity
  readonly agent: string
  /** Multiaddresses such as /ip4/127.0.0.1/tcp/0. */
  readonly listen: readonly string[]
  /** Addresses to tell instead of those that are listened on. */
  readonly announce?: readonly string[]
  /** Multiaddresses with /p2p/… of nodes to begin with. */
  readonly bootstrap: readonly string[]
  readonly mdns: boolean
  readonly relay: RelayRole
  readonly topics: Readonly<Record<string, TopicHandler>>
  readonly serve: Readonly<Record<string, PublicServe>>
  readonly onPeer?: (id: string, change: 'connected' | 'gone') => void
  readonly onNotice?: (notice: string, context: { readonly peer: string }) => void
  readonly limits?: Limits
  readonly nowMs?: () => number
}

/** A neighbour whose hello was heard. */
export interface PublicPeer {
  readonly id: string
  readonly addresses: readonly string[]
  readonly direction: 'in' | 'out'
  readonly agent: string
  /** SHA3-256 of the ML-DSA-65 key behind it, 0x hex; undefined when it names none. */
  readonly nodeId: string | undefined
  /** Points of the deny list: 100 shut it out. */
  readonly points: number
  /** Whether the connection goes through a relay. */
  readonly isRelayed: boolean
}

/** The public plane: full nodes, RPC nodes and wallets' servers that find each other (PROTOCOL section 7). */
export interface PublicNetwork {
  readonly id: string
  /** Where others reach this node, with /p2p/…. */
  readonly addresses: readonly string[]
  /** Tells everybody who follows a topic. Throws MessageError above 128 kB. */
  publish(topic: string, bytes: Uint8Array): Promise<void>
  /** Puts a question to a neighbour; the items come as they arrive. */
  ask(peer: string, protocol: string, body: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array>
  peers(): readonly PublicPeer[]
  /** A neighbour did something wrong: enough of it and it is cut off for a while. */
  report(peer: string, offence: Offence): void
  denied(): readonly { readonly id: string; readonly untilMs: number }[]
  statistics(): {
    readonly received: number
    readonly accepted: number
    readonly rejected: number
    readonly limited: number
  }
  close(): Promise<void>
}
