import { decideSlots } from './commit-rule.ts'
import type { Voters } from './committee.ts'
import type { Dag } from './dag.ts'
import type { Env } from './env.ts'
import { type RecoveryPoint, retainedRound, Sequencer } from './linearise.ts'
import type { LeaderSchedule } from './schedule.ts'
import type { VerifiedBlock } from './verified-block.ts'

export interface OrderingOptions {
  readonly dag: Dag
  readonly voters: Voters
  readonly env: Env
  readonly schedule: LeaderSchedule
  readonly epoch: bigint
  readonly point: RecoveryPoint
  /** The garbage line has moved to this round. */
  readonly forget: (garbageRound: number) => void
}

/** From decided leaders to commits, and forgetting what no commit can need any more. */
export class Ordering {
  readonly #options: OrderingOptions
  readonly #sequencer: Sequencer
  /** Blocks with a payload that may still enter the order. */
  readonly #unordered = new Map<string, VerifiedBlock>()
  #decided: number

  constructor(options: OrderingOptions) {
    const { dag, point } = options
    this.#options = options
    this.#sequencer = new Sequencer(options)
    this.#decided = Number(point.round)
    dag.forget(this.retainedRound)
  }

  /** The last round whose leader slot is decided. */
  get decidedRound(): number {
    return this.#decided
  }

  get point(): RecoveryPoint {
    return this.#sequencer.point
  }

  get garbageRound(): number {
    return this.#sequencer.garbageRound
  }

  /** Blocks of this round and below are no longer kept: none above the garbage line can name them as a parent. */
  get retainedRound(): number {
    return retainedRound(this.point)
  }

  /** Whether a payload is on its way into the order. */
  get hasUnordered(): boolean {
    return this.#unordered.size > 0
  }

  /** A block has entered the DAG. */
  entered(block: VerifiedBlock): void {
    if (block.header.payloadBytes === 0 || block.round <= this.garbageRound) return
    if (!this.#sequencer.isSequenced(block)) this.#unordered.set(block.id, block)
  }

  /** Commits whatever is decided now. */
  decide(): void {
    const before = this.garbageRound
    while (this.#decideUntilChange()) this.#options.dag.recount(this.#decided + 1)
    if (this.garbageRound > before) this.#collect()
  }

  /** Commits what is decided under the present schedule. Returns whether a commit has changed it: later slots are decided anew. */
  #decideUntilChange(): boolean {
    const { dag, voters, env } = this.#options
    for (const decision of decideSlots(dag, voters, this.#decided)) {
      this.#decided++
      if (decision.kind !== 'committed') continue
      const { commit, blocks, point, reschedules } = this.#sequencer.sequence(decision.leader)
      for (const { id } of blocks) this.#unordered.delete(id)
      env.commit(commit, blocks, point, decision.how)
      if (reschedules) return true
    }
    return false
  }

  #collect(): void {
    const { dag, env, forget } = this.#options
    const dropped = [...this.#unordered.values()].filter(
      (block) => block.round <= this.garbageRound || this.#sequencer.isSequenced(block),
    )
    for (const { id } of dropped) this.#unordered.delete(id)
    if (dropped.length > 0) env.dropped(dropped)
    this.#sequencer.forget(dag.forget(this.retainedRound))
    forget(this.garbageRound)
  }
}
