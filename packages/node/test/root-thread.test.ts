import { merkleHasher } from '@demiurge/crypto/native'
import { createStateTree, type PendingRoot } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RootThread } from '../src/chain/root-thread.ts'

const keyOf = (n: number): string => `balances/accounts/0x${n.toString(16).padStart(64, '0')}`

test('a root that another thread computes is the same as one computed here, whatever is asked in between', async () => {
  const thread = new RootThread()
  const round = fc.record({
    from: fc.nat(3_000),
    count: fc.nat(2_000),
    value: fc.nat(255),
    deleted: fc.nat(400),
    ask: fc.constantFrom('root', 'ready', 'later', 'proof'),
  })
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 8 }), async (rounds) => {
        const here = createStateTree({ hasher: merkleHasher, capacity: 16 })
        const there = createStateTree({ hasher: merkleHasher, capacity: 16, background: thread })
        const roots: { root: PendingRoot; expected: string }[] = []
        for (const { from, count, value, deleted, ask } of rounds) {
          for (const tree of [here, there]) {
            for (let n = from; n < from + count; n++) tree.set(keyOf(n), Uint8Array.of(value, n & 255))
            for (let n = from; n < from + deleted; n += 3) tree.delete(keyOf(n))
          }
          const root = there.beginCommit()
          const expected = here.commit()
          roots.push({ root, expected })
          if (ask === 'ready') await root.ready()
          if (ask === 'root') expect(root.value).toBe(expected)
          if (ask === 'proof') expect(there.prove(keyOf(from))).toEqual(here.prove(keyOf(from)))
        }
        // Those that later commits have overtaken resolve as well.
        await Promise.all(roots.map(({ root }) => root.ready()))
        for (const { root, expected } of roots) expect(root.value).toBe(expected)
        expect(there.root).toBe(here.root)
      }),
      { numRuns: 30 },
    )
  } finally {
    await thread.close()
  }
})
