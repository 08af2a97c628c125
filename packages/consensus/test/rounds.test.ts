import { expect, test } from 'vitest'
import { Rounds, type Step } from '../src/rounds.ts'
import { createDagBuilder, type DagBuilder } from './dag-builder.ts'

const PARAMS = { deltaMs: 100, leaderTimeoutMs: 400, minRoundDelayMs: 30, idleRoundDelayMs: 1_000 }
const NEVER = Number.POSITIVE_INFINITY

/** Seat 0 of four, whose rounds 1 to `round` - 1 are complete in the DAG, has just entered `round` at time 0. */
function enter(round: number, fill = round - 1): { builder: DagBuilder; rounds: Rounds } {
  const builder = createDagBuilder([1, 1, 1, 1], (at) => at % 4)
  builder.fill(1, fill)
  const rounds = new Rounds({ dag: builder.dag, voters: builder.voters, params: PARAMS, seat: 0 })
  rounds.enter(round, 0)
  return { builder, rounds }
}

function wait(untilMs: number): Step {
  return { kind: 'wait', untilMs }
}

test("C1: with the leader and its predecessor's votes here, the pace decides", () => {
  const { builder, rounds } = enter(5)
  const own = builder.dag.slot(4, 0)[0]?.block
  if (own === undefined) throw new Error('the DAG is incomplete')
  rounds.created(own, 'C1', -10)
  expect(rounds.next(0, true)).toEqual(wait(20))
  expect(rounds.next(20, true)).toEqual({ kind: 'create', rule: 'C1' })
  expect(rounds.next(20, false)).toEqual(wait(1_000))
  expect(rounds.next(1_000, false)).toEqual({ kind: 'create', rule: 'C1' })
})

test('C2: a missing leader is waited for until its timeout, which begins when the pace would let us go on', () => {
  const { builder, rounds } = enter(6, 4)
  // Leader of round 5 is seat 1.
  builder.fill(5, 5, [0, 2, 3])
  expect(rounds.next(0, true)).toEqual(wait(400))
  expect(rounds.next(0, false)).toEqual(wait(1_400))
  expect(rounds.next(400, true)).toEqual({ kind: 'create', rule: 'C2' })
})

test('the timeout doubles on consecutive timeouts up to 8 Delta, and a timely leader resets it', () => {
  const { builder, rounds } = enter(6, 4)
  builder.fill(5, 5, [0, 2, 3])
  const block = builder.dag.slot(5, 0)[0]?.block
  if (block === undefined) throw new Error('the DAG is incomplete')
  for (const expected of [400, 800, 800]) {
    expect(rounds.next(10, true)).toEqual(wait(expected))
    rounds.created(block, 'C2', -1_000)
  }
  rounds.created(block, 'C1', -1_000)
  expect(rounds.next(10, true)).toEqual(wait(400))
})

test("a leader whose predecessor's votes are split is waited for; one that equivocates is not", () => {
  // Round 4's leader is seat 0: only two of round 5's blocks vote for it and only two do not.
  const { builder, rounds } = enter(6, 4)
  const four = [0, 1, 2, 3].flatMap((author) => builder.dag.slot(4, author)[0]?.block ?? [])
  const vote = (author: number, leader: boolean): void => {
    const own = four.filter((block) => block.author === author)
    const others = four.filter((block) => block.author !== author && (leader || block.author !== 0))
    builder.add({ author, round: 5, parents: [...own, ...others] })
  }
  vote(0, true)
  vote(1, true)
  vote(2, false)
  vote(3, false)
  expect(rounds.next(100, true)).toEqual(wait(400))
  builder.add({ author: 0, round: 4 })
  expect(rounds.next(100, true)).toEqual({ kind: 'create', rule: 'C1' })
})

test('C3: when weight Q is ahead we follow at once, whatever the pace and the leader', () => {
  const { builder, rounds } = enter(6, 4)
  builder.fill(5, 5, [0, 2, 3])
  builder.fill(6, 6, [2, 3])
  expect(rounds.next(0, false).kind).toBe('wait')
  builder.add({ author: 1, round: 6, parents: builder.dag.slots(5).flatMap((slot) => slot[0]?.block ?? []) })
  expect(rounds.next(0, false)).toEqual({ kind: 'create', rule: 'C3' })
})

test('A2: a round is never left without a block of our own, A1: nor without those of weight Q', () => {
  const { builder, rounds } = enter(5, 5)
  expect(rounds.next(0, true)).toEqual({ kind: 'create', rule: 'C3' })
  const alone = enter(5)
  rounds.created(builder.add({ author: 0, round: 5 }), 'C3', 0)
  expect(rounds.next(0, true)).toEqual({ kind: 'enter' })
  alone.rounds.created(alone.builder.add({ author: 0, round: 5 }), 'C1', 0)
  expect(alone.rounds.next(10_000, true)).toEqual(wait(NEVER))
})

test('after a restart nothing is built on a block whose history is not here, nor on a round without its quorum', () => {
  const { builder, rounds } = enter(3)
  rounds.adopt(builder.make({ author: 0, round: 2 }), 0)
  expect(rounds.next(5_000, true)).toEqual(wait(NEVER))
  const lost = enter(3, 1)
  expect(lost.rounds.next(5_000, true)).toEqual(wait(NEVER))
})

test('a block of our own from before is never followed by another one of its round or below', () => {
  const { builder, rounds } = enter(3)
  const block = builder.add({ author: 0, round: 4, parents: [] })
  rounds.adopt(block, 0)
  expect(rounds.round).toBe(4)
  expect(rounds.isWaitingForOthers).toBe(true)
  rounds.adopt(builder.make({ author: 0, round: 2 }), 0)
  expect(rounds.own?.id).toBe(block.id)
})
