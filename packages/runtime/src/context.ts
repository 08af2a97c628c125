import type { StateWriter } from '@demiurge/state'
import type { Event } from './define.ts'

/** All that a call may see of the world. There is no clock and no I/O beyond it. */
export interface Context {
  readonly state: StateWriter
  readonly chainId: string
  /** The account that signed, 0x hex. */
  readonly sender: string
  /** Identifier of the transaction, 0x hex. */
  readonly transaction: string
  /** Number of the commit that is being executed; the first is 1. */
  readonly height: bigint
  /** The commit's time: Unix milliseconds, the weighted median of the committee's clocks, never backwards. */
  readonly timeMs: bigint
  /** Puts an event into the receipt; it goes away when the transaction fails. */
  emit<P>(event: Event<P>, data: P): void
}
