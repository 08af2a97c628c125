import { LIMITS } from '@demiurge/ledger'
import { BlockBuffer } from './block-buffer.ts'
import type { Voters } from './committee.ts'
import { checkParents, type Dag } from './dag.ts'
import type { Env } from './env.ts'
import { ConsensusError } from './error.ts'
import { evidenceOf } from './evidence.ts'
import { DEPTH } from './params.ts'
import type { Pulling } from './pulling.ts'
import type { VerifiedBlock } from './verified-block.ts'

/** Versions of one (author, round) that are taken unasked: two are proof. Others are taken when a block of somebody needs them. */
const MAX_VERSIONS = 2
/** Blocks from the near future that wait for their time, and how far that may be. */
const MAX_EARLY = 256
const MAX_EARLY_MS = 10_000

export interface IntakeOptions {
  readonly dag: Dag
  readonly voters: Voters
  readonly env: Env
  readonly pulling: Pulling
  /** Blocks of this round and below can no longer enter the order, so their history does not matter. */
  readonly garbageRound: () => number
  /** The round we are in. */
  readonly round: () => number
  /** Called for every block that enters the DAG, in topological order. */
  readonly entered: (block: VerifiedBlock) => void
}

/** The way of others' blocks into the DAG: bounds, waiting for history, the rules of validity, evidence, disk. */
export class Intake {
  readonly #options: IntakeOptions
  readonly #buffer = new BlockBuffer()
  readonly #early = new Set<string>()

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /** Whether this block is in the DAG or waits to get there. */
  isKnown(id: string): boolean {
    return this.#options.dag.has(id) || this.#buffer.has(id) || this.#early.has(id)
  }

  /** Takes a block from the holder of seat `from`. */
  accept(block: VerifiedBlock, from: number): void {
    const { dag, env, garbageRound, round } = this.#options
    if (this.isKnown(block.id)) return
    const awaited = this.#buffer.isAwaited(block.id)
    if (block.round <= garbageRound() && !awaited) return
    // Blocks from far ahead would only fill memory: the rounds in between are pulled in order first.
    if (block.round > round() + DEPTH) return
    const earlyMs = block.timestampMs - env.now() - LIMITS.futureMs
    const isNeeded = awaited || dag.slot(block.round, block.author).length < MAX_VERSIONS
    if (earlyMs > 0) this.#wait(block, from, earlyMs)
    else if (isNeeded) this.#insert(block, from, true)
  }

  /** The time of a block that came too early has come. */
  onEarly(block: VerifiedBlock, from: number): void {
    this.#early.delete(block.id)
    this.accept(block, from)
  }

  /** Takes blocks back from our own disk, in any order. What they lack was lost before it was durable; it is pulled again. */
  restore(blocks: readonly VerifiedBlock[]): void {
    const sorted = [...blocks].sort((a, b) => a.round - b.round)
    for (const block of sorted) if (!this.isKnown(block.id)) this.#insert(block, block.author, false)
  }

  /** The garbage line has moved: nobody waits for what is below it any more. */
  forget(garbageRound: number): void {
    const { blocks, unneeded } = this.#buffer.forget(garbageRound)
    for (const id of unneeded) this.#options.pulling.settle(id)
    // A block below the line that one above it names as a parent is complete now: its own history does not matter.
    for (const block of blocks) if (this.#buffer.isAwaited(block.id)) this.#insert(block, block.author, true)
  }

  #wait(block: VerifiedBlock, from: number, delayMs: number): void {
    if (delayMs > MAX_EARLY_MS || this.#early.size >= MAX_EARLY) return
    this.#early.add(block.id)
    this.#options.env.setTimer({ kind: 'early', block, from }, delayMs)
  }

  #insert(first: VerifiedBlock, from: number, persist: boolean): void {
    const { dag, env, pulling } = this.#options
    const ready = [first]
    for (let block = ready.pop(); block !== undefined; block = ready.pop()) {
      if (dag.has(block.id) || !this.#isComplete(block, from)) continue
      if (persist) env.persist(block, false)
      dag.insert(block)
      pulling.settle(block.id)
      const versions = dag.slot(block.round, block.author)
      const [one, two] = versions
      if (versions.length === 2 && one !== undefined && two !== undefined)
        env.evidence(evidenceOf('equivocation', one.block, two.block))
      this.#options.entered(block)
      ready.push(...this.#buffer.release(block.id))
    }
  }

  /** Whether a block may enter now. Otherwise it waits, or is refused. */
  #isComplete(block: VerifiedBlock, from: number): boolean {
    const { dag, voters, env, pulling, garbageRound } = this.#options
    if (block.round <= garbageRound()) return true
    const missing = dag.missingParents(block)
    if (missing.length > 0) {
      if (!this.#buffer.add(block, missing)) return false
      pulling.settle(block.id)
      for (const id of missing) if (!this.#buffer.has(id)) pulling.need(id, from)
      return false
    }
    try {
      checkParents(block, dag, voters)
      return true
    } catch (error) {
      if (!(error instanceof ConsensusError)) throw error
      env.refused(block, error)
      // Peers whose garbage line had passed this block may have built on it unseen. So it is asked for until the line passes it here
      // as well; then only the signature counts.
      if (this.#buffer.isAwaited(block.id)) pulling.need(block.id, from)
      return false
    }
  }
}
