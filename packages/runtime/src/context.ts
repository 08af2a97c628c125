import type { StateWriter } from '@demiurge/state'
import type { Event } from './define.ts'

/** Where a commit stands: the same on every node. */
export interface CommitEnvironment {
  readonly chainId: string
  /** Number of the commit that is being executed; the first is 1. */
  readonly height: bigint
  /** The commit's time: Unix milliseconds, the weighted median of the committee's clocks, never backwards. */
  readonly timeMs: bigint
  /** The epoch whose committee ordered the commit. */
  readonly epoch: bigint
  /**
   * 32 bytes that nobody knew before the commit was decided, 0x hex. The commit's leader can choose among a few values by what it
   * includes, so it is for draws whose stake is below a block's worth.
   */
  readonly randomness: string
}

/** A block of the commit, as hooks see it. */
export interface CommittedBlock {
  /** Seat of its author in the epoch's committee. */
  readonly author: number
  readonly round: bigint
  /** The preimage of its author's hash chain that it reveals, 0x hex, or null. */
  readonly reveal: string | null
}

/** All that a call may see of the world. There is no clock and no I/O beyond it. */
export interface Context extends CommitEnvironment {
  readonly state: StateWriter
  /** The account that signed, 0x hex. */
  readonly sender: string
  /** Identifier of the transaction, 0x hex. */
  readonly transaction: string
  /** Puts an event into the receipt; it goes away when the transaction fails. */
  emit<P>(event: Event<P>, data: P): void
}
