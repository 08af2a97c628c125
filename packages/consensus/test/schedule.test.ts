import { expect, test } from 'vitest'
import { createNetwork, type Network } from '../../../sim/src/network.ts'
import { leaderOf } from '../src/committee.ts'
import { equivocatorsIn, firstSchedule, LeaderSchedule, windowOf } from '../src/schedule.ts'
import { createDagBuilder, type DagBuilder } from './dag-builder.ts'

const WINDOW = 8

function scheduleOf({ voters, committee }: DagBuilder, record = firstSchedule(voters.count)): LeaderSchedule {
  const draw = (out: bigint) => ({
    // Round-robin over those who lead, so that a test can tell who leads when.
    leaderOf(round: number) {
      const rest = committee.seats.keys().filter((seat) => ((out >> BigInt(seat)) & 1n) === 0n)
      return [...rest][round % (committee.seats.length - bits(out))] ?? 0
    },
  })
  return new LeaderSchedule({ voters, draw, window: WINDOW, record })
}

function bits(out: bigint): number {
  return out.toString(2).replaceAll('0', '').length
}

function seats(out: bigint): number[] {
  return [...out.toString(2)].reverse().flatMap((bit, seat) => (bit === '1' ? [seat] : []))
}

/** Rounds of which everybody but the absent has a block; what their leaders do is told to the schedule until a window is over. */
function runWindow(
  builder: DagBuilder,
  schedule: LeaderSchedule,
  absent: readonly number[],
  start: { round: number; index: bigint },
): { round: number; index: bigint } {
  let { round, index } = start
  const present = builder.committee.seats.keys().filter((seat) => !absent.includes(seat))
  const authors = [...present]
  let previousRound = round
  for (let commits = 0; commits < WINDOW; ) {
    round++
    builder.fill(round, round, authors)
    const leader = builder.dag.slot(round, schedule.leaderOf(round))[0]
    if (leader === undefined) continue
    commits++
    index++
    const rounds = round - previousRound
    const inOrder = Array.from({ length: rounds }, () => authors).flat()
    schedule.follow({ index, leader, previousRound, authors: inOrder }, builder.dag)
    previousRound = round
  }
  return { round, index }
}

test('a window is long enough for every seat to lead, and 300 commits in a large committee', () => {
  expect([1, 4, 7, 20, 64].map(windowOf)).toEqual([16, 64, 112, 300, 300])
})

test('who is out is drawn around: the others lead its rounds by weight, and everybody else keeps theirs', () => {
  const { committee } = createDagBuilder([1, 2, 3, 4])
  const seed = `0x${'5e'.repeat(32)}`
  const before = Array.from({ length: 4_000 }, (_, round) => leaderOf(committee, seed, round))
  const after = before.map((_, round) => leaderOf(committee, seed, round, 0b1000n))
  const counts = [0, 1, 2, 3].map((seat) => after.filter((leader) => leader === seat).length)
  for (const [round, leader] of before.entries()) if (leader !== 3) expect(after[round]).toBe(leader)
  for (const [seat, count] of counts.slice(0, 3).entries())
    expect(Math.abs(count - (4_000 * (seat + 1)) / 6)).toBeLessThan(120)
  expect(counts[3]).toBe(0)
  expect(leaderOf(committee, seed, 5, 0b1111n)).toBe(before[5])
})

test('a seat that is away leads no more after a window, stays out while it is away, and leads again when it is back', () => {
  const builder = createDagBuilder([1, 1, 1, 1])
  const schedule = scheduleOf(builder)
  let at = runWindow(builder, schedule, [], { round: 0, index: 0n })
  expect(schedule.record.out).toBe(0n)
  at = runWindow(builder, schedule, [2], at)
  expect(seats(schedule.record.out)).toEqual([2])
  for (let round = at.round + 1; round < at.round + 50; round++) expect(schedule.leaderOf(round)).not.toBe(2)
  at = runWindow(builder, schedule, [2], at)
  expect(seats(schedule.record.out)).toEqual([2])
  at = runWindow(builder, schedule, [], at)
  expect(schedule.record.out).toBe(0n)
  expect(schedule.record.scores).toEqual(firstSchedule(4).scores)
})

