import type { MerkleHasher } from '@demiurge/crypto'
import { copyHashOf } from './buckets.ts'
import { rehashDense } from './dense-levels.ts'
import { fetchChildren, fetchLeaves } from './fetch-ahead.ts'
import {
  BATCH_PAIRS,
  copyAsInner,
  copyAsLeaf,
  copyHash,
  copyPair,
  HASH_WORDS,
  HashBatch,
  pathBit,
  pathPrefix,
} from './hashes.ts'
import { addMark, drainMarks } from './marks.ts'
import { LEAF_BYTES, LEAF_HASH_WORD, LEAF_WORDS, VALUE_HASH_WORD } from './slots.ts'
import type { TreeMemory } from './tree-memory.ts'

/**
 * Computes hashes: those of all values that are pending, and of everything above them. It changes no form, keeps nothing of a tree, and
 * may run on another thread than whoever changes the tree, as long as the two take turns.
 */
export class Rehash {
  readonly #batch: HashBatch

  constructor(hasher: MerkleHasher) {
    this.#batch = new HashBatch(hasher)
  }

  /** Brings every hash of a tree up to date, the root included. */
  run(memory: TreeMemory): void {
    this.absorb(memory)
    const changed = drainMarks(memory.changedBuckets)
    this.#hashNodesIn(memory, changed)
    rehashDense(memory, changed, this.#batch)
  }

  /** Computes the hashes of the leaves that are pending, marks what is above them, and leaves nothing pending. */
  absorb(memory: TreeMemory): void {
    const { pendingCount } = memory
    for (let start = 0; start < pendingCount; start += BATCH_PAIRS) {
      const end = Math.min(start + BATCH_PAIRS, pendingCount)
      this.#hashLeaves(memory, start, end)
      touch(memory, start, end)
    }
    memory.pendingCount = 0
  }

  /**
   * The value hash of a stretch of pending leaves, then the leaf hash SHA-256(path || value hash), tagged. Of two values for one leaf
   * the later counts.
   */
  #hashLeaves(
    { pendingSlots, pendingBlocks, pendingHashed, leaves }: TreeMemory,
    start: number,
    end: number,
  ): void {
    const { input, output } = this.#batch
    const { words } = leaves
    const count = end - start
    fetchLeaves(leaves, pendingSlots, start, end)
    for (let i = 0; i < count; i++)
      copyPair(input.words, i * 2 * HASH_WORDS, pendingBlocks.words, (start + i) * 2 * HASH_WORDS)
    this.#batch.run(count)
    for (let i = 0; i < count; i++) {
      const leaf = (pendingSlots[start + i] ?? 0) * LEAF_WORDS
      if (pendingHashed[start + i] === 1)
        copyHash(words, leaf + VALUE_HASH_WORD, pendingBlocks.words, (start + i) * 2 * HASH_WORDS)
      else copyHash(words, leaf + VALUE_HASH_WORD, output.words, i * HASH_WORDS)
      copyPair(input.words, i * 2 * HASH_WORDS, words, leaf)
    }
    this.#batch.run(count)
    for (let i = 0; i < count; i++) {
      const leaf = (pendingSlots[start + i] ?? 0) * LEAF_WORDS
      copyAsLeaf(words, leaf + LEAF_HASH_WORD, output.words, i * HASH_WORDS)
    }
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

/** Buckets of the leaves that are touched, and what stands in them. */
const touchedBuckets = new Uint32Array(BATCH_PAIRS)
const touchedHeads = new Int32Array(BATCH_PAIRS)

/** Marks everything above pending leaves: at most BATCH_PAIRS, whose lines were just loaded. */
function touch(
  { pendingSlots, leaves, depth: top, heads, links, nodeChanged, changedBuckets }: TreeMemory,
  start: number,
  end: number,
): void {
  const { bytes } = leaves
  // Apart from the loop that follows links: here no load waits for another.
  for (let i = start; i < end; i++) {
    const bucket = pathPrefix(bytes, (pendingSlots[i] ?? 0) * LEAF_BYTES, top)
    touchedBuckets[i - start] = bucket
    touchedHeads[i - start] = heads[bucket] ?? 0
  }
  for (let i = start; i < end; i++) {
    const at = (pendingSlots[i] ?? 0) * LEAF_BYTES
    addMark(changedBuckets, touchedBuckets[i - start] ?? 0)
    let ref = touchedHeads[i - start] ?? 0
    for (let depth = top; ref < 0; depth++) {
      nodeChanged[-ref] = 1
      ref = links[-ref * 2 + pathBit(bytes, at, depth)] ?? 0
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
