import { expect, test } from 'vitest'
import { type RecoveryPoint, Sequencer } from '../src/linearise.ts'
import { DEPTH } from '../src/params.ts'
import { firstSchedule, LeaderSchedule } from '../src/schedule.ts'
import type { VerifiedBlock } from '../src/verified-block.ts'
import { createDagBuilder, type DagBuilder } from './dag-builder.ts'

const FIRST = {
  index: 0n,
  digest: `0x${'00'.repeat(32)}`,
  timestampMs: 0n,
  round: 0n,
  sequenced: [],
  schedule: firstSchedule(4),
}

function sequencerOf({ dag, voters }: DagBuilder, point: RecoveryPoint = FIRST): Sequencer {
  const draw = () => ({ leaderOf: () => 0 })
  const schedule = new LeaderSchedule({ voters, draw, window: 300, record: point.schedule })
  return new Sequencer({ dag, voters, schedule, epoch: 0n, point })
}

function places(blocks: readonly VerifiedBlock[]): string {
  return blocks.map(({ round, author }) => `${round}.${author}`).join(' ')
}

test("a commit holds the leader's new history by round, author and id", () => {
  const builder = createDagBuilder([1, 1, 1, 1])
  builder.fill(1, 3)
  const sequencer = sequencerOf(builder)
  const [two, three] = [builder.dag.slot(2, 2)[0], builder.dag.slot(3, 3)[0]]
  if (two === undefined || three === undefined) throw new Error('the DAG is incomplete')
  expect(places(sequencer.sequence(two).blocks)).toBe('1.0 1.1 1.2 1.3 2.2')
  expect(places(sequencer.sequence(three).blocks)).toBe('2.0 2.1 2.3 3.3')
  expect(sequencer.point.index).toBe(2n)
})

test('of two blocks of one author and round only one is ever ordered', () => {
  const builder = createDagBuilder([1, 1, 1, 1])
  builder.fill(1, 1)
  const [a, b, c] = [0, 1, 2].flatMap((author) => builder.dag.slot(1, author)[0]?.block ?? [])
  const second = builder.add({ author: 3, round: 1 })
  if (a === undefined || b === undefined || c === undefined) throw new Error('the DAG is incomplete')
  const one = builder.add({ author: 0, round: 2 })
  const two = builder.add({ author: 1, round: 2, parents: [b, a, c, second] })
  const leader = builder.add({
    author: 2,
    round: 3,
    parents: [builder.add({ author: 2, round: 2 }), one, two],
  })
  const { blocks } = sequencerOf(builder).sequence(builder.node(leader))
  expect(places(blocks)).toBe('1.0 1.1 1.2 1.3 2.0 2.1 2.2 3.2')
  const versions = builder.dag.slot(1, 3).map(({ block }) => block.id)
  expect(blocks.filter(({ id }) => versions.includes(id)).map(({ id }) => id)).toEqual([versions.sort()[0]])
})

test(`a block more than ${DEPTH} rounds behind a leader is never ordered`, () => {
  const builder = createDagBuilder([1, 1, 1, 1])
  builder.fill(1, DEPTH + 1, [0, 1, 2])
  const late = [1, 2].map((round) => builder.add({ author: 3, round }))
  const before = [0, 1, 2].flatMap((author) => builder.dag.slot(DEPTH + 1, author)[0]?.block ?? [])
  const [own, ...others] = before
  const [, newer] = late
  if (own === undefined || newer === undefined) throw new Error('the DAG is incomplete')
  const leader = builder.add({ author: 0, round: DEPTH + 2, parents: [own, ...others, newer] })
  const { blocks, point } = sequencerOf(builder).sequence(builder.node(leader))
  expect(blocks[0]?.round).toBe(3)
  expect(blocks.some(({ author }) => author === 3)).toBe(false)
  expect(point.sequenced.length).toBe(DEPTH)
})

test("a commit's time is the weighted median of the leader's parents and never goes backwards", () => {
  const builder = createDagBuilder([5, 1, 1, 1])
  builder.fill(1, 1)
  const times = [900, 10, 20, 2_000]
  for (const [author, timestampMs] of times.entries()) builder.add({ author, round: 2, timestampMs })
  for (const [author, timestampMs] of [2_000, 2_000, 2_000, 2_000].entries())
    builder.add({ author, round: 3, timestampMs })
  const sequencer = sequencerOf(builder)
  const [early, late] = [builder.dag.slot(1, 0)[0], builder.dag.slot(3, 3)[0]]
  if (early === undefined || late === undefined) throw new Error('the DAG is incomplete')
  // Round 1 has only genesis blocks as parents, which have no time: the leader's own counts.
  expect(sequencer.sequence(early).commit.timestampMs).toBe(10n)
  expect(sequencer.sequence(late).commit.timestampMs).toBe(900n)

  const backwards = createDagBuilder([1, 1, 1, 1])
  backwards.fill(1, 2)
  const again = sequencerOf(backwards, { ...FIRST, timestampMs: 5_000n })
  const leader = backwards.dag.slot(2, 0)[0]
  if (leader === undefined) throw new Error('the DAG is incomplete')
  expect(again.sequence(leader).commit.timestampMs).toBe(5_000n)
})

test('a sequencer that goes on from a stored point gives the same commits', () => {
  const builder = createDagBuilder([1, 2, 1, 1])
  builder.fill(1, 90)
  const whole = sequencerOf(builder)
  let point = whole.point
  for (let round = 1; round <= 90; round++) {
    const leader = builder.dag.slot(round, round % 4)[0]
    if (leader === undefined) throw new Error('the DAG is incomplete')
    const restarted = sequencerOf(builder, point)
    const expected = whole.sequence(leader)
    expect(restarted.sequence(leader)).toEqual(expected)
    point = expected.point
  }
})
