import { expect, test } from 'vitest'
import { createNetwork, type Network } from '../../../sim/src/network.ts'

// The network throws when a seat sends a second block for a round, or when a commit after a restart is not the one from before it.

function pair(seed: number, seats: number): Network {
  return createNetwork({
    seed,
    weights: Array.from({ length: seats }, () => 1),
    durabilityLag: 2,
    params: { minRoundDelayMs: 10, idleRoundDelayMs: 30 },
  })
}

test.for([
  [1, 120],
  [4, 160],
] as const)(
  'of %i seats one is killed after every single step and goes on where it was',
  ([seats, steps]) => {
    for (let step = 1; step <= steps; step++) {
      const network = pair(step % 5, seats)
      for (const { seat } of network.peers) network.start(seat)
      network.submit(0)
      for (let i = 0; i < step; i++) network.step()
      const before = network.peer(0).index
      network.crash(0)
      network.run(step % 3 === 0 ? 0 : 50)
      network.start(0)
      network.run(3_000, () => network.peers.every(({ index }) => index > before + 3n))
      for (const { index } of network.peers) expect(index, `step ${step}`).toBeGreaterThan(before + 3n)
    }
  },
)

test.for(['before', 'after'] as const)(
  'a crash %s a block of our own reaches the disk leads to no second block',
  (when) => {
    for (const seats of [1, 4])
      for (let count = 1; count < 12; count++) {
        const network = pair(count, seats)
        for (const { seat } of network.peers) network.start(seat)
        network.run(count * 15)
        network.peer(0).crashOnPersist = when
        network.run(2_000, () => network.peer(0).consensus === undefined)
        expect(network.peer(0).consensus).toBeUndefined()
        network.start(0)
        const { index } = network.peer(0)
        network.run(3_000, () => network.peer(0).index > index + 4n)
        expect(network.peer(0).index).toBeGreaterThan(index + 4n)
      }
  },
)

test('commits that were executed durably are not handed out again, later ones are, unchanged', () => {
  const network = pair(9, 1)
  network.start(0)
  network.run(500)
  const self = network.peer(0)
  const points = self.points.slice()
  const last = self.index
  for (let index = Number(last); index > 0; index -= 3) {
    network.crash(0)
    self.durable = points[index] ?? null
    // The network compares each commit with the one of the same index from before, and expects the first to follow this point.
    network.start(0)
    expect(self.index).toBeGreaterThanOrEqual(last)
  }
})

test('all seats restart at the same moment, again and again', () => {
  const network = pair(10, 4)
  for (const { seat } of network.peers) network.start(seat)
  for (let turn = 0; turn < 12; turn++) {
    network.run(60 + turn * 10)
    for (const { seat } of network.peers) network.crash(seat)
    for (const { seat } of network.peers) network.start(seat)
  }
  const { index } = network.peer(0)
  network.run(2_000)
  for (const peer of network.peers) expect(peer.index).toBeGreaterThan(index + 10n)
})

test('a seat that lost its log watches until it has its own latest block from the others, and only then signs', () => {
  const network = pair(12, 4)
  for (const { seat } of network.peers) network.start(seat)
  network.run(1_000)
  const self = network.peer(2)
  const latest = self.made.at(-1)?.round ?? 0
  network.crash(2)
  Object.assign(self, { disk: [], synced: 0, durable: null, isWatching: true })
  const made = self.made.length
  network.start(2)
  network.run(3_000)
  expect(self.made.length).toBe(made)
  self.isWatching = false
  self.synced = self.disk.length
  network.crash(2)
  network.start(2)
  network.run(2_000)
  expect(self.made.length).toBeGreaterThan(made)
  for (const { round } of self.made.slice(made)) expect(round).toBeGreaterThan(latest)
  expect(network.peers.every(({ evidence }) => evidence.length === 0)).toBe(true)
})

test('a seat that finds nothing but its latest block waits for the history from the others', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const network = pair(seed, 4)
    for (const { seat } of network.peers) network.start(seat)
    network.run(300 + seed * 7)
    const self = network.peer(1)
    const latest = self.disk.findLast(({ author }) => author === 1)
    if (latest === undefined) throw new Error('the run was too short')
    network.crash(1)
    Object.assign(self, { disk: [latest], synced: 1, durable: null })
    network.start(1)
    const { index } = network.peer(0)
    network.run(5_000, () => self.index > index + 5n)
    expect(self.index, `seed ${seed}`).toBeGreaterThan(index + 5n)
  }
})
