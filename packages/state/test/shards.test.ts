import { portableMerkleHasher } from '@demiurge/crypto'
import {
  type BackgroundRehash,
  createStateTree,
  Rehash,
  type StateTree,
  shardBits,
  type TreeMemory,
} from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groundHasher, plainHasher, referenceRoot } from './reference.ts'

const key = (n: number): string => `nft/items/${n}`

/** Does each work in shards, one after the other, in an order that is drawn: `next` gives the numbers. */
function inShards(
  wanted: number,
  next: () => number,
  hasher = plainHasher,
): BackgroundRehash & { readonly counts: Set<number> } {
  // As each thread has its own.
  const rehashes = Array.from({ length: 3 }, () => new Rehash(hasher))
  const one = (): Rehash => rehashes[next() % rehashes.length] as Rehash
  const counts = new Set<number>()
  return {
    counts,
    begin(memory: TreeMemory, work) {
      const bits = shardBits(memory, wanted)
      const shards = Array.from({ length: 2 ** bits }, (_, number) => ({ bits, number }))
      counts.add(shards.length)
      while (shards.length > 0)
        for (const shard of shards.splice(next() % shards.length, 1)) one().runShard(memory, shard, work)
      if (work === 'root') one().finish(memory, bits)
    },
    wait() {},
    async ready() {},
  }
}

/** Changes of one commit: stretches of keys that are set, enough of them for the background, or deleted. */
const commit = fc.record({
  from: fc.nat(1_500),
  set: fc.integer({ min: 0, max: 700 }),
  value: fc.nat(255),
  /** A later value for every so-manieth key. */
  again: fc.integer({ min: 1, max: 40 }),
  deleted: fc.nat(500),
  long: fc.boolean(),
})

test.each([1, 2, 4, 8, 256])(
  'any history has the root of the definition in %i shards, in whatever order',
  (wanted) => {
    fc.assert(
      fc.property(
        fc.array(commit, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 13 }),
        (commits, stream, depth) => {
          const background = inShards(wanted, () => stream.next().value ?? 0)
          const sharded = createStateTree({ hasher: plainHasher, depth, capacity: 4, background })
          const plain = createStateTree({ hasher: plainHasher, depth: 1, capacity: 4 })
          const model = new Map<string, Uint8Array>()
          const set = (n: number, bytes: Uint8Array): void => {
            for (const tree of [sharded, plain]) tree.set(key(n), bytes)
            model.set(key(n), bytes)
          }
          const drop = (n: number): void => {
            for (const tree of [sharded, plain]) tree.delete(key(n))
            model.delete(key(n))
          }
          for (const { from, set: count, value, again, deleted, long } of commits) {
            for (let n = from; n < from + count; n++) set(n, new Uint8Array(long ? 70 : 3).fill(value))
            // Some go, their slots are given to others while their values are still pending, some come back.
            for (let n = from; n < from + deleted; n += 3) drop(n)
            for (let n = from; n < from + count; n += again) set(n, Uint8Array.of(value, n & 255))
            const root = sharded.commit()
            expect(root).toBe(plain.commit())
            expect(root).toBe(referenceRoot(model))
          }
        },
      ),
      { numRuns: 12 },
    )
  },
)

test('a tree of less than 64 buckets is one shard, a larger one never has shards of less than 32 buckets', () => {
  for (let depth = 1; depth <= 16; depth++) {
    const background = inShards(1_000, () => 0)
    const tree = createStateTree({ hasher: plainHasher, depth, background })
    fill(tree, 300)
    tree.commit()
    // The tree doubles its buckets as soon as they hold two leaves each.
    const buckets = 2 ** Math.max(depth, 8)
    expect([...background.counts]).toEqual([Math.min(256, buckets / 32)])
  }
})

test('keys ground into one bucket, and so into one shard, have the root of the definition', () => {
  const hasher = groundHasher()
  const next = () => 0
  const tree = createStateTree({ hasher, depth: 9, background: inShards(8, next, hasher) })
  const model = new Map<string, Uint8Array>()
  const set = (name: string, value: number): void => {
    tree.set(name, Uint8Array.of(value))
    model.set(name, Uint8Array.of(value))
  }
  for (let n = 0; n < 3_000; n++) set(`ground/${n}`, n & 255)
  expect(tree.commit()).toBe(referenceRoot(model, hasher))
  for (let n = 0; n < 300; n++) set(`free/${n}`, n & 255)
  for (let n = 100; n < 2_900; n++) {
    tree.delete(`ground/${n}`)
    model.delete(`ground/${n}`)
  }
  for (let n = 0; n < 100; n++) set(`ground/${n}`, 7)
  expect(tree.commit()).toBe(referenceRoot(model, hasher))
})

