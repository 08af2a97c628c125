import { toHex } from '@demiurge/codec'
import type { Buckets } from './buckets.ts'
import type { DenseLevels } from './dense-levels.ts'
import {
  allocateHashes,
  copyHash,
  HASH_BYTES,
  HASH_WORDS,
  type HashMemory,
  isEmpty,
  isInner,
  PATH_BITS,
  pathBit,
} from './hashes.ts'
import { LEAF_HASHES } from './leaf-arena.ts'

/** A leaf of the tree as a proof names it; `0x…` hex. */
export interface LeafHashes {
  readonly path: string
  readonly valueHash: string
}

/** The way from the root to where a key's leaf is or would be. */
export interface Branch {
  /** Whether the key is in the tree. */
  readonly present: boolean
  /** Hashes of the subtrees that the way does not take, from the root down; `0x…` hex. */
  readonly siblings: readonly string[]
  /** The leaf that stands at the end of the way instead of the key's own: it proves that the key is absent. */
  readonly other: LeafHashes | null
}

/** The siblings of the branch that is being walked; one conversion to hex serves them all. */
const gathered = allocateHashes(PATH_BITS)

/** Walks down to a path (hash 0 of `path`). All hashes must be up to date. */
export function branchTo(path: HashMemory, dense: DenseLevels, buckets: Buckets): Branch {
  const base = 2 ** buckets.depth
  let depth = 0
  let node = 1
  while (node < base && isInner(dense.memory, node)) {
    node = node * 2 + pathBit(path.bytes, 0, depth)
    copyHash(gathered.words, depth++ * HASH_WORDS, dense.memory.words, (node ^ 1) * HASH_WORDS)
  }
  if (node < base)
    return { ...endOf(path, leafBelow(node, dense, buckets), buckets), siblings: takeGathered(depth) }
  const { links } = buckets.nodes
  let ref = buckets.heads[node - base] ?? 0
  while (ref < 0) {
    const link = -ref * 2 + pathBit(path.bytes, 0, depth)
    buckets.copyHashOf(links[link ^ 1] ?? 0, gathered.words, depth++ * HASH_WORDS)
    ref = links[link] ?? 0
  }
  return { ...endOf(path, ref, buckets), siblings: takeGathered(depth) }
}

function takeGathered(count: number): string[] {
  const hex = gathered.bytes.subarray(0, count * HASH_BYTES).toHex()
  return Array.from({ length: count }, (_, i) => `0x${hex.slice(i * 64, i * 64 + 64)}`)
}

/** The only leaf below a dense node, or 0 when there is none. */
function leafBelow(node: number, dense: DenseLevels, buckets: Buckets): number {
  const base = 2 ** buckets.depth
  let at = node
  while (at < base) at = isEmpty(dense.memory, at * 2) ? at * 2 + 1 : at * 2
  return buckets.heads[at - base] ?? 0
}

function endOf(path: HashMemory, slot: number, { leaves }: Buckets): Omit<Branch, 'siblings'> {
  if (slot === 0) return { present: false, other: null }
  if (leaves.hasPath(slot, path, 0)) return { present: true, other: null }
  const at = slot * LEAF_HASHES
  return {
    present: false,
    other: { path: hexAt(leaves.memory, at), valueHash: hexAt(leaves.memory, at + 1) },
  }
}

/** Hash number `index` of a memory. */
function hexAt({ bytes }: HashMemory, index: number): string {
  return toHex(bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES))
}
