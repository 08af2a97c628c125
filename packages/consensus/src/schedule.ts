import { type Infer, list, struct, u8, u32, u64 } from '@demiurge/codec'
import { MAX_SEATS } from '@demiurge/ledger'
import type { LeaderDraw, Leaders, Voters } from './committee.ts'
import type { Dag, DagNode } from './dag.ts'
import { DEPTH } from './params.ts'

/** What a seat has done in a window: leader slots that were committed and skipped, and blocks in the order. */
const SeatScore = struct({ led: u32, missed: u32, blocks: u32 })
type SeatScore = Infer<typeof SeatScore>

/** Who does not lead, and what the next change will follow from. A function of the order alone; part of every recovery point. */
export const ScheduleRecord = struct({
  /** One bit for each author that does not lead. */
  out: u64,
  /** Authors of whom two versions of one round are in the order's history, and the commit after which they do not lead. */
  convicted: list(struct({ author: u8, after: u64 }), MAX_SEATS),
  /** Commits and rounds of the window that goes on. */
  commits: u32,
  rounds: u32,
  scores: list(SeatScore, MAX_SEATS),
})
export type ScheduleRecord = Infer<typeof ScheduleRecord>

/** The schedule with which an epoch begins: everybody leads. */
export function firstSchedule(seats: number): ScheduleRecord {
  return { out: 0n, convicted: [], commits: 0, rounds: 0, scores: noScores(seats) }
}

/** Commits between the one that shows an equivocation and the end of its author's leadership (PROTOCOL section 2). */
const CONVICTION_DELAY = 16n
/** Leader slots that a seat has in a window, on average; at 20 seats and more a window has the 300 commits of PROTOCOL section 2. */
const SLOTS_PER_WINDOW = 16
const MOST_COMMITS = 300
/** Fewer lost slots than this may be bad luck. */
const LEAST_MISSED = 2

/** Commits from one change of the schedule to the next: long enough that every seat leads some rounds. */
export function windowOf(seats: number): number {
  return Math.min(MOST_COMMITS, SLOTS_PER_WINDOW * seats)
}

/** A commit as the schedule sees it. */
export interface Followed {
  readonly index: bigint
  readonly leader: DagNode
  /** The committed leader's round before. */
  readonly previousRound: number
  /** Authors of the commit's blocks. */
  readonly authors: readonly number[]
}

/**
 * Who leads which round: drawn by weight from the epoch's seed, without the seats that have proved bad at it. After every window of
 * commits those that lost at least as many slots as they kept make way, worst first, until the next window shows them at work again
 * (HammerHead, arXiv 2309.12713, with lost slots in place of votes); equivocators for good. Together they weigh at most W - Q, so that
 * nobody can silence the honest; several that are merely bad at it, at most a fifth.
 *
 * A change holds for the rounds after the leader of the commit that brings it. Every node decides the slots up to there with the old
 * schedule and those after it with the new one, so that all agree.
 */
export class LeaderSchedule implements Leaders {
  readonly #voters: Voters
  readonly #draw: LeaderDraw
  readonly #window: number
  #record: ScheduleRecord
  #leaders: Leaders

  constructor(options: {
    readonly voters: Voters
    readonly draw: LeaderDraw
    readonly window: number
    readonly record: ScheduleRecord
  }) {
    this.#voters = options.voters
    this.#draw = options.draw
    this.#window = options.window
    this.#record = options.record
    this.#leaders = options.draw(options.record.out)
  }

  /** Everything that the schedule will follow from. */
  get record(): ScheduleRecord {
    return this.#record
  }

  /** The author that leads a round after the last committed one. What it says of earlier rounds decides nothing any more. */
  leaderOf(round: number): number {
    return this.#leaders.leaderOf(round)
  }

