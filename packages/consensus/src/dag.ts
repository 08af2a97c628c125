import type { Leaders, Voters } from './committee.ts'
import { ConsensusError } from './error.ts'
import { DEPTH } from './params.ts'
import type { VerifiedBlock } from './verified-block.ts'

/** A block in the DAG with what it says about leaders. */
export interface DagNode {
  readonly block: VerifiedBlock
  /** The leader block of the round before that it has as a parent, if any: its vote. */
  readonly vote: string | undefined
  /** The leader block two rounds before that parents of weight Q vote for, if any: it certifies that one. */
  readonly certifies: string | undefined
}

/** A node whose opinion changes with the leaders. */
type KeptNode = { -readonly [Key in keyof DagNode]: DagNode[Key] }

interface Round {
  /** By author; more than one block there is equivocation. */
  readonly slots: readonly KeptNode[][]
  /** Weight of the distinct authors that have a block. */
  weight: number
}

const NOTHING: readonly DagNode[] = []
const MAX_STRAYS = 128

/** The blocks whose whole history above the garbage line is known, by id, round and author. */
export class Dag {
  readonly #voters: Voters
  readonly #leaders: Leaders
  readonly #nodes = new Map<string, KeptNode>()
  readonly #rounds = new Map<number, Round>()
  readonly #genesis = new Map<string, DagNode>()
  /** Blocks from before everything that is kept: own parents of authors who were away for long. The oldest goes first. */
  readonly #strays = new Map<string, DagNode>()
  #highest = 0
  #forgotten = -1
  #doubled: readonly { readonly round: number; readonly author: number }[] = []

  constructor(voters: Voters, leaders: Leaders, genesis: readonly VerifiedBlock[]) {
    this.#voters = voters
    this.#leaders = leaders
    for (const block of genesis) this.#genesis.set(block.id, this.insert(block))
  }

  /** The highest round that has a block. */
  get highest(): number {
    return this.#highest
  }

  /** Rounds up to this one are no longer kept. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** Slots with more than one block. */
  get doubled(): readonly { readonly round: number; readonly author: number }[] {
    return this.#doubled
  }

