import type { MerkleHasher } from '@demiurge/crypto'
import { copyHashOf } from './buckets.ts'
import { rehashDense, rehashTop } from './dense-levels.ts'
import { fetchChildren } from './fetch-ahead.ts'
import { BATCH_PAIRS, copyAsInner, HASH_WORDS, HashBatch } from './hashes.ts'
import { drainMarks } from './marks.ts'
import { hashPending } from './pending-leaves.ts'
import { type Shard, WHOLE, wordsOf } from './shard.ts'
import type { TreeMemory } from './tree-memory.ts'

/** What is to be computed of a tree: every hash up to the root, or only those of leaves whose values are pending. */
export type RehashWork = 'root' | 'leaves'

/**
 * Computes hashes: those of all values that are pending, and of everything above them. It changes no form, keeps nothing of a tree, and
 * may run on another thread than whoever changes the tree, as long as the two take turns. Several threads, each with one of these, may
 * do the shards of a tree at the same time; when all are done, one of them calls `finish`, and then nothing is pending.
 */
export class Rehash {
  readonly #batch: HashBatch

  constructor(hasher: MerkleHasher) {
    this.#batch = new HashBatch(hasher)
  }

  /** Brings every hash of a tree up to date, the root included. */
  run(memory: TreeMemory): void {
    this.runShard(memory, WHOLE, 'root')
    memory.pendingCount = 0
  }

  /** Computes the hashes of the leaves that are pending, marks what is above them, and leaves nothing pending. */
  absorb(memory: TreeMemory): void {
    this.runShard(memory, WHOLE, 'leaves')
    memory.pendingCount = 0
  }

  /** Does the part of a work that one shard is; what is pending stays so, as other shards need it. Shards may be done in any order. */
  runShard(memory: TreeMemory, shard: Shard, work: RehashWork): void {
    hashPending(memory, shard, this.#batch)
    if (work === 'leaves') return
    const { from, to } = wordsOf(memory, shard)
    const changed = drainMarks(memory.changedBuckets, from, to)
    this.#hashNodesIn(memory, changed)
    rehashDense(memory, changed, { batch: this.#batch, top: 2 ** shard.bits })
  }

  /** Computes what stands above shards of `bits` bits, the root included, after all of them were run. */
  finish(memory: TreeMemory, bits: number): void {
    rehashTop(memory, bits, this.#batch)
  }

  /** The hashes of all changed inner nodes in the given buckets, level by level from below. */
  #hashNodesIn(memory: TreeMemory, buckets: Uint32Array): void {
    const queue: number[] = []
    for (const bucket of buckets) {
      const ref = memory.heads[bucket] ?? 0
      if (ref < 0) queue.push(-ref)
    }
    const levels = [0]
    for (let start = 0; start < queue.length; start = levels.at(-1) ?? 0) {
      levels.push(queue.length)
      for (let i = start, end = queue.length; i < end; i++) queueChangedBelow(memory, queue[i] ?? 0, queue)
    }
    for (let level = levels.length - 1; level > 0; level--)
      this.#hashNodes(memory, queue, levels[level - 1] ?? 0, levels[level] ?? 0)
  }

  #hashNodes(memory: TreeMemory, queue: readonly number[], from: number, to: number): void {
    const { links, nodes } = memory
    const { input, output } = this.#batch
    for (let start = from; start < to; start += BATCH_PAIRS) {
      const count = Math.min(BATCH_PAIRS, to - start)
      fetchChildren(memory, queue, start, start + count)
      for (let i = 0; i < count; i++) {
        const node = queue[start + i] ?? 0
        copyHashOf(memory, links[node * 2] ?? 0, input.words, i * 2 * HASH_WORDS)
        copyHashOf(memory, links[node * 2 + 1] ?? 0, input.words, (i * 2 + 1) * HASH_WORDS)
      }
      this.#batch.run(count)
      for (let i = 0; i < count; i++)
        copyAsInner(nodes.words, (queue[start + i] ?? 0) * HASH_WORDS, output.words, i * HASH_WORDS)
    }
  }
}

/** Takes the mark off a node and appends those of its two subtrees that are changed inner nodes. */
function queueChangedBelow({ links, nodeChanged }: TreeMemory, node: number, queue: number[]): void {
  nodeChanged[node] = 0
  const left = -(links[node * 2] ?? 0)
  if (left > 0 && nodeChanged[left] === 1) queue.push(left)
  const right = -(links[node * 2 + 1] ?? 0)
  if (right > 0 && nodeChanged[right] === 1) queue.push(right)
}
