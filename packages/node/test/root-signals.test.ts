import { merkleHasher } from '@demiurge/crypto/native'
import { createStateTree, Rehash, type TreeMemory } from '@demiurge/state'
import { expect, test } from 'vitest'
import { RootSignals } from '../src/chain/root-signals.ts'

/** The memory of a tree in which so many values are pending. */
function pendingTree(count: number): TreeMemory {
  let found: TreeMemory | undefined
  const tree = createStateTree({
    hasher: merkleHasher,
    background: {
      begin: (memory) => {
        found = memory
      },
      wait: () => {},
      ready: async () => {},
    },
  })
  for (let n = 0; n < count; n++) tree.set(`items/${n}`, Uint8Array.of(n & 255))
  tree.beginCommit()
  if (found === undefined) throw new Error('nothing was begun')
  return found
}

test('every shard is handed out once, and a work is over when all are done, also when numbers begin again', () => {
  const signals = new RootSignals()
  // What another thread sees.
  const other = new RootSignals(signals.memory)
  const tree = pendingTree(1_000)
  const rehash = new Rehash(merkleHasher)
  const last = 2 ** 20 - 1
  expect(RootSignals.after(last)).toBe(0)
  expect(other.claim()).toBeUndefined()
  for (const number of [last - 1, last, RootSignals.after(last)]) {
    signals.begin({ number, work: 'root', bits: 2, pending: 1_000, version: 5 }, 1)
    other.waitForWork()
    const shards = [other.claim(), signals.claim(), other.claim(), signals.claim()]
    expect(shards).toEqual([3, 2, 1, 0])
    expect(other.claimed).toEqual({ version: 5, pending: 1_000 })
    expect([other.claim(), signals.claim()]).toEqual([undefined, undefined])
    for (const shard of [2, 0, 3, 1]) {
      expect(signals.isOver(number)).toBe(false)
      other.run(rehash, tree, shard)
    }
    expect(signals.isOver(number)).toBe(true)
    expect(signals.waitFor(number, 0)).toBe(true)
  }
})

test('a failure stays, whoever finishes a work afterwards', async () => {
  const signals = new RootSignals()
  const tree = pendingTree(300)
  const rehash = new Rehash(merkleHasher)
  signals.begin({ number: 1, work: 'leaves', bits: 1, pending: 300, version: 1 }, 0)
  expect(signals.waitFor(1, 1)).toBe(false)
  expect(await signals.change(1, 1)).toBe(false)
  signals.run(rehash, tree, signals.claim() ?? 0)
  const heard = signals.change(1, 10_000)
  signals.fail()
  expect(await heard).toBe(true)
  signals.run(rehash, tree, signals.claim() ?? 0)
  expect(signals.hasFailed).toBe(true)
  expect(signals.isOver(1)).toBe(true)
})
