import { expect, test } from 'vitest'
import { createNetwork, type Network } from '../../../sim/src/network.ts'
import type { Peer } from '../../../sim/src/peer.ts'
import { defaultParams } from '../src/index.ts'

const PACE = { minRoundDelayMs: 10, idleRoundDelayMs: 1_000, leaderTimeoutMs: 400, deltaMs: 100 }

function idle(seats: number, seed = 1, latencyMs: readonly [number, number] = [1, 3]): Network {
  const network = createNetwork({
    seed,
    weights: Array.from({ length: seats }, () => 1),
    latencyMs,
    params: PACE,
  })
  for (const { seat } of network.peers) network.start(seat)
  return network
}

function gaps({ made }: Peer): number[] {
  return made.slice(1).map(({ atMs }, i) => atMs - (made[i]?.atMs ?? 0))
}

test.for([1, 4])(
  '%i idle seats make one block a second each, by the pace and not by the timeout',
  (seats) => {
    const network = idle(seats)
    network.run(10_500)
    for (const peer of network.peers) {
      expect(peer.made.length).toBeGreaterThanOrEqual(10)
      expect(peer.made.length).toBeLessThanOrEqual(12)
      for (const gap of gaps(peer).slice(1)) expect(gap).toBeGreaterThanOrEqual(990)
      for (const gap of gaps(peer)) expect(gap).toBeLessThan(1_100)
    }
    // Every leader is in time, so no slot is skipped: as many commits as rounds, less the two that decide the last one.
    expect(network.peer(0).index).toBe(BigInt((network.peer(0).made.at(-1)?.round ?? 0) - 2))
  },
)

test.for([1, 4])('a payload wakes %i seats at once and is final within a few short rounds', (seats) => {
  for (let offset = 0; offset < 1_000; offset += 83) {
    const network = idle(seats, offset)
    network.run(5_000 + offset)
    const submittedMs = network.now()
    const number = network.submit(seats - 1)
    network.run(5_000)
    const finalMs = network.peer(seats - 1).finalMs.get(number) ?? Number.POSITIVE_INFINITY
    // Three rounds of at least 10 ms and two messages each, and perhaps the end of the round under way.
    expect(finalMs - submittedMs).toBeLessThanOrEqual(seats === 1 ? 3 * 10 : 4 * 16)
  }
})

test('a payload never waits out an idle round, also when it comes just as the others begin to rest', () => {
  const network = idle(4, 1, [1, 30])
  network.run(3_000)
  let worstMs = 0
  for (let i = 0; i < 400; i++) {
    network.run(network.random.int(600))
    const seat = i % 4
    const submittedMs = network.now()
    const number = network.submit(seat)
    network.run(3_000, () => network.peer(seat).finalMs.has(number))
    worstMs = Math.max(worstMs, network.now() - submittedMs)
  }
  expect(worstMs).toBeLessThan(400)
})

test('a committee hurries until the payload is certified, and then rests again', () => {
  const network = idle(4)
  network.run(3_500)
  const blocks = network.peer(0).made.length
  network.submit(1)
  network.run(500)
  const { certificates, made, commits } = network.peer(0)
  expect(certificates.length).toBeGreaterThan(0)
  expect(made.length).toBeGreaterThan(blocks + 5)
  expect(certificates.at(-1)?.checkpoint.index).toBeGreaterThanOrEqual(1n)
  const restful = made.length
  network.run(5_000)
  expect(made.length - restful).toBeLessThanOrEqual(6)
  expect(commits.length).toBeGreaterThan(8)
})

test('while there is work a seat never makes two blocks within the shortest delay', () => {
  const network = idle(1)
  for (let i = 0; i < 200; i++) network.at(i * 7, () => network.submit(0))
  network.run(2_000)
  const busy = gaps(network.peer(0)).filter((gap) => gap < 900)
  expect(busy.length).toBeGreaterThan(100)
  expect(Math.min(...busy)).toBe(10)
})

test('no delay at all is possible: a committee of one with no least delay still lets go between blocks', () => {
  const network = createNetwork({
    seed: 1,
    weights: [1],
    params: { minRoundDelayMs: 0, idleRoundDelayMs: 0 },
  })
  network.start(0)
  for (let i = 0; i < 100; i++) network.step()
  expect(network.peer(0).made.length).toBeLessThanOrEqual(101)
  expect(network.peer(0).index).toBeGreaterThan(20n)
})

test('a dead leader costs its timeout, also in an idle committee, and no more', () => {
  const network = idle(4)
  network.run(3_000)
  network.crash(3)
  const before = network.peer(0).made.length
  network.run(30_000)
  const { made } = network.peer(0)
  const after = gaps(network.peer(0)).slice(before)
  expect(made.length).toBeGreaterThan(before + 15)
  // The pace, the longest timeout (8 Delta), and the messages.
  expect(Math.max(...after)).toBeLessThan(1_000 + 800 + 50)
})

test('the default pace is 32 blocks a second over all seats', () => {
  expect(defaultParams(1).minRoundDelayMs).toBe(31)
  expect(defaultParams(16).minRoundDelayMs).toBe(500)
})
