import { encode, hash, type Infer, list, struct, toHex, u64 } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { type Commit, commitDigest } from '@demiurge/ledger'
import type { Voters } from './committee.ts'
import type { Dag, DagNode } from './dag.ts'
import { DEPTH } from './params.ts'
import { type LeaderSchedule, ScheduleRecord } from './schedule.ts'
import type { VerifiedBlock } from './verified-block.ts'

/**
 * Where a node that has executed a commit goes on after a restart; stored together with the state that the commit led to. `round` is
 * the leader's; `sequenced` says which (round, author) are in the order already, as one bit for each author, within the last 64 rounds;
 * `schedule` who leads from there on.
 */
export const RecoveryPoint = struct({
  index: u64,
  digest: hash,
  timestampMs: u64,
  round: u64,
  sequenced: list(struct({ round: u64, authors: u64 }), 64),
  schedule: ScheduleRecord,
})
export type RecoveryPoint = Infer<typeof RecoveryPoint>

/**
 * Blocks of this round and below are not needed by a node that recovers from this point: none above the garbage line can name them as
 * a parent, but for an author's own old one, which that author keeps.
 */
export function retainedRound(point: RecoveryPoint): number {
  return Number(point.round) - 2 * DEPTH
}

/** Digest of a recovery point, 0x hex: SHA3-256 of its canonical bytes. Checkpoints hold it in `resume`. */
export function resumeDigest(point: RecoveryPoint): string {
  return toHex(H(encode(RecoveryPoint, point)))
}

/** A commit, its blocks in order, and where to go on from it. */
export interface Sequenced {
  readonly commit: Commit
  readonly blocks: readonly VerifiedBlock[]
  readonly point: RecoveryPoint
  /** Others lead after this commit's leader. */
  readonly reschedules: boolean
}

/**
 * Puts the history of committed leaders in line. The order is a function of the DAG and of the recovery point alone, so every node,
 * restarted or not, gets the same one.
 */
export class Sequencer {
  readonly #dag: Dag
  readonly #voters: Voters
  readonly #epoch: bigint
  readonly #schedule: LeaderSchedule
  /** Bit `author` of round: that slot is in the order. One block for each (author, round) ever. */
  readonly #slots = new Map<number, bigint>()
  /** Blocks whose whole history is in the order. Saves walking it again; never decides anything. */
  readonly #sealed = new Set<string>()
  #point: RecoveryPoint

  constructor(options: {
    readonly dag: Dag
    readonly voters: Voters
    readonly schedule: LeaderSchedule
    readonly epoch: bigint
    readonly point: RecoveryPoint
  }) {
    const { dag, voters, schedule, epoch, point } = options
    this.#dag = dag
    this.#voters = voters
    this.#schedule = schedule
    this.#epoch = epoch
    this.#point = point
    for (const { round, authors } of point.sequenced) this.#slots.set(Number(round), authors)
  }

  get point(): RecoveryPoint {
    return this.#point
  }

  /** Blocks of this round and below can no longer enter the order. */
  get garbageRound(): number {
    return Number(this.#point.round) - DEPTH
  }

  isSequenced({ round, author }: VerifiedBlock): boolean {
    return (((this.#slots.get(round) ?? 0n) >> BigInt(author)) & 1n) === 1n
  }

  /** The next commit: everything in the leader's history that is not in the order yet. */
  sequence(leader: DagNode): Sequenced {
    const garbageRound = leader.block.round - DEPTH
    const blocks = this.#newHistory(leader, garbageRound).filter((block) => this.#take(block))
    for (const round of this.#slots.keys()) if (round <= garbageRound) this.#slots.delete(round)
    const index = this.#point.index + 1n
    const median = BigInt(medianTimestamp(this.#dag, this.#voters, leader))
    const timestampMs = median > this.#point.timestampMs ? median : this.#point.timestampMs
    const ids = blocks.map(({ id }) => id)
    const digest = commitDigest(this.#point.digest, { leader: leader.block.id, timestampMs, blocks: ids })
    const sequenced = [...this.#slots]
      .sort(([a], [b]) => a - b)
      .map(([round, authors]) => ({ round: BigInt(round), authors }))
    const authors = blocks.map(({ author }) => author)
    const previousRound = Number(this.#point.round)
    const reschedules = this.#schedule.follow({ index, leader, previousRound, authors }, this.#dag)
    const { round } = leader.block.header
    this.#point = { index, digest, timestampMs, round, sequenced, schedule: this.#schedule.record }
    const commit = { epoch: this.#epoch, index, leader: leader.block.id, blocks: ids, timestampMs, digest }
    return { commit, blocks, point: this.#point, reschedules }
  }

  /** Drops what is remembered of blocks that the DAG has forgotten. */
  forget(blocks: readonly DagNode[]): void {
    for (const { block } of blocks) this.#sealed.delete(block.id)
  }

  #newHistory(leader: DagNode, garbageRound: number): VerifiedBlock[] {
    const found: VerifiedBlock[] = []
    const stack = [leader]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const { block } = node
      if (this.#sealed.has(block.id) || block.round <= Math.max(0, garbageRound)) continue
      this.#sealed.add(block.id)
      found.push(block)
      for (const parent of this.#dag.parents(block)) stack.push(parent)
    }
    return found.sort(byPosition)
  }

  #take(block: VerifiedBlock): boolean {
    if (this.isSequenced(block)) return false
    this.#slots.set(block.round, (this.#slots.get(block.round) ?? 0n) | (1n << BigInt(block.author)))
    return true
  }
}

/** The order inside a commit: by round, author, id. */
function byPosition(a: VerifiedBlock, b: VerifiedBlock): number {
  return a.round - b.round || a.author - b.author || (a.id < b.id ? -1 : 1)
}

/**
 * Time of a commit in ms: the weight-median of the timestamps of the leader's parents of the round before, that is the earliest one
 * up to which half of their weight lies. Liars weigh less than half of any quorum, so an honest clock bounds it on either side.
 * The parents of round 1 are the genesis blocks, which have no time: there the leader's own timestamp counts.
 */
function medianTimestamp(dag: Dag, voters: Voters, { block }: DagNode): number {
  if (block.round === 1) return block.timestampMs
  const parents = dag
    .parents(block)
    .map((parent) => parent.block)
    .filter((parent) => parent.round === block.round - 1)
    .sort((a, b) => a.timestampMs - b.timestampMs)
  const total = parents.reduce((sum, parent) => sum + voters.weightOf(parent.author), 0)
  let weight = 0
  for (const parent of parents) {
    weight += voters.weightOf(parent.author)
    if (2 * weight >= total) return parent.timestampMs
  }
  return block.timestampMs
}
