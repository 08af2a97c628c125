import { asVerifiedBlock, leaderOf, type VerifiedBlock } from '@demiurge/consensus'
import type { KeyPair, Suite } from '@demiurge/crypto'
import { blockMessage, type HeaderContext, quorum, signingRoot } from '@demiurge/ledger'
import type { Random } from '../random.ts'

export interface Forge {
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
export function secondVersion(block: VerifiedBlock, options: Forge): VerifiedBlock {
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

/** A second block for the same round that votes for another digest of the checkpoint; undefined when the first one votes for none. */
export function otherVote(block: VerifiedBlock, { context, suite, keys }: Forge): VerifiedBlock | undefined {
  const key = keys[block.author]
  const vote = block.header.checkpointVote
  if (key === undefined || vote === null) return undefined
  const header = { ...block.header, checkpointVote: { ...vote, digest: `0x${'66'.repeat(32)}` } }
  const signature = suite.sign(blockMessage(signingRoot(header)), key)
  return asVerifiedBlock({ header, signature }, context)
}

/** A block from far ahead on parents that nobody has. */
export function fromNowhere(block: VerifiedBlock, { context, suite, keys, random }: Forge): VerifiedBlock {
  const key = keys[block.author]
  if (key === undefined) throw new Error(`there is no key for seat ${block.author}`)
  const parents = block.header.parents.map((id, i) =>
    i === 0
      ? id
      : `0x${random
          .int(2 ** 31)
          .toString(16)
          .padStart(64, '0')}`,
  )
  const header = { ...block.header, round: block.header.round + BigInt(1 + random.int(80)), parents }
  const signature = suite.sign(blockMessage(signingRoot(header)), key)
  return asVerifiedBlock({ header, signature }, context)
}
