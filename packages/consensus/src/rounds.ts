import { isSkipped, voteWeight } from './commit-rule.ts'
import type { Voters } from './committee.ts'
import type { Dag } from './dag.ts'
import type { ConsensusParams } from './params.ts'
import type { VerifiedBlock } from './verified-block.ts'

/** The rule of PROTOCOL section 2 by which a block may be made. */
export type CreationRule = 'C1' | 'C2' | 'C3'

/** What the pacemaker may do now. */
export type Step =
  | { readonly kind: 'create'; readonly rule: CreationRule }
  | { readonly kind: 'enter' }
  | { readonly kind: 'wait'; readonly untilMs: number }

export interface RoundsOptions {
  readonly dag: Dag
  readonly voters: Voters
  readonly params: ConsensusParams
  /** Null for an observer, which follows rounds and makes no blocks. */
  readonly seat: number | null
}

/**
 * The pacemaker: which round we are in, and when we make our block of it. Rounds are never jumped over: that variant has a proven
 * liveness failure.
 *
 * Two delays pace rule C1. While there is work, `minRoundDelayMs` counts from our last block, which bounds the rate of blocks. When
 * there is none, `idleRoundDelayMs` counts from entering the round: everybody enters within a message's time, so idle nodes stay in
 * step and a payload finds all of them between blocks. Liveness does not hang on either. The leader timeout starts when the pace
 * would let us go on, so it still fires in every round; a node that idles while others hurry is carried along by C3, and the
 * payload block itself tells everybody to hurry.
 */
export class Rounds {
  readonly #dag: Dag
  readonly #voters: Voters
  readonly #params: ConsensusParams
  readonly #seat: number | null
  #round = 1
  #enteredMs = 0
  #own: VerifiedBlock | undefined
  #ownMs = Number.NEGATIVE_INFINITY
  /** Somebody waits in rounds up to this one. */
  #hurried = 0
  /** Consecutive rounds that ended by the leader timeout. */
  #timeouts = 0

  constructor({ dag, voters, params, seat }: RoundsOptions) {
    this.#dag = dag
    this.#voters = voters
    this.#params = params
    this.#seat = seat
  }

  get round(): number {
    return this.#round
  }

  /** Our latest block. */
  get own(): VerifiedBlock | undefined {
    return this.#own
  }

  /** We have made our block of this round and wait for the others'. */
  get isWaitingForOthers(): boolean {
    return this.#own?.round === this.#round
  }

  next(nowMs: number, hurry: boolean): Step {
    const quorumHere = this.#dag.weightAt(this.#round) >= this.#voters.quorum
    // A1 and A2: weight Q has a block of this round, and so have we.
    if (this.#seat === null || this.isWaitingForOthers)
      return quorumHere ? { kind: 'enter' } : waitUntil(Number.POSITIVE_INFINITY)
    if (!this.#canBuild()) return waitUntil(Number.POSITIVE_INFINITY)
    if (quorumHere) return { kind: 'create', rule: 'C3' }
    const pacedMs = this.#pacedMs(hurry || this.#round <= this.#hurried)
    if (this.#isLeaderSettled()) return nowMs >= pacedMs ? { kind: 'create', rule: 'C1' } : waitUntil(pacedMs)
    const deadlineMs = pacedMs + this.#timeoutMs()
    return nowMs >= deadlineMs ? { kind: 'create', rule: 'C2' } : waitUntil(deadlineMs)
  }

  enter(round: number, nowMs: number): void {
    this.#round = round
    this.#enteredMs = nowMs
  }

  /** Somebody waits in `round`: we do not idle there and in the next ones. Returns whether that is news. */
  hurry(round: number): boolean {
    const last = round + HURRIED_ROUNDS - 1
    // From further ahead it would be a liar's way to keep us from ever idling.
    if (last <= this.#hurried || round > this.#round + HURRIED_ROUNDS) return false
    this.#hurried = last
    return true
  }

  created(block: VerifiedBlock, rule: CreationRule, nowMs: number): void {
    this.#own = block
    this.#ownMs = nowMs
    if (rule === 'C1') this.#timeouts = 0
    if (rule === 'C2') this.#timeouts++
  }

  /** A block of ours from before: after a restart, or from a peer when our log was lost. We never sign for its round or below. */
  adopt(block: VerifiedBlock, nowMs: number): void {
    if (this.#own !== undefined && block.round <= this.#own.round) return
    this.#own = block
    if (block.round > this.#round) this.enter(block.round, nowMs)
  }

  /** After a restart, our latest block or the round before may still have to be pulled: nothing can be built on them yet. */
  #canBuild(): boolean {
    if (this.#own !== undefined && !this.#dag.has(this.#own.id)) return false
    return this.#round === 1 || this.#dag.weightAt(this.#round - 1) >= this.#voters.quorum
  }

  /** C1 without its delay: we have seen what this round is to say about the leaders of the two rounds before. */
  #isLeaderSettled(): boolean {
    const round = this.#round
    if (round === 1) return true
    if (this.#dag.proposals(round - 1).length === 0) return false
    if (round === 2) return true
    const before = this.#dag.proposals(round - 2)
    // The votes for a leader that equivocates may stay split for ever: waiting for them would let it slow everybody down.
    return (
      before.length > 1 ||
      before.some((leader) => voteWeight(this.#dag, leader) >= this.#voters.quorum) ||
      isSkipped(this.#dag, this.#voters, round - 2)
    )
  }

  #pacedMs(hurry: boolean): number {
    const { minRoundDelayMs, idleRoundDelayMs } = this.#params
    const earliest = Math.max(this.#enteredMs, this.#ownMs + minRoundDelayMs)
    return hurry ? earliest : Math.max(earliest, this.#enteredMs + idleRoundDelayMs)
  }

  #timeoutMs(): number {
    const { leaderTimeoutMs, deltaMs } = this.#params
    return Math.min(
      leaderTimeoutMs * 2 ** Math.min(this.#timeouts, 16),
      Math.max(leaderTimeoutMs, 8 * deltaMs),
    )
  }
}

/** Rounds for which the word of a peer that somebody waits keeps us from idling. */
export const HURRIED_ROUNDS = 4

function waitUntil(untilMs: number): Step {
  return { kind: 'wait', untilMs }
}
