import { expect, test } from 'vitest'
import { createNetwork, START_MS } from './network.ts'

test.for([1, 4, 7])('%i seats agree on one order and make certificates', (seats) => {
  for (let seed = 1; seed <= 20; seed++) {
    const network = createNetwork({ seed, weights: Array.from({ length: seats }, () => 1) })
    for (let seat = 0; seat < seats; seat++) network.start(seat)
    network.run(3_000)
    for (const peer of network.peers) {
      expect(peer.index, `seed ${seed}`).toBeGreaterThan(20n)
      expect(peer.certificates.length).toBeGreaterThan(1)
    }
  }
})