  /** Takes note of a commit. Returns whether other seats lead from now on. */
  follow(commit: Followed, dag: Dag): boolean {
    const convicted = this.#convict(commit, dag)
    const rounds = this.#record.rounds + commit.leader.block.round - commit.previousRound
    const scored = { ...this.#record, convicted, rounds, scores: this.#score(commit) }
    const commits = this.#record.commits + 1
    const isOver = commits >= this.#window
    const worst = isOver ? this.#worst(scored) : seatsIn(scored.out)
    const guilty = convicted.filter(({ after }) => commit.index >= after).map(({ author }) => author)
    const out = this.#within(guilty, worst)
    const hasChanged = out !== this.#record.out
    this.#record = isOver
      ? { out, convicted, commits: 0, rounds: 0, scores: noScores(this.#voters.count) }
      : { ...scored, out, commits }
    if (hasChanged) this.#leaders = this.#draw(out)
    return hasChanged
  }

  /** Those convicted before, and those of whom this leader's history shows two versions of one round for the first time. */
  #convict({ index, leader }: Followed, dag: Dag): ScheduleRecord['convicted'] {
    const { convicted } = this.#record
    const known = new Set(convicted.map(({ author }) => author))
    const after = index + CONVICTION_DELAY
    const found = equivocatorsIn(dag, leader).filter((author) => !known.has(author))
    return found.length === 0 ? convicted : [...convicted, ...found.map((author) => ({ author, after }))]
  }

  #score({ leader, previousRound, authors }: Followed): readonly SeatScore[] {
    const scores = this.#record.scores.map((score) => ({ ...score }))
    const add = (author: number, what: keyof SeatScore): void => {
      const score = scores[author]
      if (score !== undefined) score[what]++
    }
    // Slots between two committed leaders were skipped, under the schedule that held until now.
    for (let round = previousRound + 1; round < leader.block.round; round++)
      add(this.leaderOf(round), 'missed')
    add(leader.block.author, 'led')
    for (const author of authors) add(author, 'blocks')
    return scores
  }

  /** Seats that lost at least as many slots as they kept, or that were out and are still away; worst first. */
  #worst({ out, rounds, scores }: ScheduleRecord): readonly number[] {
    const wasOut = new Set(seatsIn(out))
    const isAway = (seat: number, { blocks }: SeatScore): boolean => wasOut.has(seat) && blocks * 2 < rounds
    const lost = ({ led, missed }: SeatScore): number => missed - led
    return scores
      .map((score, seat) => ({ seat, away: isAway(seat, score), lost: lost(score), missed: score.missed }))
      .filter(({ away, missed, lost: by }) => away || (missed >= LEAST_MISSED && by >= 0))
      .sort((a, b) => Number(b.away) - Number(a.away) || b.lost - a.lost || a.seat - b.seat)
      .map(({ seat }) => seat)
  }

  /** One bit for each seat that makes way: all of the guilty, then the worst, as far as their weight may go. */
  #within(guilty: readonly number[], worst: readonly number[]): bigint {
    const { total, quorum, weightOf } = this.#voters
    let out = 0n
    let weight = 0
    const add = (seat: number, mayWeigh: number): void => {
      const bit = 1n << BigInt(seat)
      const more = weight + weightOf(seat)
      if ((out & bit) !== 0n || more > mayWeigh) return
      weight = more
      out |= bit
    }
    const most = total - quorum
    for (const seat of guilty) add(seat, most)
    for (const seat of worst) add(seat, weight === 0 ? most : Math.min(most, total / 5))
    return out
  }
}

/**
 * Authors of whom a leader's history, as far as it may enter the order, holds two versions of one round. Only slots with two blocks
 * are looked for, so that honest times cost nothing; what this node alone has seen does not count.
 */
export function equivocatorsIn(dag: Dag, leader: DagNode): readonly number[] {
  const suspects = dag.doubled.filter(
    ({ round }) => round > leader.block.round - DEPTH && round <= leader.block.round,
  )
  if (suspects.length === 0) return []
  const lowest = Math.min(...suspects.map(({ round }) => round))
  const history = dag.historyOf(leader, lowest)
  const guilty = suspects.filter(
    ({ round, author }) => dag.slot(round, author).filter(({ block }) => history.has(block.id)).length > 1,
  )
  return [...new Set(guilty.map(({ author }) => author))].sort((a, b) => a - b)
}

function noScores(seats: number): readonly SeatScore[] {
  return Array.from({ length: seats }, () => ({ led: 0, missed: 0, blocks: 0 }))
}

function seatsIn(out: bigint): readonly number[] {
  const seats: number[] = []
  for (let seat = 0; out >> BigInt(seat) > 0n; seat++) if ((out >> BigInt(seat)) & 1n) seats.push(seat)
  return seats
}
