import { encodeShared } from '@demiurge/codec'
import type { StateWriter } from '@demiurge/state'
import type { CommitEnvironment, Context } from './context.ts'
import type { Event } from './define.ts'
import type { EventRecord } from './receipt.ts'

/** What an execution needs to know of the transaction it runs. */
interface Origin {
  readonly id: string
  readonly sender: string
}

/** The world of one transaction while it runs: what its calls see, and the events they leave behind. */
export class Execution implements Context {
  readonly state: StateWriter
  readonly chainId: string
  readonly height: bigint
  readonly timeMs: bigint
  readonly epoch: bigint
  readonly randomness: string
  readonly sender: string
  readonly transaction: string
  #events: EventRecord[] | undefined
  readonly #eventNames: ReadonlyMap<Event<unknown>, string>

  constructor(
    state: StateWriter,
    environment: CommitEnvironment,
    origin: Origin,
    eventNames: ReadonlyMap<Event<unknown>, string>,
  ) {
    this.state = state
    this.chainId = environment.chainId
    this.height = environment.height
    this.timeMs = environment.timeMs
    this.epoch = environment.epoch
    this.randomness = environment.randomness
    this.sender = origin.sender
    this.transaction = origin.id
    this.#eventNames = eventNames
  }

  emit<P>(event: Event<P>, data: P): void {
    const name = this.#eventNames.get(event as Event<unknown>)
    if (name === undefined) throw new Error('an event was emitted that no module declares')
    const record = { name, data: encodeShared(event.data, data) }
    // Most transactions have one event: an array that is made with it takes a tenth of one that grows from nothing.
    if (this.#events === undefined) this.#events = [record]
    else this.#events.push(record)
  }

  /** Events so far, in order. */
  get events(): readonly EventRecord[] {
    return this.#events ?? []
  }
}
