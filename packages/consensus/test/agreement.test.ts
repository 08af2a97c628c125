import { portableSuites } from '@demiurge/crypto'
import { expect, test } from 'vitest'
import { runCampaign } from '../../../sim/src/campaign.ts'
import { createNetwork, type Network, type NetworkOptions } from '../../../sim/src/network.ts'

const FIRST_SEED = 1
const SEEDS = 150

function startAll(options: NetworkOptions): Network {
  const network = createNetwork(options)
  for (const { seat } of network.peers) network.start(seat)
  return network
}

function equal(seats: number): number[] {
  return Array.from({ length: seats }, () => 1)
}

/** Commit digests that every seat has reached; the network itself compares all of them as they come. */
function commonIndex(network: Network, seats = network.peers.map(({ seat }) => seat)): bigint {
  return seats.reduce((least, seat) => {
    const { index } = network.peer(seat)
    return index < least ? index : least
  }, 2n ** 63n)
}

test.for([1, 4, 7])('%i seats commit one order, one leader a round, and certify it', (seats) => {
  const network = startAll({ seed: FIRST_SEED, weights: equal(seats) })
  const number = network.submit(0)
  network.run(2_000)
  expect(commonIndex(network)).toBeGreaterThan(20n)
  expect(network.peer(0).finalMs.has(number)).toBe(true)
  for (const { certificates } of network.peers) expect(certificates.length).toBeGreaterThan(1)
})

test('what travels as bytes and is signed with Ed25519 gives the same agreement', () => {
  const network = startAll({ seed: 2, weights: equal(4), suites: portableSuites, wire: true })
  network.run(600)
  expect(commonIndex(network)).toBeGreaterThan(5n)
})

test('one seed gives one run', () => {
  const digests = [1, 2].map(() => {
    const network = startAll({ seed: 11, weights: [1, 2, 1, 2], loss: 0.1 })
    network.run(700)
    return network.peers.map(({ commits }) => commits.at(-1)?.digest)
  })
  expect(digests[0]).toEqual(digests[1])
})

test('with unequal weights a quorum is weight: the heavy seat is needed, the light ones are not', () => {
  const network = startAll({ seed: 3, weights: [5, 1, 1, 5] })
  network.run(500)
  network.crash(1)
  network.crash(2)
  const before = network.peer(0).index
  network.run(8_000)
  expect(network.peer(0).index).toBeGreaterThan(before + 10n)
  network.crash(3)
  const stopped = network.peer(0).index
  network.run(3_000)
  expect(network.peer(0).index).toBeLessThanOrEqual(stopped + 2n)
})

test.for([
  [4, 1],
  [7, 2],
] as const)('%i seats go on when %i have crashed', ([seats, faulty]) => {
  const network = startAll({ seed: 4, weights: equal(seats) })
  network.run(400)
  for (let seat = 0; seat < faulty; seat++) network.crash(seat)
  const before = network.peer(faulty).index
  network.run(10_000)
  const alive = network.peers.map(({ seat }) => seat).slice(faulty)
  expect(commonIndex(network, alive)).toBeGreaterThan(before + 20n)
})

test('a partition without a quorum on either side orders nothing; when it heals all go on', () => {
  const network = startAll({ seed: 5, weights: equal(4) })
  network.run(500)
  network.partition([0, 1], [2, 3])
  network.run(300)
  const stopped = network.peers.map(({ index }) => index)
  network.run(5_000)
  expect(network.peers.map(({ index }) => index)).toEqual(stopped)
  network.heal()
  network.run(3_000)
  expect(commonIndex(network)).toBeGreaterThan((stopped[0] ?? 0n) + 10n)
})

test('a seat cut off for hundreds of rounds catches up by whole rounds, also those that memory has forgotten', () => {
  // A light seat, so that the others need not wait for its turn as a leader too often.
  const network = startAll({ seed: 6, weights: [5, 5, 5, 1] })
  network.run(500)
  network.partition([0, 1, 2], [3])
  network.run(15_000)
  const ahead = network.peer(0).consensus?.status()
  const behind = network.peer(3).consensus?.status()
  expect(ahead?.retainedRound).toBeGreaterThan(behind?.round ?? 0)
  network.heal()
  network.run(5_000)
  expect(network.peer(3).index + 5n).toBeGreaterThan(network.peer(0).index)
  const number = network.submit(3)
  network.run(1_000)
  expect(network.peer(3).finalMs.has(number)).toBe(true)
})

test('an observer follows the same order and sends no blocks', () => {
  // A seat with the least weight that never starts as a validator: its place in the network is the observer's.
  const network = createNetwork({ seed: 7, weights: [10, 10, 10, 10, 1], observers: [4] })
  for (const { seat } of network.peers) network.start(seat)
  network.run(2_000)
  const observer = network.peer(4)
  expect(observer.made).toEqual([])
  expect(observer.index + 4n).toBeGreaterThan(network.peer(0).index)
  expect(observer.certificates.length).toBeGreaterThan(0)
})

test("clocks that are off by more than is allowed delay their owner's blocks and stop nobody", () => {
  const network = startAll({ seed: 8, weights: equal(4), skewMs: [0, 0, 0, 2_000] })
  network.run(4_000)
  expect(commonIndex(network, [0, 1, 2])).toBeGreaterThan(20n)
})

test(`seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1} of loss, duplicates, partitions, crashes, restarts and equivocation`, () => {
  // The message of a failure names its seed; runCampaign(seed) repeats it.
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) withSeed(seed, () => runCampaign(seed))
}, 120_000)

function withSeed<T>(seed: number, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}