  get(id: string): DagNode | undefined {
    return this.#nodes.get(id) ?? this.#genesis.get(id) ?? this.#strays.get(id)
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  /** All blocks of that author in that round. */
  slot(round: number, author: number): readonly DagNode[] {
    return this.#rounds.get(round)?.slots[author] ?? NOTHING
  }

  /** All proposals of that round's leader. */
  proposals(round: number): readonly DagNode[] {
    return this.slot(round, this.#leaders.leaderOf(round))
  }

  /** All blocks of a round by author. */
  slots(round: number): readonly (readonly DagNode[])[] {
    return this.#rounds.get(round)?.slots ?? []
  }

  /** Weight of the authors that have a block in that round. */
  weightAt(round: number): number {
    return this.#rounds.get(round)?.weight ?? 0
  }

  /** The lowest of these rounds of which no quorum has a block here; the last one when all have. */
  firstIncomplete(from: number, to: number): number {
    let round = from
    while (round < to && this.weightAt(round) >= this.#voters.quorum) round++
    return round
  }

  /** Weight of the authors with a block of that round for which `test` holds: authors are counted, not blocks. */
  weightWhere(round: number, test: (node: DagNode) => boolean): number {
    let weight = 0
    const slots = this.slots(round)
    for (let author = 0; author < slots.length; author++)
      if (slots[author]?.some(test)) weight += this.#voters.weightOf(author)
    return weight
  }

  /** Parents that are not here. */
  missingParents(block: VerifiedBlock): readonly string[] {
    return block.header.parents.filter((id) => !this.has(id))
  }

  /** The parents of a block that are here. */
  parents(block: VerifiedBlock): readonly DagNode[] {
    return block.header.parents.flatMap((id) => this.get(id) ?? [])
  }

  /** Adds a block; its parents above the garbage line are here already. */
  insert(block: VerifiedBlock): DagNode {
    const node: KeptNode = { block, ...this.#opinion(block) }
    if (block.round <= this.#forgotten) {
      this.#strays.set(block.id, node)
      const [oldest] = this.#strays.keys()
      if (this.#strays.size > MAX_STRAYS && oldest !== undefined) this.#strays.delete(oldest)
      return node
    }
    this.#nodes.set(block.id, node)
    const round = this.#rounds.get(block.round) ?? {
      slots: Array.from({ length: this.#voters.count }, () => []),
      weight: 0,
    }
    this.#rounds.set(block.round, round)
    const slot = round.slots[block.author]
    if (slot?.length === 0) round.weight += this.#voters.weightOf(block.author)
    slot?.push(node)
    if (slot?.length === 2) this.#doubled = [...this.#doubled, { round: block.round, author: block.author }]
    if (block.round > this.#highest) this.#highest = block.round
    return node
  }

  /** Forgets the rounds up to `round` and returns what they held. */
  forget(round: number): readonly DagNode[] {
    const gone: DagNode[] = []
    // Rounds are dense from one line to the next; only the first call after a start may jump.
    for (let r = Math.max(0, this.#forgotten + 1); r <= round && this.#rounds.size > 0; r++) {
      for (const node of this.slots(r).flat()) {
        this.#nodes.delete(node.block.id)
        gone.push(node)
      }
      this.#rounds.delete(r)
    }
    this.#forgotten = Math.max(this.#forgotten, round)
    this.#doubled = this.#doubled.filter((slot) => slot.round > this.#forgotten)
    return gone
  }

  /** Identifiers of a block and of all its ancestors from `lowest` on. */
  historyOf(node: DagNode, lowest: number): ReadonlySet<string> {
    const seen = new Set<string>()
    const stack = [node]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (seen.has(next.block.id) || next.block.round < lowest) continue
      seen.add(next.block.id)
      stack.push(...this.parents(next.block))
    }
    return seen
  }

  /** Others lead from `round` on: what the blocks above it say is read anew. */
  recount(round: number): void {
    for (let r = round + 1; r <= this.#highest; r++)
      for (const slot of this.#rounds.get(r)?.slots ?? [])
        for (const node of slot) Object.assign(node, this.#opinion(node.block))
  }

  #opinion(block: VerifiedBlock): Pick<DagNode, 'vote' | 'certifies'> {
    const { round } = block
    if (round === 0) return { vote: undefined, certifies: undefined }
    const before = this.parents(block).filter((parent) => parent.block.round === round - 1)
    const leader = this.#leaders.leaderOf(round - 1)
    const tally = new Map<string, number>()
    for (const { block: parent, vote } of before)
      if (vote !== undefined) tally.set(vote, (tally.get(vote) ?? 0) + this.#voters.weightOf(parent.author))
    return {
      vote: before.find((parent) => parent.block.author === leader)?.block.id,
      certifies: [...tally].find(([, weight]) => weight >= this.#voters.quorum)?.[0],
    }
  }
}

/**
 * The rules of validity that need the parents, all of which are in the DAG (PROTOCOL section 2). Throws ConsensusError `block.…`.
 * A parent that is not the author's own reaches back at most `DEPTH` rounds: so whoever keeps twice that much can always complete
 * the history of a block above the garbage line.
 */
export function checkParents(block: VerifiedBlock, dag: Dag, voters: Voters): void {
  const parents = dag.parents(block)
  if (parents[0]?.block.author !== block.author)
    throw new ConsensusError('block.NoOwnParent', "the first parent must be the author's own latest block")
  const authors = new Set<number>()
  let weight = 0
  for (const [i, { block: parent }] of parents.entries()) {
    if (authors.has(parent.author))
      throw new ConsensusError(
        'block.TwoParentsOfAuthor',
        `two parents are of author ${parent.author}, the limit is one`,
      )
    authors.add(parent.author)
    if (parent.round >= block.round)
      throw new ConsensusError(
        'block.ParentNotEarlier',
        `a parent is of round ${parent.round}, the block itself of ${block.round}`,
      )
    if (i > 0 && parent.round < block.round - DEPTH)
      throw new ConsensusError(
        'block.ParentTooOld',
        `a parent is of round ${parent.round}, the limit for round ${block.round} is ${block.round - DEPTH}`,
      )
    if (parent.timestampMs > block.timestampMs)
      throw new ConsensusError(
        'block.BeforeParent',
        `timestamp ${block.timestampMs} is before a parent's, ${parent.timestampMs}`,
      )
    if (parent.round === block.round - 1) weight += voters.weightOf(parent.author)
  }
  if (weight < voters.quorum)
    throw new ConsensusError(
      'block.ShortOfQuorum',
      `parents of round ${block.round - 1} weigh ${weight}, a quorum is ${voters.quorum}`,
    )
}
