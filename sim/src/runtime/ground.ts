import type { Certificate, ConsensusParams, Message, Timer, VerifiedBlock } from '@demiurge/consensus'
import type { Strategy } from '../adversaries/adversary.ts'
import type { Random } from '../random.ts'
import type { FirstState } from './genesis.ts'
import type { SimNode } from './node.ts'
import type { Payloads } from './payloads.ts'
import type { Referee } from './referee.ts'
import type { Offer } from './state-sync.ts'

/** What travels between two nodes. */
export type Parcel =
  | { readonly kind: 'core'; readonly epoch: bigint; readonly message: Message }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  | { readonly kind: 'ask'; readonly after: bigint; readonly changes: number }
  | { readonly kind: 'offer'; readonly offer: Offer }

/** What a simulated chain is made of. */
export interface WorldOptions {
  readonly seed: number
  readonly first: FirstState
  readonly liars: readonly { readonly node: number; readonly strategy: Strategy }[]
  /** One-way latency in ms, drawn for each message. */
  readonly latencyMs: readonly [number, number]
  readonly loss: number
  readonly duplication: number
  /** How far each node's clock is off, ms. */
  readonly skewMs: readonly number[]
  /** Commits that the disk may lag behind execution, about. */
  readonly durabilityLag: number
  readonly scheduleWindow: number
  readonly params: Partial<ConsensusParams>
  /** Hears what happens, a line each. */
  readonly trace?: (line: string) => void
}

/** What happened in a run, for those who want to know that it was worth it. */
export interface Tally {
  syncs: number
  refusedOffers: number
  publications: number
  disputes: number
}

/** What nodes stand on: clock, network, and those who look on. */
export interface Ground {
  readonly options: WorldOptions
  readonly first: FirstState
  readonly random: Random
  readonly referee: Referee
  readonly payloads: Payloads
  readonly nodes: readonly SimNode[]
  readonly tally: Tally
  /** Blocks whose signature is known to be right, and all blocks by id. */
  readonly verified: WeakMap<object, VerifiedBlock>
  readonly blocks: Map<string, VerifiedBlock>
  nowMs(): number
  /** The node's own clock. */
  clockOf(node: SimNode): number
  numberOf(account: string): number | undefined
  trace(node: SimNode, text: () => string): void
  deliver(from: number, to: number, parcel: Parcel, laterMs?: number): void
  timer(node: SimNode, timer: Timer, delayMs: number): void
  /** Runs later, unless the node has crashed meanwhile. */
  later(node: SimNode, delayMs: number, run: () => void): void
}
