/**
 * Loads from all over a large state are what changing it and computing its root wait for. Here bytes of what a loop will need are loaded
 * by a loop that does nothing else: so short, that the processor waits for many of them at once, where the other would wait for one
 * after the other.
 */
import type { Entry } from './entry.ts'
import { HASH_BYTES, type HashMemory } from './hashes.ts'
import { LEAF_BYTES, LEAF_HASH_WORD } from './slots.ts'
import type { TreeMemory } from './tree-memory.ts'

/** Takes what was loaded: as somebody does, the compiler leaves the loads where they are. */
let taken = 0

/** What was loaded last; of no meaning. */
export function lastFetched(): number {
  return taken
}

/** Entries whose rows are loaded ahead: few enough that the first is still at hand when the last has come. */
export const ROWS_AHEAD = 256

/** The rows of ROWS_AHEAD entries, from number `start` on. */
export function fetchRows(entries: readonly Entry[], start: number): void {
  const end = Math.min(entries.length, start + ROWS_AHEAD)
  let seen = 0
  for (let i = start; i < end; i++) {
    const entry = entries[i]
    if (entry?.table !== undefined) seen |= entry.table.touch(entry.row)
  }
  taken = seen
}

/** The leaves in those slots of a list that stand at the first `count` places of `picked`. */
export function fetchLeaves(
  { bytes }: HashMemory,
  slots: Uint32Array,
  picked: Uint32Array,
  count: number,
): void {
  let seen = 0
  for (let i = 0; i < count; i++) {
    const at = (slots[picked[i] ?? 0] ?? 0) * LEAF_BYTES
    seen |= (bytes[at] ?? 0) | (bytes[at + LEAF_BYTES - 1] ?? 0)
  }
  taken = seen
}

/** What stands in buckets. */
export function fetchHeads({ heads, leaves, nodes, dense, depth }: TreeMemory, buckets: Uint32Array): void {
  const base = 2 ** depth
  let seen = 0
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i] ?? 0
    seen |= firstByteOf(leaves, nodes, heads[bucket] ?? 0) | (dense.bytes[(base + bucket) * HASH_BYTES] ?? 0)
  }
  taken = seen
}

/** The hashes below the inner nodes `start` to `end` of a list. */
export function fetchChildren(
  { links, leaves, nodes }: TreeMemory,
  list: readonly number[],
  start: number,
  end: number,
): void {
  let seen = 0
  for (let i = start; i < end; i++) {
    const at = (list[i] ?? 0) * 2
    seen |= firstByteOf(leaves, nodes, links[at] ?? 0) | firstByteOf(leaves, nodes, links[at + 1] ?? 0)
  }
  taken = seen
}

/** The pairs below nodes `start` to `end` of one level of the complete part, which is `width` wide. */
export function fetchPairs(
  { bytes }: HashMemory,
  level: Uint32Array,
  { width, start, end }: { readonly width: number; readonly start: number; readonly end: number },
): void {
  let seen = 0
  for (let i = start; i < end; i++) {
    const at = (width + (level[i] ?? 0)) * 2 * HASH_BYTES
    seen |= (bytes[at] ?? 0) | (bytes[at + 2 * HASH_BYTES - 1] ?? 0)
  }
  taken = seen
}

function firstByteOf(leaves: HashMemory, nodes: HashMemory, ref: number): number {
  const bytes = ref > 0 ? leaves.bytes : nodes.bytes
  const at = ref > 0 ? ref * LEAF_BYTES + LEAF_HASH_WORD * 8 : -ref * HASH_BYTES
  return (bytes[at] ?? 0) | (bytes[at + HASH_BYTES - 1] ?? 0)
}
