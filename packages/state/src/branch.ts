import { toHex } from '@demiurge/codec'
import { type Buckets, copyHashOf } from './buckets.ts'
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
import { LEAF_HASHES, type TreeMemory } from './tree-memory.ts'

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
export function branchTo(path: HashMemory, memory: TreeMemory, buckets: Buckets): Branch {
  const { dense, links, heads } = memory
  const base = 2 ** memory.depth
  let depth = 0
  let node = 1
  while (node < base && isInner(dense, node)) {
    node = node * 2 + pathBit(path.bytes, 0, depth)
    copyHash(gathered.words, depth++ * HASH_WORDS, dense.words, (node ^ 1) * HASH_WORDS)
  }
  if (node < base)
    return { ...endOf(path, leafBelow(node, memory), memory, buckets), siblings: takeGathered(depth) }
  let ref = heads[node - base] ?? 0
  while (ref < 0) {
    const link = -ref * 2 + pathBit(path.bytes, 0, depth)
    copyHashOf(memory, links[link ^ 1] ?? 0, gathered.words, depth++ * HASH_WORDS)
    ref = links[link] ?? 0
  }
  return { ...endOf(path, ref, memory, buckets), siblings: takeGathered(depth) }
}

function takeGathered(count: number): string[] {
  const hex = gathered.bytes.subarray(0, count * HASH_BYTES).toHex()
  return Array.from({ length: count }, (_, i) => `0x${hex.slice(i * 64, i * 64 + 64)}`)
}

/** The only leaf below a node of the complete part, or 0 when there is none. */
function leafBelow(node: number, { depth, dense, heads }: TreeMemory): number {
  const base = 2 ** depth
  let at = node
  while (at < base) at = isEmpty(dense, at * 2) ? at * 2 + 1 : at * 2
  return heads[at - base] ?? 0
}

function endOf(
  path: HashMemory,
  slot: number,
  { leaves }: TreeMemory,
  buckets: Buckets,
): Omit<Branch, 'siblings'> {
  if (slot === 0) return { present: false, other: null }
  if (buckets.leaves.hasPath(slot, path, 0)) return { present: true, other: null }
  const at = slot * LEAF_HASHES
  return { present: false, other: { path: hexAt(leaves, at), valueHash: hexAt(leaves, at + 1) } }
}

/** Hash number `index` of a memory. */
function hexAt({ bytes }: HashMemory, index: number): string {
  // A copy: not every engine turns memory that threads share into hex.
  return toHex(bytes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES))
}