test('a state that is loaded at once is hashed in shards on its way, and grows from one leaf', () => {
  const choices = [5, 3, 1, 4, 2, 0, 6]
  let at = 0
  const next = () => choices[at++ % choices.length] ?? 0
  const sharded = createStateTree({
    hasher: portableMerkleHasher,
    capacity: 1,
    background: inShards(8, next, portableMerkleHasher),
  })
  const plain = createStateTree({ hasher: portableMerkleHasher, capacity: 1 })
  for (const tree of [sharded, plain]) fill(tree, 140_000)
  expect(sharded.commit()).toBe(plain.commit())
})

test('shards touch no memory of each other: each may be done on a copy, and the copies put together', () => {
  const before: TreeMemory[] = []
  const background: BackgroundRehash = {
    begin(memory) {
      const bits = shardBits(memory, 4)
      expect(bits).toBe(2)
      const original = copyOf(memory)
      const written = new Map<string, number>()
      for (let number = 0; number < 4; number++) {
        const copy = copyOf(original)
        new Rehash(plainHasher).runShard(copy, { bits, number }, 'root')
        for (const [name, words] of arraysOf(copy))
          for (const [i, word] of changesOf(arraysOf(original).get(name), words)) {
            expect(written.get(`${name} ${i}`), `${name} ${i}`).toBeUndefined()
            written.set(`${name} ${i}`, number)
            const target = arraysOf(memory).get(name)
            if (target !== undefined) target[i] = word as never
          }
      }
      new Rehash(plainHasher).finish(memory, bits)
      before.push(original)
    },
    wait() {},
    async ready() {},
  }
  const tree = createStateTree({ hasher: plainHasher, depth: 7, background })
  const alone = createStateTree({ hasher: plainHasher })
  for (const each of [tree, alone]) fill(each, 400)
  expect(tree.commit()).toBe(alone.commit())
  for (const each of [tree, alone]) {
    for (let n = 0; n < 400; n += 3) each.delete(key(n))
    for (let n = 100; n < 450; n++) each.set(key(n), Uint8Array.of(9))
  }
  expect(tree.commit()).toBe(alone.commit())
  expect(before).toHaveLength(2)
})

function fill(tree: StateTree, count: number): void {
  for (let n = 0; n < count; n++) tree.set(key(n), Uint8Array.of(n & 255, n >> 8))
}

type Words = BigUint64Array | Uint32Array | Int32Array | Uint8Array

/** All memory that hashing may write to. */
function arraysOf(memory: TreeMemory): Map<string, Words> {
  const { leaves, links, nodes, nodeChanged, heads, changedBuckets, dense, pendingSlots } = memory
  const flat = { links, nodeChanged, heads, changedBuckets, pendingSlots }
  return new Map<string, Words>([
    ...Object.entries(flat),
    ['leaves', leaves.words],
    ['nodes', nodes.words],
    ['dense', dense.words],
  ])
}

/** A copy in memory of its own. */
function copyOf(memory: TreeMemory): TreeMemory {
  const { links, nodeChanged, heads, changedBuckets, pendingSlots, pendingHashed } = memory
  return {
    ...memory,
    links: links.slice(),
    nodeChanged: nodeChanged.slice(),
    heads: heads.slice(),
    changedBuckets: changedBuckets.slice(),
    pendingSlots: pendingSlots.slice(),
    pendingHashed: pendingHashed.slice(),
    leaves: hashesOf(memory.leaves),
    nodes: hashesOf(memory.nodes),
    dense: hashesOf(memory.dense),
    pendingBlocks: hashesOf(memory.pendingBlocks),
  }
}

function hashesOf({ words: original }: TreeMemory['leaves']): TreeMemory['leaves'] {
  const words = original.slice()
  return { words, bytes: new Uint8Array(words.buffer), view: new DataView(words.buffer) }
}

function changesOf(before: Words | undefined, after: Words): [number, number | bigint][] {
  const changes: [number, number | bigint][] = []
  for (let i = 0; i < after.length; i++) {
    const word = after[i]
    if (word !== undefined && word !== before?.[i]) changes.push([i, word])
  }
  return changes
}
