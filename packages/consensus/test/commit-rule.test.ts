import { expect, test } from 'vitest'
import { decideSlots, isSkipped } from '../src/commit-rule.ts'
import type { VerifiedBlock } from '../src/verified-block.ts'
import { createDagBuilder, type DagBuilder } from './dag-builder.ts'

const EQUAL = [1, 1, 1, 1]

/** The decided prefix as words: `C2` is a committed leader of round 2, `S3` a skipped slot. */
function decided(builder: DagBuilder, after = 0): string {
  return decideSlots(builder.dag, builder.voters, after)
    .map((decision, i) => {
      if (decision.kind !== 'committed') return `S${after + 1 + i}`
      return `C${decision.leader.block.round}${decision.how === 'direct' ? '' : '*'}`
    })
    .join(' ')
}

/** Author `author`'s block of `round` on the round before without the blocks of `without`. */
function addWithout(
  builder: DagBuilder,
  author: number,
  round: number,
  without: readonly number[],
): VerifiedBlock {
  const before = builder.dag.slots(round - 1).flatMap((slot) => slot[0]?.block ?? [])
  const own = before.filter((block) => block.author === author)
  const others = before.filter((block) => block.author !== author && !without.includes(block.author))
  return builder.add({ author, round, parents: [...own, ...others] })
}

test('a leader is committed when authors of weight Q certify it two rounds later, and not before', () => {
  const builder = createDagBuilder(EQUAL)
  builder.fill(1, 2)
  builder.fill(3, 3, [0, 1])
  expect(decided(builder)).toBe('')
  builder.fill(3, 3, [2])
  expect(decided(builder)).toBe('C1')
})

test('authors are counted, not blocks: a second certificate of one author is not another voice', () => {
  const builder = createDagBuilder(EQUAL)
  builder.fill(1, 2)
  builder.fill(3, 3, [0, 1])
  builder.fill(3, 3, [1])
  expect(decided(builder)).toBe('')
})

test('weights count, not seats', () => {
  const builder = createDagBuilder([4, 1, 1, 1])
  builder.fill(1, 2)
  builder.fill(3, 3, [1, 2, 3])
  expect(decided(builder)).toBe('')
  builder.fill(3, 3, [0])
  expect(decided(builder)).toBe('C1')
})

test('two votes among three parents are no certificate', () => {
  const builder = createDagBuilder(EQUAL, () => 0)
  builder.fill(1, 1)
  builder.fill(2, 2, [0, 1])
  addWithout(builder, 2, 2, [0])
  const block = builder.add({ author: 0, round: 3 })
  expect(builder.node(block).certifies).toBeUndefined()
  expect(builder.node(block).vote).toBe(builder.dag.slot(2, 0)[0]?.block.id)
})

test('a slot is skipped when weight Q has gone on without it', () => {
  const builder = createDagBuilder(EQUAL, () => 0)
  builder.fill(1, 1, [1, 2, 3])
  builder.fill(2, 2, [1, 2])
  expect(decided(builder)).toBe('')
  builder.fill(2, 2, [3])
  expect(decided(builder)).toBe('S1')
})

