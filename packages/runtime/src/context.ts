import type { StateWriter } from '@demiurge/state'
import type { Event } from './define.ts'

/** Where a commit stands: the same on every node. */
export interface CommitEnvironment {
  readonly chainId: string
  /** Number of the commit that is being executed; the first is 1. */
  readonly height: bigint
  /** The commit's time: Unix milliseconds, the weighted median of the committee's clocks, never backwards. */
  readonly timeMs: bigint
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
