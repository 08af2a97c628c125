import type { Env } from './env.ts'
import type { Message } from './message.ts'
import { HURRIED_ROUNDS, type Rounds } from './rounds.ts'

export interface AnnouncingOptions {
  readonly env: Env
  readonly rounds: Rounds
  readonly epoch: bigint
  /** The other seats. */
  readonly peers: readonly number[]
  /** An observer says nothing. */
  readonly isObserver: boolean
  readonly deltaMs: number
}

/** What we tell the others of where we are (PROTOCOL section 2): the round, that somebody waits, and our last block again. */
export class Announcing {
  readonly #options: AnnouncingOptions
  /** The last round that the others were told of, and the last one with the word that somebody waits. */
  #round = 0
  #hurryRound = -HURRIED_ROUNDS

  constructor(options: AnnouncingOptions) {
    this.#options = options
  }

  /**
   * Tells the others that we are in a round of which we have no block yet: theirs may lack one of ours for it. And that somebody waits,
   * where they cannot see it from a payload in the DAG: whoever idles in this round holds us up, and does not know.
   */
  tell(hasUnordered: boolean): void {
    const { env, rounds, peers, isObserver } = this.#options
    const { round, isWaitingForOthers } = rounds
    const isNew = round > this.#round && !isWaitingForOthers
    const isUrgent =
      isWaitingForOthers && round >= this.#hurryRound + HURRIED_ROUNDS && !hasUnordered && env.wantsToHurry()
    if (isObserver || !(isNew || isUrgent)) return
    this.#round = round
    if (isUrgent) this.#hurryRound = round
    for (const peer of peers) env.send(peer, this.#advance(isUrgent))
  }

  /** Sends a seat our last block and our round: it may have lost them. */
  repeat(seat: number): void {
    const { env, rounds, isObserver } = this.#options
    if (isObserver || rounds.own === undefined) return
    env.send(seat, { kind: 'block', value: rounds.own })
    env.send(seat, this.#advance(env.wantsToHurry()))
  }

  /** Repeats it to all; without this, lost messages stall the network for ever. Nothing when we are past that round. */
  repeatAll(round: number): void {
    const { rounds, peers } = this.#options
    if (round !== rounds.round || !rounds.isWaitingForOthers) return
    for (const peer of peers) this.repeat(peer)
    this.armRepeat()
  }

  /** Has our last block repeated when no quorum of others' comes. */
  armRepeat(): void {
    const { env, rounds, peers, deltaMs } = this.#options
    if (peers.length === 0 || !rounds.isWaitingForOthers) return
    env.setTimer({ kind: 'resend', round: rounds.round }, 4 * deltaMs)
  }

  #advance(hurry: boolean): Message {
    const { rounds, epoch } = this.#options
    return { kind: 'advance', value: { epoch, round: BigInt(rounds.round), hurry } }
  }
}
