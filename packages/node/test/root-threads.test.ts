import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { merkleHasher } from '@demiurge/crypto/native'
import { createStateTree, type PendingRoot, type StateTree } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RootThreads } from '../src/chain/root-threads.ts'

const keyOf = (n: number): string => `balances/accounts/0x${n.toString(16).padStart(64, '0')}`

/** Sets so many accounts, from the first on. */
const fill = (tree: StateTree, count: number, value: number): void => {
  for (let n = 0; n < count; n++) tree.set(keyOf(n), Uint8Array.of(value, n & 255))
}

const round = fc.record({
  from: fc.nat(3_000),
  count: fc.nat(2_000),
  value: fc.nat(255),
  deleted: fc.nat(400),
  ask: fc.constantFrom('root', 'ready', 'later', 'proof'),
})

test.each([0, 1, 2, 3])(
  'a root that %i threads and the one that waits compute is the same as one computed here, whatever is asked in between',
  async (threads) => {
    const roots = new RootThreads({ threads })
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 8 }), async (rounds) => {
          const here = createStateTree({ hasher: merkleHasher, capacity: 16 })
          const there = createStateTree({ hasher: merkleHasher, capacity: 16, background: roots })
          const begun: { root: PendingRoot; expected: string }[] = []
          for (const { from, count, value, deleted, ask } of rounds) {
            for (const tree of [here, there]) {
              for (let n = from; n < from + count; n++) tree.set(keyOf(n), Uint8Array.of(value, n & 255))
              for (let n = from; n < from + deleted; n += 3) tree.delete(keyOf(n))
            }
            const root = there.beginCommit()
            const expected = here.commit()
            begun.push({ root, expected })
            if (ask === 'ready') await root.ready()
            if (ask === 'root') expect(root.value).toBe(expected)
            if (ask === 'proof') expect(there.prove(keyOf(from))).toEqual(here.prove(keyOf(from)))
          }
          // Those that later commits have overtaken resolve as well.
          await Promise.all(begun.map(({ root }) => root.ready()))
          for (const { root, expected } of begun) expect(root.value).toBe(expected)
          expect(there.root).toBe(here.root)
        }),
        { numRuns: 10 },
      )
    } finally {
      await roots.close()
    }
  },
)

test('many commits in a row, each waited for at once, have the roots that one thread gives them', async () => {
  const roots = new RootThreads({ threads: 2 })
  try {
    const here = createStateTree({ hasher: merkleHasher, capacity: 4_096 })
    const there = createStateTree({ hasher: merkleHasher, capacity: 4_096, background: roots })
    for (const tree of [here, there]) fill(tree, 4_000, 0)
    for (let commit = 0; commit < 200; commit++) {
      for (const tree of [here, there])
        for (let n = 0; n < 300; n++)
          tree.set(keyOf((commit * 7 + n * 11) % 4_000), Uint8Array.of(commit & 255, n & 255))
      expect(there.commit()).toBe(here.commit())
    }
  } finally {
    await roots.close()
  }
})

test('two trees take turns, and the first root is there before the second is begun', async () => {
  const roots = new RootThreads({ threads: 2 })
  try {
    const trees = [1, 2].map(() => createStateTree({ hasher: merkleHasher, background: roots }))
    for (let commit = 0; commit < 5; commit++) {
      const begun = trees.map((tree, i) => {
        fill(tree, 3_000, commit * 2 + i)
        return tree.beginCommit()
      })
      for (const [i, root] of begun.entries()) {
        const alone = createStateTree({ hasher: merkleHasher })
        fill(alone, 3_000, commit * 2 + i)
        expect(root.value).toBe(alone.commit())
      }
    }
  } finally {
    await roots.close()
  }
})

test('a state that is larger than what waits for a commit is hashed by all on its way', async () => {
  const roots = new RootThreads({ threads: 2 })
  try {
    const there = createStateTree({ hasher: merkleHasher, background: roots })
    const here = createStateTree({ hasher: merkleHasher })
    for (const tree of [here, there]) fill(tree, 140_000, 1)
    expect(there.commit()).toBe(here.commit())
  } finally {
    await roots.close()
  }
})

test('a thread that ends is heard of by whoever awaits the root, and by those who come later', async () => {
  const started: Worker[] = []
  const note = (worker: Worker) => started.push(worker)
  process.on('worker', note)
  const roots = new RootThreads({ threads: 2, timeoutMs: 10_000 })
  try {
    const tree = createStateTree({ hasher: merkleHasher, background: roots })
    fill(tree, 5_000, 1)
    tree.commit()
    await setImmediate()
    expect(started).toHaveLength(2)
    const [first] = started
    if (first === undefined) throw new Error('no thread was started')
    const ended = once(first, 'exit')
    void first.terminate()
    fill(tree, 5_000, 2)
    const root = tree.beginCommit()
    await Promise.all([ended, root.ready()])
    const failed = 'a thread that computes state roots has failed'
    expect(() => roots.wait()).toThrow(failed)
    expect(() => root.value).toThrow(failed)
    expect(() => tree.set(keyOf(1), Uint8Array.of(3))).toThrow(failed)
  } finally {
    process.off('worker', note)
    await roots.close()
  }
})

test('what goes wrong on a thread comes to whoever needs the root, with its cause', async () => {
  const roots = new RootThreads({ threads: 1 })
  try {
    const words = new BigUint64Array(new SharedArrayBuffer(0))
    const tree = createStateTree({
      hasher: merkleHasher,
      background: {
        begin: (memory, work) =>
          roots.begin({ ...memory, pendingBlocks: { ...memory.pendingBlocks, words } }, work),
        wait: () => roots.wait(),
        ready: () => roots.ready(),
      },
    })
    fill(tree, 1_000, 1)
    const root = tree.beginCommit()
    await root.ready()
    expect(() => root.value).toThrow('a thread that computes state roots has failed')
    const cause = (): unknown => {
      try {
        return root.value
      } catch (error) {
        return error instanceof Error ? error.cause : undefined
      }
    }
    await expect.poll(cause).toBeInstanceOf(TypeError)
  } finally {
    await roots.close()
  }
})

test('after the threads were closed the roots are computed by whoever needs them', async () => {
  const roots = new RootThreads({ threads: 2 })
  const there = createStateTree({ hasher: merkleHasher, background: roots })
  const here = createStateTree({ hasher: merkleHasher })
  for (const tree of [here, there]) fill(tree, 2_000, 1)
  const begun = there.beginCommit()
  await roots.close()
  expect(begun.value).toBe(here.commit())
  for (const tree of [here, there]) fill(tree, 2_000, 2)
  expect(there.commit()).toBe(here.commit())
})