test('at most W - Q of the weight makes way, and of several at most a fifth', () => {
  const four = createDagBuilder([1, 1, 1, 1])
  const two = scheduleOf(four)
  runWindow(four, two, [1, 2], { round: 0, index: 0n })
  expect(seats(two.record.out)).toEqual([1])

  const twenty = createDagBuilder(Array.from({ length: 20 }, () => 1))
  const missed = { led: 0, missed: 3, blocks: 0 }
  const record = {
    ...firstSchedule(20),
    commits: WINDOW - 1,
    scores: firstSchedule(20).scores.map((s, i) => (i < 8 ? missed : s)),
  }
  const schedule = scheduleOf(twenty, record)
  twenty.fill(1, 1)
  const leader = twenty.dag.slot(1, 9)[0]
  if (leader === undefined) throw new Error('the DAG is incomplete')
  schedule.follow({ index: 1n, leader, previousRound: 0, authors: [] }, twenty.dag)
  expect(seats(schedule.record.out)).toEqual([0, 1, 2, 3])

  const heavy = createDagBuilder([5, 1, 1, 1])
  const heaviest = scheduleOf(heavy, {
    ...firstSchedule(4),
    commits: WINDOW - 1,
    scores: [missed, missed, missed, missed],
  })
  heavy.fill(1, 1)
  const first = heavy.dag.slot(1, 1)[0]
  if (first === undefined) throw new Error('the DAG is incomplete')
  heaviest.follow({ index: 1n, leader: first, previousRound: 0, authors: [] }, heavy.dag)
  // Seat 0 weighs more than W - Q, and seat 1 has just led.
  expect(seats(heaviest.record.out)).toEqual([2])
})

test('two versions of a round convict only when both are in the history of a committed leader', () => {
  const builder = createDagBuilder([1, 1, 1, 1])
  builder.fill(1, 1)
  const round1 = [0, 1, 2, 3].flatMap((author) => builder.dag.slot(1, author)[0]?.block ?? [])
  const [a, b, c, d] = round1
  const second = builder.add({ author: 3, round: 1 })
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('incomplete')
  const one = builder.add({ author: 0, round: 2, parents: [a, b, c, d] })
  const two = builder.add({ author: 1, round: 2, parents: [b, a, c, second] })
  const own = builder.add({ author: 2, round: 2, parents: [c, a, b, d] })
  const half = builder.add({
    author: 0,
    round: 3,
    parents: [one, own, builder.add({ author: 3, round: 2, parents: [d, a, b] })],
  })
  const whole = builder.add({ author: 2, round: 3, parents: [own, one, two] })
  expect(equivocatorsIn(builder.dag, builder.node(half))).toEqual([])
  expect(equivocatorsIn(builder.dag, builder.node(whole))).toEqual([3])

  const schedule = scheduleOf(builder)
  const leader = builder.node(whole)
  schedule.follow({ index: 5n, leader, previousRound: 2, authors: [] }, builder.dag)
  expect(schedule.record.convicted).toEqual([{ author: 3, after: 21n }])
  for (let index = 6n; index < 21n; index++) {
    expect(schedule.follow({ index, leader, previousRound: 3, authors: [0, 1, 2, 3] }, builder.dag)).toBe(
      false,
    )
    expect(schedule.record.out).toBe(0n)
  }
  expect(schedule.follow({ index: 21n, leader, previousRound: 3, authors: [] }, builder.dag)).toBe(true)
  expect(seats(schedule.record.out)).toEqual([3])
})

function started(options: Partial<Parameters<typeof createNetwork>[0]>): Network {
  const network = createNetwork({ seed: 5, weights: [1, 1, 1, 1], latencyMs: [5, 10], ...options })
  for (const { seat } of network.peers) network.start(seat)
  return network
}

/** The longest that a payload took to become final in a stretch of time, ms. */
function slowest(network: Network, durationMs: number): number {
  const numbers: { readonly number: number; readonly seat: number; readonly atMs: number }[] = []
  for (let offset = 0; offset < durationMs; offset += 250)
    network.at(offset, () => {
      for (const seat of [0, 1, 2]) numbers.push({ number: network.submit(seat), seat, atMs: network.now() })
    })
  network.run(durationMs + 5_000)
  const times = numbers.map(
    ({ number, seat, atMs }) => (network.peer(seat).finalMs.get(number) ?? Number.POSITIVE_INFINITY) - atMs,
  )
  return Math.max(...times)
}

test('a dead seat costs timeouts only until the schedule changes', () => {
  const network = started({ scheduleWindow: 16 })
  network.run(500)
  network.crash(3)
  expect(slowest(network, 5_000)).toBeGreaterThan(400)
  expect(slowest(network, 20_000)).toBeLessThan(200)
  // It comes back, has blocks in the order, and leads again.
  network.start(3)
  network.run(10_000)
  expect(network.peer(0).points.at(-1)?.schedule.out).toBe(0n)
  expect(slowest(network, 5_000)).toBeLessThan(200)
})

test('an equivocator leads no more from 16 commits after its conviction, at every node alike', () => {
  const network = started({ equivocators: [1], scheduleWindow: 1_000 })
  network.run(6_000)
  const points = network.peer(0).points
  const convicted = points.find((point) => (point?.schedule.convicted.length ?? 0) > 0)
  expect(convicted?.schedule.convicted).toEqual([{ author: 1, after: (convicted?.index ?? 0n) + 16n }])
  for (const point of points.filter((each) => each !== undefined))
    expect(point.schedule.out).toBe(point.index >= (convicted?.index ?? 0n) + 16n ? 2n : 0n)
  for (const { points: theirs } of network.peers.filter(({ seat }) => seat !== 1))
    expect(theirs[Number(convicted?.index)]?.schedule).toEqual(convicted?.schedule)
})
