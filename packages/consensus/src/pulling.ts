import type { Dag } from './dag.ts'
import type { Env } from './env.ts'
import { MAX_ANSWER_BLOCKS, MAX_PULL_IDS } from './message.ts'
import type { VerifiedBlock } from './verified-block.ts'

interface Request {
  /** The seat that showed us a block which needs it. */
  readonly from: number
  readonly tries: number
  readonly dueMs: number
}

interface Claim {
  round: number
  tries: number
}

export interface PullingOptions {
  readonly env: Env
  readonly deltaMs: number
  readonly seats: number
  readonly seat: number | null
}

/** A peer that says it is ahead is asked this often before its claim is dropped; its next message renews it. */
const TRIES_PER_CLAIM = 3
/** Ids that one seat is asked for at a time; those left over come first the next time. */
const MAX_IDS_AT_ONCE = 4 * MAX_PULL_IDS

/**
 * Getting what others have and we lack (PROTOCOL section 2): missing parents one by one, whole rounds when far behind. Nothing is
 * asked for before Delta has passed, because in most cases it is on its way.
 */
export class Pulling {
  readonly #env: Env
  readonly #deltaMs: number
  readonly #seats: number
  readonly #seat: number | null
  readonly #requests = new Map<string, Request>()
  readonly #claims = new Map<number, Claim>()
  #pullArmed = false
  #catchUpArmed = false
  /** The last round that was asked for. */
  #askedTo = 0
  #lastAsked = -1

  constructor({ env, deltaMs, seats, seat }: PullingOptions) {
    this.#env = env
    this.#deltaMs = deltaMs
    this.#seats = seats
    this.#seat = seat
  }

  /** A block is missing; `from` has shown us one that needs it. */
  need(id: string, from: number): void {
    if (this.#requests.has(id)) return
    this.#requests.set(id, { from, tries: 0, dueMs: this.#env.now() + this.#deltaMs })
    this.#armPull()
  }

  /** A block has come, or nobody needs it any more. */
  settle(id: string): void {
    this.#requests.delete(id)
  }

  /** Asks for everything that is due: at first the seat that must have it, then the others in turn. */
  pull(floor: number): void {
    this.#pullArmed = false
    const now = this.#env.now()
    const bySeat = new Map<number, string[]>()
    for (const [id, request] of [...this.#requests]) {
      if (request.dueMs > now) continue
      const to = this.#nth(request.from, request.tries)
      const ids = bySeat.get(to) ?? []
      if (ids.length >= MAX_IDS_AT_ONCE) continue
      bySeat.set(to, [...ids, id])
      // Set again, so that it moves behind those that were left over.
      this.#requests.delete(id)
      this.#requests.set(id, { from: request.from, tries: request.tries + 1, dueMs: now + 2 * this.#deltaMs })
    }
    const lowest = BigInt(Math.max(0, floor))
    for (const [to, ids] of bySeat)
      for (let i = 0; i < ids.length && to !== this.#seat; i += MAX_PULL_IDS)
        this.#env.send(to, { kind: 'pull', value: { ids: ids.slice(i, i + MAX_PULL_IDS), floor: lowest } })
    if (this.#requests.size > 0) this.#armPull()
  }

  /** `from` is in `round` or has a block of it; we are in `ours`. */
  heard(from: number, round: number, ours: number): void {
    if (round <= ours || from === this.#seat) return
    const known = this.#claims.get(from)
    if (known !== undefined && known.round >= round) return
    this.#claims.set(from, { round, tries: known?.tries ?? 0 })
    this.#armCatchUp(this.#deltaMs)
  }

  /**
   * Asks one of those ahead for the rounds after ours; again later, of another one, while we are behind. `first` is the lowest round
   * that is not whole: whoever starts from a point has none of the rounds that lie before ours either.
   */
  catchUp(round: number, first: number): void {
    this.#catchUpArmed = false
    const to = this.#nextAhead(round)
    if (to === undefined) return
    // From the round before: its quorum is here, but perhaps not all of it, and parents may be among the rest.
    const from = Math.max(1, Math.min(first, round) - 1)
    this.#askedTo = from + Math.max(3, Math.floor(MAX_ANSWER_BLOCKS / this.#seats) - 1)
    const value = { from: BigInt(from), to: BigInt(this.#askedTo) }
    this.#env.send(to, { kind: 'pullRounds', value })
    this.#armCatchUp(2 * this.#deltaMs)
  }

  /** We have entered `round`: when an answer is used up, the next rounds are asked for at once. */
  advanced(round: number, first: number): void {
    for (const [from, claim] of this.#claims) {
      if (claim.round <= round) this.#claims.delete(from)
      else claim.tries = 0
    }
    if (round < this.#askedTo - 1 || this.#askedTo === 0) return
    this.#askedTo = 0
    this.catchUp(round, first)
  }

  #nextAhead(round: number): number | undefined {
    const ahead = [...this.#claims].filter(([, claim]) => claim.round > round).map(([from]) => from)
    const to = ahead.find((from) => from > this.#lastAsked) ?? ahead[0]
    if (to === undefined) return undefined
    this.#lastAsked = to
    const claim = this.#claims.get(to)
    if (claim !== undefined && ++claim.tries >= TRIES_PER_CLAIM) this.#claims.delete(to)
    return to
  }

  /** The seat to ask after `tries` have been asked, beginning with `from`; a turn that falls to ourselves is a pause. */
  #nth(from: number, tries: number): number {
    return (from + tries) % this.#seats
  }

  #armPull(): void {
    if (this.#pullArmed) return
    this.#pullArmed = true
    this.#env.setTimer({ kind: 'pull' }, this.#deltaMs)
  }

  #armCatchUp(delayMs: number): void {
    if (this.#catchUpArmed) return
    this.#catchUpArmed = true
    this.#env.setTimer({ kind: 'catchUp' }, delayMs)
  }
}

/** What memory can answer, lowest round first, and what only an archive may have. */
export interface Answer<Rest> {
  readonly blocks: readonly VerifiedBlock[]
  readonly rest: Rest
}

/** The blocks asked for and their ancestors above `floor`, so that the answer needs no second question. */
export function answerPull(dag: Dag, ids: readonly string[], floor: number): Answer<readonly string[]> {
  const found = new Map<string, VerifiedBlock>()
  let level = ids.flatMap((id) => dag.get(id) ?? []).map(({ block }) => block)
  while (level.length > 0) {
    const next: VerifiedBlock[] = []
    for (const block of level) {
      if (block.round === 0 || found.has(block.id) || found.size >= MAX_ANSWER_BLOCKS) continue
      found.set(block.id, block)
      for (const parent of dag.parents(block)) if (parent.block.round > floor) next.push(parent.block)
    }
    level = next
  }
  const blocks = [...found.values()].sort((a, b) => a.round - b.round || a.author - b.author)
  return { blocks, rest: ids.filter((id) => !dag.has(id)) }
}

/** The blocks of the rounds `from` to `to`; the rest says up to which round they are no longer in memory. */
export function answerRounds(dag: Dag, from: number, to: number): Answer<number> {
  const blocks: VerifiedBlock[] = []
  const last = Math.min(to, dag.highest)
  for (let round = Math.max(from, 1, dag.forgotten + 1); round <= last; round++) {
    if (blocks.length >= MAX_ANSWER_BLOCKS) break
    for (const slot of dag.slots(round)) for (const { block } of slot) blocks.push(block)
  }
  return { blocks, rest: Math.min(to, dag.forgotten) }
}
