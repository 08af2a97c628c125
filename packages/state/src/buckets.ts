import {
  allocateHashes,
  clearHash,
  copyHash,
  HASH_WORDS,
  type HashMemory,
  pathBit,
  pathPrefix,
} from './hashes.ts'
import { addMark, drainMarks } from './marks.ts'
import { LEAF_BYTES, LEAF_HASH_WORD, LEAF_WORDS, LeafSlots, NodeSlots } from './slots.ts'
import { bufferOf, marksFor, type Ref, type TreeMemory } from './tree-memory.ts'

/**
 * The lower part of the tree: paths are sorted into 2^depth buckets by their first bits, and each bucket is a small binary trie.
 * Usually a bucket holds a leaf or two. Whoever grinds many keys into one bucket only builds a trie there: finding, changing and
 * rehashing stay logarithmic in the number of keys and never recurse.
 */
export class Buckets {
  readonly leaves: LeafSlots
  readonly #nodes: NodeSlots
  readonly #memory: TreeMemory

  constructor(memory: TreeMemory) {
    this.#memory = memory
    this.leaves = new LeafSlots(memory)
    this.#nodes = new NodeSlots(memory)
  }

  /** The slot of the leaf whose path stands at word `from` of `source`, or 0. */
  find(source: HashMemory, from: number): number {
    const ref = this.#descend(source, from).ref
    return ref > 0 && this.leaves.hasPath(ref, source, from) ? ref : 0
  }

  /** The slot of the leaf whose path stands at word `from` of `source`, added when there is none. */
  place(source: HashMemory, from: number): number {
    const bucket = pathPrefix(source.bytes, from * 8, this.#memory.depth)
    const { links } = this.#memory
    let link = -1
    let depth = this.#memory.depth
    let ref = this.#memory.heads[bucket] ?? 0
    while (ref < 0) {
      link = -ref * 2 + pathBit(source.bytes, from * 8, depth++)
      ref = links[link] ?? 0
    }
    if (ref > 0 && this.leaves.hasPath(ref, source, from)) return ref
    const slot = this.leaves.add(source, from)
    if (ref === 0) this.#setLink(bucket, link, slot)
    else this.#fork(bucket, link, depth, ref, slot)
    return slot
  }

  /** Removes a leaf that is there. */
  remove(slot: number): void {
    const { bucket, ref, trail } = this.#descend(this.#memory.leaves, slot * LEAF_WORDS)
    const { links, nodeChanged, heads, changedBuckets } = this.#memory
    for (const link of trail) nodeChanged[link >>> 1] = 1
    addMark(changedBuckets, bucket)
    this.leaves.remove(ref)
    let rest: Ref = 0
    // A subtree that is left with one leaf *is* that leaf: it moves up to the first node that has something on its other side.
    for (let link = trail.pop(); link !== undefined; link = trail.pop()) {
      const other = links[link ^ 1] ?? 0
      if (other < 0 || (other > 0 && rest > 0)) {
        links[link] = rest
        return
      }
      if (other > 0) rest = other
      this.#nodes.remove(link >>> 1)
    }
    heads[bucket] = rest
  }

  /** Twice as many buckets: the tries' topmost nodes dissolve into their two halves. No hash changes. */
  split(): void {
    const memory = this.#memory
    const { heads: old, depth, shared, leaves, links } = memory
    const heads = new Int32Array(bufferOf(old.length * 8, shared))
    for (let bucket = 0; bucket < old.length; bucket++) {
      const ref = old[bucket] ?? 0
      if (ref > 0) heads[bucket * 2 + pathBit(leaves.bytes, ref * LEAF_BYTES, depth)] = ref
      if (ref >= 0) continue
      heads[bucket * 2] = links[-ref * 2] ?? 0
      heads[bucket * 2 + 1] = links[-ref * 2 + 1] ?? 0
      this.#nodes.remove(-ref)
    }
    const marks = marksFor(depth + 1, shared)
    for (const bucket of drainMarks(memory.changedBuckets)) {
      addMark(marks, bucket * 2)
      addMark(marks, bucket * 2 + 1)
    }
    memory.changedBuckets = marks
    memory.heads = heads
    memory.depth++
    memory.dense = allocateHashes(heads.length * 2, shared, memory.dense)
    for (let bucket = 0; bucket < heads.length; bucket++)
      copyHashOf(memory, heads[bucket] ?? 0, memory.dense.words, (heads.length + bucket) * HASH_WORDS)
  }

  /** Follows a path to where its leaf is or would be; `trail` is the links followed, from the top. */
  #descend(source: HashMemory, from: number): { bucket: number; ref: Ref; trail: number[] } {
    const bucket = pathPrefix(source.bytes, from * 8, this.#memory.depth)
    const trail: number[] = []
    let ref = this.#memory.heads[bucket] ?? 0
    for (let depth = this.#memory.depth; ref < 0; depth++) {
      const link = -ref * 2 + pathBit(source.bytes, from * 8, depth)
      trail.push(link)
      ref = this.#memory.links[link] ?? 0
    }
    return { bucket, ref, trail }
  }

  /** Puts two leaves where `present` was alone: one inner node for every bit their paths still share, and one where they part. */
  #fork(bucket: number, link: number, depth: number, present: number, added: number): void {
    const { bytes } = this.#memory.leaves
    let at = link
    for (let bit = depth; ; bit++) {
      const side = pathBit(bytes, added * LEAF_BYTES, bit)
      const parted = side !== pathBit(bytes, present * LEAF_BYTES, bit)
      const node = parted
        ? this.#nodes.add(side === 0 ? added : present, side === 0 ? present : added)
        : this.#nodes.add(0, 0)
      this.#setLink(bucket, at, -node)
      if (parted) return
      at = node * 2 + side
    }
  }

  #setLink(bucket: number, link: number, ref: Ref): void {
    if (link < 0) this.#memory.heads[bucket] = ref
    else this.#memory.links[link] = ref
  }
}

/** Copies the hash of a subtree. */
export function copyHashOf(memory: TreeMemory, ref: Ref, target: BigUint64Array, to: number): void {
  if (ref > 0) copyHash(target, to, memory.leaves.words, ref * LEAF_WORDS + LEAF_HASH_WORD)
  else if (ref < 0) copyHash(target, to, memory.nodes.words, -ref * HASH_WORDS)
  else clearHash(target, to)
}
