import type { TreeMemory } from './tree-memory.ts'

/**
 * A part of a tree: the leaves whose path begins with the `bits` bits of `number`, and all that stands above them and above no others.
 * Hashing one shard writes to no word of memory that hashing another reads or writes.
 */
export interface Shard {
  readonly bits: number
  readonly number: number
}

/** The only shard of 0 bits. */
export const WHOLE: Shard = { bits: 0, number: 0 }

/** The buckets of a shard are a whole number of words in `changedBuckets`, of 2^5 bits each. */
const WORD_BITS = 5
/** The first byte of a path tells which shard it is in. */
const MAX_BITS = 8

/** The bits (0 to 8) of shards of which there are at least `wanted`, or as many as a tree of this size can have. */
export function shardBits({ depth }: TreeMemory, wanted: number): number {
  return Math.max(0, Math.min(32 - Math.clz32(wanted - 1), depth - WORD_BITS, MAX_BITS))
}

/** The words of `changedBuckets` that are a shard's. */
export function wordsOf(
  { depth, changedBuckets }: TreeMemory,
  { bits, number }: Shard,
): { readonly from: number; readonly to: number } {
  if (bits === 0) return { from: 0, to: changedBuckets.length }
  const words = 2 ** (depth - bits - WORD_BITS)
  return { from: number * words, to: (number + 1) * words }
}
