import { leaderOf, type Message, type VerifiedBlock } from '@demiurge/consensus'
import { type Forge, fromNowhere, otherVote, secondVersion } from './second-version.ts'

/** A message as it leaves a liar. */
export interface Sending {
  readonly message: Message
  readonly delayMs?: number
}

/** What a liar does with its own blocks; everything else it does as an honest node would. Answers with what goes to seat `to`. */
export type Adversary = (block: VerifiedBlock, to: number) => readonly Sending[]

/** How liars lie. Each is one strategy; those of a run know each other by the run's random source alone. */
export type Strategy =
  | 'equivocate'
  | 'select'
  | 'delay'
  | 'withholdLead'
  | 'ignoreLeader'
  | 'voteTwice'
  | 'flood'

export const STRATEGIES: readonly Strategy[] = [
  'equivocate',
  'select',
  'delay',
  'withholdLead',
  'ignoreLeader',
  'voteTwice',
  'flood',
]

/** Builds a liar. */
export function createAdversary(strategy: Strategy, forge: Forge): Adversary {
  const { random, seed, context } = forge
  const seats = context.committee.seats.length
  const asIs = (block: VerifiedBlock): Sending => ({ message: { kind: 'block', value: block } })
  const once = remember<VerifiedBlock | undefined>()
  switch (strategy) {
    // Two versions for every round, meant to split the votes: one half sees the one, the other half the other, a few see both.
    case 'equivocate':
      return (block, to) => {
        const other = once(block, () => secondVersion(block, forge))
        const both = random.chance(0.2)
        if (other === undefined) return [asIs(block)]
        if (both) return [asIs(other), asIs(block)]
        return [asIs(to % 2 === 1 ? other : block)]
      }
    // Its blocks reach only some, who have to hand them on.
    case 'select':
      return (block, to) => ((to + block.round) % 3 === 0 || random.chance(0.2) ? [asIs(block)] : [])
    // Everything comes late, mostly just before others give up.
    case 'delay':
      return (block) => [{ ...asIs(block), delayMs: random.pick(0, 150, 380, 420, 900) }]
    // When it leads, too few see its block in time to vote for it.
    case 'withholdLead':
      return (block, to) =>
        leaderOf(context.committee, seed, block.round) === block.author && to % 2 === 0
          ? [{ ...asIs(block), delayMs: 300 + random.int(300) }]
          : [asIs(block)]
    // It never votes for a leader if it can help it.
    case 'ignoreLeader':
      return (block) => [asIs(once(block, () => secondVersion(block, forge)) ?? block)]
    // It votes for two digests of a checkpoint.
    case 'voteTwice':
      return (block, to) => {
        const other = once(block, () => otherVote(block, forge))
        return other === undefined || to % 2 === 0 ? [asIs(block)] : [asIs(other)]
      }
    // Blocks from far ahead and on parents that do not exist, beside the real ones.
    case 'flood':
      return (block) => [
        asIs(block),
        ...Array.from({ length: random.int(Math.max(2, 12 - seats)) }, () => asIs(fromNowhere(block, forge))),
      ]
  }
}

function remember<T>(): (block: VerifiedBlock, make: () => T) => T {
  const made = new Map<string, T>()
  return (block, make) => {
    const known = made.get(block.id)
    if (known !== undefined || made.has(block.id)) return known as T
    const value = make()
    made.set(block.id, value)
    return value
  }
}
