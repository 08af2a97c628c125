import { copyHashOf } from './buckets.ts'
import { fetchHeads, fetchPairs } from './fetch-ahead.ts'
import {
  BATCH_PAIRS,
  copyAsInner,
  copyHash,
  copyPair,
  HASH_WORDS,
  type HashBatch,
  type HashMemory,
  isEmpty,
  isInner,
} from './hashes.ts'
import type { TreeMemory } from './tree-memory.ts'

/** The nodes whose pairs are in the batch. */
const inBatch = new Uint32Array(BATCH_PAIRS)

/**
 * Takes the hashes of changed buckets (ascending) into the complete part of the tree and computes everything above them, up to the level
 * that is `top` wide: 1 is the root.
 */
export function rehashDense(
  memory: TreeMemory,
  changed: Uint32Array,
  { batch, top }: { readonly batch: HashBatch; readonly top: number },
): void {
  const base = 2 ** memory.depth
  const { heads, dense } = memory
  fetchHeads(memory, changed)
  for (const bucket of changed)
    copyHashOf(memory, heads[bucket] ?? 0, dense.words, (base + bucket) * HASH_WORDS)
  let count = changed.length
  for (let width = base / 2; width >= top && count > 0; width /= 2) {
    count = replaceByParents(changed, count)
    hashParents(dense, width, changed.subarray(0, count), batch)
  }
}

/** Computes everything above the level that is 2^bits wide: a few nodes, so that it is not asked which of them have changed. */
export function rehashTop({ dense }: TreeMemory, bits: number, batch: HashBatch): void {
  for (let width = 2 ** bits / 2; width >= 1; width /= 2)
    hashParents(
      dense,
      width,
      Uint32Array.from({ length: width }, (_, i) => i),
      batch,
    )
}

function hashParents(dense: HashMemory, width: number, level: Uint32Array, batch: HashBatch): void {
  const { words } = dense
  for (let start = 0; start < level.length; start += BATCH_PAIRS) {
    const end = Math.min(start + BATCH_PAIRS, level.length)
    fetchPairs(dense, level, { width, start, end })
    let pairs = 0
    for (let i = start; i < end; i++) {
      const node = width + (level[i] ?? 0)
      const only = onlyChild(dense, node)
      if (only !== 0) {
        copyHash(words, node * HASH_WORDS, words, only * HASH_WORDS)
        continue
      }
      copyPair(batch.input.words, pairs * 2 * HASH_WORDS, words, node * 2 * HASH_WORDS)
      inBatch[pairs++] = node
    }
    batch.run(pairs)
    for (let i = 0; i < pairs; i++)
      copyAsInner(words, (inBatch[i] ?? 0) * HASH_WORDS, batch.output.words, i * HASH_WORDS)
  }
}

/** The child that stands for the whole subtree because the other side is empty and it is no inner node; 0 when both must be hashed. */
function onlyChild(dense: HashMemory, node: number): number {
  const left = node * 2
  const right = left + 1
  if (isEmpty(dense, left)) return isInner(dense, right) ? 0 : right
  if (isEmpty(dense, right)) return isInner(dense, left) ? 0 : left
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