test('with two proposals the slot is skipped only when weight Q is against each of them', () => {
  const builder = createDagBuilder(EQUAL, () => 0)
  builder.fill(1, 1)
  const first = builder.dag.slot(1, 0)[0]?.block
  const second = builder.add({ author: 0, round: 1 })
  const others = [1, 2, 3].flatMap((author) => builder.dag.slot(1, author)[0]?.block ?? [])
  const vote = (author: number, leader: VerifiedBlock | undefined): void => {
    const own = others.filter((block) => block.author === author)
    const rest = [
      ...others.filter((block) => block.author !== author),
      ...(leader === undefined ? [] : [leader]),
    ]
    builder.add({ author, round: 2, parents: [...own, ...rest] })
  }
  vote(1, second)
  vote(2, second)
  vote(3, second)
  expect(isSkipped(builder.dag, builder.voters, 1)).toBe(false)
  builder.add({ author: 0, round: 2, parents: first === undefined ? [] : [first, ...others] })
  expect(isSkipped(builder.dag, builder.voters, 1)).toBe(false)

  const split = createDagBuilder(EQUAL, () => 0)
  split.fill(1, 1)
  const other = split.add({ author: 0, round: 1 })
  const base = [1, 2, 3].flatMap((author) => split.dag.slot(1, author)[0]?.block ?? [])
  const [one, two, three] = base
  if (one === undefined || two === undefined || three === undefined) throw new Error('round 1 is incomplete')
  split.add({ author: 1, round: 2, parents: [one, two, three] })
  split.add({ author: 2, round: 2, parents: [two, one, three, other] })
  split.add({ author: 3, round: 2, parents: [three, one, two] })
  expect(isSkipped(split.dag, split.voters, 1)).toBe(false)
  split.add({
    author: 0,
    round: 2,
    parents: [
      ...split.dag
        .slot(1, 0)
        .slice(0, 1)
        .map(({ block }) => block),
      ...base,
    ],
  })
  expect(isSkipped(split.dag, split.voters, 1)).toBe(true)
})

/** Round 1's leader (author 0) gets three votes, and one certificate at round 3: too few to decide it directly. */
function undecidedFirstRound(leaderOf: (round: number) => number): DagBuilder {
  const builder = createDagBuilder(EQUAL, leaderOf)
  builder.fill(1, 1)
  builder.fill(2, 2, [0, 1, 2])
  addWithout(builder, 3, 2, [0])
  addWithout(builder, 0, 3, [3])
  addWithout(builder, 1, 3, [0])
  addWithout(builder, 2, 3, [0])
  addWithout(builder, 3, 3, [0])
  return builder
}

test('an undecided slot is committed through a later leader whose history holds a certificate', () => {
  const builder = undecidedFirstRound((round) => (round === 1 ? 0 : 1))
  expect(decided(builder)).toBe('')
  builder.fill(4, 6)
  expect(decided(builder).split(' ')[0]).toBe('C1*')
})

test('it is skipped when that history holds none', () => {
  const builder = undecidedFirstRound((round) => (round === 1 ? 0 : 1))
  for (const author of [1, 2, 3]) addWithout(builder, author, 4, [0])
  builder.fill(5, 6, [1, 2, 3])
  expect(decided(builder).split(' ')[0]).toBe('S1')
})

test('the anchor is three rounds later, not two: a leader of the same wave is too early to judge', () => {
  const builder = undecidedFirstRound((round) => (round === 1 ? 0 : 1))
  // Round 3's leader is committed directly by round 5; it is not itself a certificate and cannot have one in its history.
  builder.fill(4, 5)
  expect(decided(builder)).toBe('')
  expect(decided(builder, 2)).toBe('C3')
})

test('an undecided anchor decides nothing, and later ones may not go past it', () => {
  const builder = undecidedFirstRound((round) => (round === 1 ? 0 : 1))
  // Round 4's leader gets three votes of which one certificate is made; rounds 5 to 8 commit their own leaders.
  builder.fill(4, 4)
  builder.fill(5, 5, [0, 1, 2])
  addWithout(builder, 3, 5, [1])
  addWithout(builder, 0, 6, [3])
  for (const author of [1, 2, 3]) addWithout(builder, author, 6, [0])
  builder.fill(7, 7, [1, 2, 3])
  expect(decided(builder)).toBe('')
  builder.fill(8, 9)
  const words = decided(builder)
  expect(words.startsWith('C1*') || words.startsWith('S1')).toBe(true)
})

test('the prefix stops at the first slot that is not decided', () => {
  const builder = createDagBuilder(EQUAL)
  builder.fill(1, 6)
  expect(decided(builder)).toBe('C1 C2 C3 C4')
  expect(decided(builder, 3)).toBe('C4')
})
