import { expect, test } from 'vitest'
import { createNetwork, type Network } from '../../../sim/src/network.ts'

function running(seats: number, observers: readonly number[]): Network {
  const network = createNetwork({
    seed: 7,
    weights: Array.from({ length: seats }, () => 1),
    observers,
    latencyMs: [1, 5],
    params: { minRoundDelayMs: 10, idleRoundDelayMs: 10, deltaMs: 100 },
  })
  for (const { seat } of network.peers) if (!observers.includes(seat)) network.start(seat)
  return network
}

test.for([4, 7, 16])(
  'of %i seats one starts from a point without a single block, and is with the others in a moment',
  (seats) => {
    const network = running(seats, [])
    const last = seats - 1
    network.run(1_500)
    const own = network.peer(last).disk.findLast(({ author }) => author === last)
    network.crash(last)
    network.run(3_000)
    // As after a snapshot: a certified point, our own latest block from the others, and nothing else.
    const { certificates, points } = network.peer(0)
    const point = points[Number(certificates.at(-1)?.checkpoint.index)]
    if (point === undefined || own === undefined) throw new Error('the others have a certificate')
    const self = network.peer(last)
    self.disk = [own]
    self.synced = 1
    self.durable = point
    self.commits.length = 0
    network.start(last)
    const target = network.peer(0).index
    network.run(1_500, () => self.index > target + 20n)
    expect(self.index).toBeGreaterThan(target + 20n)
    // It takes part: its blocks are among the others' parents again.
    const mine = self.made.length
    network.run(500)
    expect(self.made.length).toBeGreaterThan(mine + 10)
  },
)

test('an observer that starts from any point comes to the same order', () => {
  for (const share of [0.1, 0.5, 0.9]) {
    const network = running(5, [4])
    network.run(3_000)
    const at = Math.floor(Number(network.peer(0).index) * share)
    const self = network.peer(4)
    self.durable = network.peer(0).points[at] ?? null
    network.start(4)
    const target = network.peer(0).index
    network.run(3_000, () => self.index > target + 20n)
    // The network itself compares every commit with the others'.
    expect(self.index).toBeGreaterThan(target + 20n)
  }
})
