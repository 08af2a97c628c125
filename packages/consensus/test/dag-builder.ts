import type { BlockHeader, Committee } from '@demiurge/ledger'
import { createVoters, type Voters } from '../src/committee.ts'
import { Dag, type DagNode } from '../src/dag.ts'
import { emptyHeader, genesisBlocks, signBlock, type VerifiedBlock } from '../src/verified-block.ts'

const SEED = `0x${'5e'.repeat(32)}`

/** What a test says about a block; the rest is filled in. */
export interface BlockSpec {
  readonly author: number
  readonly round: number
  /** Own parent first. Default: all blocks of the round before, one for each author. */
  readonly parents?: readonly VerifiedBlock[]
  readonly timestampMs?: number
  readonly header?: Partial<BlockHeader>
}

/** Draws a DAG by hand: who made which block on which parents. */
export interface DagBuilder {
  readonly dag: Dag
  readonly voters: Voters
  readonly committee: Committee
  readonly genesis: readonly VerifiedBlock[]
  /** Makes a block and leaves it outside. */
  make(spec: BlockSpec): VerifiedBlock
  /** Makes a block and puts it into the DAG. */
  add(spec: BlockSpec): VerifiedBlock
  /** A block of every author, or of those named, for each of the rounds. */
  fill(fromRound: number, toRound: number, authors?: readonly number[]): void
  node(block: VerifiedBlock): DagNode
}

export function createDagBuilder(
  weights: readonly number[],
  leaderOf: (round: number) => number = (round) => round % weights.length,
): DagBuilder {
  const committee: Committee = {
    epoch: 0n,
    seats: weights.map((weight, i) => ({
      account: `0x${(i + 1).toString(16).padStart(64, '0')}`,
      suite: 64,
      key: new Uint8Array(32).fill(i + 1),
      weight: BigInt(weight),
    })),
  }
  const voters = createVoters(committee)
  const genesis = genesisBlocks('', committee, SEED)
  const dag = new Dag(voters, { leaderOf }, genesis)
  let made = 0
  const make = ({ author, round, parents, timestampMs = round * 10, header }: BlockSpec): VerifiedBlock => {
    const before = dag.slots(round - 1).flatMap((slot) => slot[0]?.block ?? [])
    const own = before.filter((block) => block.author === author)
    const chosen = parents ?? [...own, ...before.filter((block) => block.author !== author)]
    // Every block gets another signature, so that two versions never share an id.
    const signature = new Uint8Array(new Uint32Array([++made]).buffer)
    return signBlock(
      {
        ...emptyHeader,
        author,
        round: BigInt(round),
        parents: chosen.map(({ id }) => id),
        timestampMs: BigInt(timestampMs),
        ...header,
      },
      () => signature,
    )
  }
  const add = (spec: BlockSpec): VerifiedBlock => dag.insert(make(spec)).block
  return {
    dag,
    voters,
    committee,
    genesis,
    make,
    add,
    fill(fromRound, toRound, authors = weights.map((_, i) => i)) {
      for (let round = fromRound; round <= toRound; round++)
        for (const author of authors) add({ author, round })
    },
    node(block) {
      const found = dag.get(block.id)
      if (found === undefined) throw new Error('the block is not in the DAG')
      return found
    },
  }
}
