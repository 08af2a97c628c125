import { asVerifiedBlock, leaderOf, type VerifiedBlock } from '@demiurge/consensus'
import type { KeyPair, Suite } from '@demiurge/crypto'
import { blockMessage, type HeaderContext, quorum, signingRoot } from '@demiurge/ledger'
import type { Random } from './random.ts'

export interface EquivocatorOptions {
  readonly context: HeaderContext
  /** Seed of the leader schedule. */
  readonly seed: string
  readonly suite: Suite
  readonly keys: readonly KeyPair[]
  readonly random: Random
  /** Any block of the run by its id. */
  readonly findBlock: (id: string) => VerifiedBlock | undefined
}

/**
 * Makes a second block for the round of a first one, meant to split the votes: without the leader of the round before, or without one
 * of its voters, where a quorum is left; else with another time.
 */
export function secondVersion(block: VerifiedBlock, options: EquivocatorOptions): VerifiedBlock {
  const { context, seed, suite, keys, random, findBlock } = options
  const { committee } = context
  const key = keys[block.author]
  if (key === undefined) throw new Error(`there is no key for seat ${block.author}`)
  const leader = leaderOf(committee, seed, block.round - 1)
  const avoided = random.chance(0.5) ? leader : random.int(keys.length)
  const fewer = block.header.parents.filter((id, i) => i === 0 || findBlock(id)?.author !== avoided)
  const weight = fewer.reduce((sum, id) => {
    const parent = findBlock(id)
    return sum + (parent?.round === block.round - 1 ? (committee.seats[parent.author]?.weight ?? 0n) : 0n)
  }, 0n)
  const parents = weight >= quorum(committee) ? fewer : block.header.parents
  const header = { ...block.header, parents, timestampMs: block.header.timestampMs + 1n }
  const signature = suite.sign(blockMessage(signingRoot(header)), key)
  return asVerifiedBlock({ header, signature }, context)
}
