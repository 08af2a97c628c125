import { allocateHashes, type HashMemory, type Shared } from './hashes.ts'

/**
 * What stands below a link: 0 is the empty subtree, a positive number the slot of a leaf, a negative one an inner node.
 * An inner node always has at least two leaves below it.
 */
export type Ref = number

/** A leaf is three hashes side by side: path, value hash, leaf hash. The first two are the pair that gives the third. */
export const LEAF_HASHES = 3

/**
 * All memory of a tree, as plain arrays: those who change its form and those who compute its hashes work on the same, if need be from
 * different threads, one after the other. Paths are sorted into 2^depth buckets by their first bits; what lies below a bucket is a small
 * trie, what lies above is complete. An array that becomes too small is replaced by a larger one.
 */
export interface TreeMemory {
  /** Whether the arrays lie in memory that threads can share. */
  readonly shared: Shared
  depth: number
  /** LEAF_HASHES for each slot; slot 0 is never used. */
  leaves: HashMemory
  /** links[2n] and links[2n + 1] are the refs of node n's left and right subtree; node 0 is never used. */
  links: Int32Array
  /** Hash n is node n's, valid unless `nodeChanged[n]` is 1. */
  nodes: HashMemory
  nodeChanged: Uint8Array
  /** What stands in each bucket. */
  heads: Int32Array
  /** A bit for each bucket in which something changed since it was last hashed. */
  changedBuckets: Uint32Array
  /**
   * The complete part in heap order: hash 1 is the root, hashes 2p and 2p + 1 are the halves of p, and 2^depth + b is bucket b. Siblings
   * lie side by side: they are a pair to hash.
   */
  dense: HashMemory
  /** Leaves whose value was set since the last commit, in the order of the changes; `pendingCount` of them. */
  pendingSlots: Uint32Array
  /** Hashes 2i and 2i + 1 are the block of the value of entry i; where `pendingHashed[i]` is 1, hash 2i is its hash already. */
  pendingBlocks: HashMemory
  pendingHashed: Uint8Array
  pendingCount: number
}

const PENDING = 1_024

/** Memory of an empty tree with room for `capacity` leaves. */
export function allocateTree(depth: number, capacity: number, shared: Shared): TreeMemory {
  return {
    shared,
    depth,
    leaves: allocateHashes((capacity + 1) * LEAF_HASHES, shared),
    links: new Int32Array(bufferOf((capacity + 1) * 8, shared)),
    nodes: allocateHashes(capacity + 1, shared),
    nodeChanged: new Uint8Array(bufferOf(capacity + 1, shared)),
    heads: new Int32Array(bufferOf(2 ** depth * 4, shared)),
    changedBuckets: marksFor(depth, shared),
    dense: allocateHashes(2 ** (depth + 1), shared),
    pendingSlots: new Uint32Array(bufferOf(PENDING * 4, shared)),
    pendingBlocks: allocateHashes(2 * PENDING, shared),
    pendingHashed: new Uint8Array(bufferOf(PENDING, shared)),
    pendingCount: 0,
  }
}

/** Marks of no bucket. */
export function marksFor(depth: number, shared: Shared): Uint32Array {
  return new Uint32Array(bufferOf((((2 ** depth) >>> 5) + 1) * 4, shared))
}

/** Twice the room for pending values. */
export function growPending(memory: TreeMemory): void {
  const room = memory.pendingSlots.length * 2
  const slots = new Uint32Array(bufferOf(room * 4, memory.shared))
  slots.set(memory.pendingSlots)
  memory.pendingSlots = slots
  const hashed = new Uint8Array(bufferOf(room, memory.shared))
  hashed.set(memory.pendingHashed)
  memory.pendingHashed = hashed
  memory.pendingBlocks = allocateHashes(2 * room, memory.shared, memory.pendingBlocks)
}

/** Twice the room for leaves. */
export function growLeaves(memory: TreeMemory): void {
  memory.leaves = allocateHashes((memory.leaves.words.length / 4) * 2, memory.shared, memory.leaves)
}

/** Twice the room for inner nodes. */
export function growNodes(memory: TreeMemory): void {
  const room = memory.nodeChanged.length * 2
  const links = new Int32Array(bufferOf(room * 8, memory.shared))
  links.set(memory.links)
  memory.links = links
  const changed = new Uint8Array(bufferOf(room, memory.shared))
  changed.set(memory.nodeChanged)
  memory.nodeChanged = changed
  memory.nodes = allocateHashes(room, memory.shared, memory.nodes)
}

/** Memory that threads can share, or memory of this thread alone. */
export function bufferOf(bytes: number, shared: Shared): ArrayBufferLike {
  return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
}
