import { fetchLeaves } from './fetch-ahead.ts'
import {
  BATCH_PAIRS,
  copyAsLeaf,
  copyHash,
  copyPair,
  HASH_WORDS,
  type HashBatch,
  pathBit,
  pathPrefix,
} from './hashes.ts'
import { addMark } from './marks.ts'
import type { Shard } from './shard.ts'
import { LEAF_BYTES, LEAF_HASH_WORD, LEAF_WORDS, VALUE_HASH_WORD } from './slots.ts'
import type { TreeMemory } from './tree-memory.ts'

/** The pending entries whose leaves are hashed together, by number; as many more may wait for the next batch. */
const picked = new Uint32Array(2 * BATCH_PAIRS)
/** Buckets of the leaves that are touched, and what stands in them. */
const touchedBuckets = new Uint32Array(BATCH_PAIRS)
const touchedHeads = new Int32Array(BATCH_PAIRS)

/** Computes the hashes of a shard's leaves that are pending, and marks what is above them. Of two values for one leaf the later counts. */
export function hashPending(memory: TreeMemory, shard: Shard, batch: HashBatch): void {
  const { pendingCount } = memory
  let count = 0
  for (let start = 0; start < pendingCount; start += BATCH_PAIRS) {
    count = pick(memory, shard, { count, start, end: Math.min(start + BATCH_PAIRS, pendingCount) })
    if (count < BATCH_PAIRS) continue
    hashPicked(memory, BATCH_PAIRS, batch)
    picked.copyWithin(0, BATCH_PAIRS, count)
    count -= BATCH_PAIRS
  }
  hashPicked(memory, count, batch)
}

/** Picks those of entries `start` to `end` whose leaves are a shard's, behind the `count` that are picked; returns how many there are. */
function pick(
  { pendingSlots, leaves: { bytes } }: TreeMemory,
  { bits, number }: Shard,
  { count, start, end }: { readonly count: number; readonly start: number; readonly end: number },
): number {
  const shift = 8 - bits
  let picks = count
  for (let i = start; i < end; i++) {
    picked[picks] = i
    // The first byte of a path is enough. Nothing branches on it, so that many of these loads are waited for at once.
    picks += bits === 0 || (bytes[(pendingSlots[i] ?? 0) * LEAF_BYTES] ?? 0) >>> shift === number ? 1 : 0
  }
  return picks
}

/** The value hash of the leaves that were picked, then the leaf hash SHA-256(path || value hash), tagged. */
function hashPicked(memory: TreeMemory, count: number, batch: HashBatch): void {
  const { pendingSlots, pendingBlocks, pendingHashed, leaves } = memory
  const { input, output } = batch
  const { words } = leaves
  fetchLeaves(leaves, pendingSlots, picked, count)
  for (let i = 0; i < count; i++)
    copyPair(input.words, i * 2 * HASH_WORDS, pendingBlocks.words, (picked[i] ?? 0) * 2 * HASH_WORDS)
  batch.run(count)
  for (let i = 0; i < count; i++) {
    const entry = picked[i] ?? 0
    const leaf = (pendingSlots[entry] ?? 0) * LEAF_WORDS
    if (pendingHashed[entry] === 1)
      copyHash(words, leaf + VALUE_HASH_WORD, pendingBlocks.words, entry * 2 * HASH_WORDS)
    else copyHash(words, leaf + VALUE_HASH_WORD, output.words, i * HASH_WORDS)
    copyPair(input.words, i * 2 * HASH_WORDS, words, leaf)
  }
  batch.run(count)
  for (let i = 0; i < count; i++) {
    const leaf = (pendingSlots[picked[i] ?? 0] ?? 0) * LEAF_WORDS
    copyAsLeaf(words, leaf + LEAF_HASH_WORD, output.words, i * HASH_WORDS)
  }
  touchPicked(memory, count)
}

/** Marks everything above the leaves that were picked, whose lines were just loaded. */
function touchPicked(
  { pendingSlots, leaves, depth: top, heads, links, nodeChanged, changedBuckets }: TreeMemory,
  count: number,
): void {
  const { bytes } = leaves
  // Apart from the loop that follows links: here no load waits for another.
  for (let i = 0; i < count; i++) {
    const bucket = pathPrefix(bytes, (pendingSlots[picked[i] ?? 0] ?? 0) * LEAF_BYTES, top)
    touchedBuckets[i] = bucket
    touchedHeads[i] = heads[bucket] ?? 0
  }
  for (let i = 0; i < count; i++) {
    const at = (pendingSlots[picked[i] ?? 0] ?? 0) * LEAF_BYTES
    addMark(changedBuckets, touchedBuckets[i] ?? 0)
    let ref = touchedHeads[i] ?? 0
    for (let depth = top; ref < 0; depth++) {
      nodeChanged[-ref] = 1
      ref = links[-ref * 2 + pathBit(bytes, at, depth)] ?? 0
    }
  }
}
