import { voteWeight } from './commit-rule.ts'
import type { Voters } from './committee.ts'
import type { Dag, DagNode } from './dag.ts'
import { DEPTH } from './params.ts'

/** Chooses the parents of our own blocks. */
export class ParentChoice {
  readonly #dag: Dag
  readonly #voters: Voters
  /** By author: the highest round whose block one of ours already has as a parent. */
  readonly #named: number[] = []

  constructor(dag: Dag, voters: Voters) {
    this.#dag = dag
    this.#voters = voters
  }

  /**
   * Parents of author `seat`'s block of `round`, `own` (its latest block or genesis block) first: of every other author the block of
   * the round before, else its latest one that none of ours has named. Where an author has several blocks, the one that votes for
   * the leader which is about to be certified is taken, so that this block shows the certificate (rule C1).
   */
  choose(round: number, seat: number, own: string): readonly string[] {
    const favourite = this.#favourite(round - 2)
    const chosen: string[] = [own]
    for (let author = 0; author < this.#voters.count; author++) {
      if (author === seat) continue
      const node = this.#latest(author, round, favourite)
      if (node === undefined) continue
      this.#named[author] = node.block.round
      chosen.push(node.block.id)
    }
    return chosen
  }

  #favourite(round: number): string | undefined {
    return this.#dag.proposals(round).find((leader) => voteWeight(this.#dag, leader) >= this.#voters.quorum)
      ?.block.id
  }

  #latest(author: number, round: number, favourite: string | undefined): DagNode | undefined {
    const fresh = this.#dag.slot(round - 1, author)
    if (fresh.length > 0)
      return (favourite === undefined ? undefined : fresh.find(({ vote }) => vote === favourite)) ?? fresh[0]
    const oldest = Math.max(round - DEPTH, (this.#named[author] ?? 0) + 1)
    for (let r = round - 2; r >= oldest; r--) {
      const [node] = this.#dag.slot(r, author)
      if (node !== undefined) return node
    }
    return undefined
  }
}
