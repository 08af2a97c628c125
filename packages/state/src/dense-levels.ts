import type { MerkleHasher } from '@demiurge/crypto'
import type { Buckets } from './buckets.ts'
import {
  allocateHashes,
  BATCH_PAIRS,
  copyAsInner,
  copyHash,
  copyPair,
  HASH_BYTES,
  HASH_WORDS,
  type HashBatch,
  type HashMemory,
  isEmpty,
  isInner,
} from './hashes.ts'

const LEVEL_THAT_IS_ALWAYS_WHOLE = 16

/**
 * The upper part of the tree: a complete binary tree over the buckets in one block of memory, in heap order. Node 1 is the root,
 * nodes 2p and 2p + 1 are the halves of node p, and node 2^depth + b is bucket b. Siblings lie side by side: they are a pair to hash.
 */
export class DenseLevels {
  memory: HashMemory
  #depth: number
  readonly #hasher: MerkleHasher
  /** The nodes whose pairs are in the batch. */
  readonly #pending = new Uint32Array(BATCH_PAIRS)

  constructor(depth: number, hasher: MerkleHasher) {
    this.memory = allocateHashes(2 ** (depth + 1))
    this.#depth = depth
    this.#hasher = hasher
  }

  /** One level more, after the buckets were split. No hash changes; those of changed buckets are computed by the next update. */
  grow(buckets: Buckets): void {
    this.#depth++
    this.memory = allocateHashes(2 ** (this.#depth + 1), this.memory)
    const base = 2 ** this.#depth
    for (let bucket = 0; bucket < base; bucket++)
      buckets.copyHashOf(buckets.heads[bucket] ?? 0, this.memory.words, (base + bucket) * HASH_WORDS)
  }

  /** Takes over the hashes of changed buckets (ascending) and computes everything above them. */
  update(changed: Uint32Array, buckets: Buckets, batch: HashBatch): void {
    const base = 2 ** this.#depth
    for (const bucket of changed)
      buckets.copyHashOf(buckets.heads[bucket] ?? 0, this.memory.words, (base + bucket) * HASH_WORDS)
    const level = changed
    let count = changed.length
    for (let width = base / 2; width >= 1 && count > 0; width /= 2) {
      // From here on the list stays whole, because all nodes of a level are the parents of all nodes below.
      if (width <= LEVEL_THAT_IS_ALWAYS_WHOLE || count * 3 > width * 2) {
        this.#hashWholeLevels(width)
        return
      }
      count = replaceByParents(level, count)
      this.#hashParents(width, level, count, batch)
    }
  }

  /** Every node of the level that is `width` nodes wide, and of all levels above it. */
  #hashWholeLevels(width: number): void {
    const { bytes, words } = this.memory
    for (let start = width; start >= 1; start /= 2) {
      this.#hasher.hashPairs(
        bytes.subarray(start * 2 * HASH_BYTES, start * 4 * HASH_BYTES),
        bytes.subarray(start * HASH_BYTES, start * 2 * HASH_BYTES),
      )
      for (let node = start; node < start * 2; node++) {
        const only = onlyChild(this.memory, node)
        if (only === 0) copyAsInner(words, node * HASH_WORDS, words, node * HASH_WORDS)
        else this.#moveUp(only, node)
      }
    }
  }

  #hashParents(width: number, level: Uint32Array, count: number, batch: HashBatch): void {
    const { words } = this.memory
    const pending = this.#pending
    for (let start = 0; start < count; start += BATCH_PAIRS) {
      const end = Math.min(start + BATCH_PAIRS, count)
      let pairs = 0
      for (let i = start; i < end; i++) {
        const node = width + (level[i] ?? 0)
        const only = onlyChild(this.memory, node)
        if (only !== 0) {
          this.#moveUp(only, node)
          continue
        }
        copyPair(batch.input.words, pairs * 2 * HASH_WORDS, words, node * 2 * HASH_WORDS)
        pending[pairs++] = node
      }
      batch.run(pairs)
      for (let i = 0; i < pairs; i++) {
        const node = pending[i] ?? 0
        copyAsInner(words, node * HASH_WORDS, batch.output.words, i * HASH_WORDS)
      }
    }
  }

  #moveUp(child: number, node: number): void {
    copyHash(this.memory.words, node * HASH_WORDS, this.memory.words, child * HASH_WORDS)
  }
}

/** The child that stands for the whole subtree because the other side is empty and it is no inner node; 0 when both must be hashed. */
function onlyChild(memory: HashMemory, node: number): number {
  const left = node * 2
  const right = left + 1
  if (isEmpty(memory, left)) return isInner(memory, right) ? 0 : right
  if (isEmpty(memory, right)) return isInner(memory, left) ? 0 : left
  return 0
}

/** Replaces ascending positions of one level by those of their parents; returns how many there are. */
function replaceByParents(level: Uint32Array, count: number): number {
  let parents = 0
  let last = -1
  for (let i = 0; i < count; i++) {
    const parent = (level[i] ?? 0) >>> 1
    if (parent === last) continue
    last = parent
    level[parents++] = parent
  }
  return parents
}
