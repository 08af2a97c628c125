import {
  BATCH_PAIRS,
  clearHash,
  copyAsInner,
  copyHash,
  HASH_WORDS,
  type HashBatch,
  type HashMemory,
  pathBit,
  pathPrefix,
} from './hashes.ts'
import { LEAF_BYTES, LEAF_HASH_WORD, LEAF_WORDS, LeafArena } from './leaf-arena.ts'
import { Marks } from './marks.ts'
import { NodeArena, type Ref } from './node-arena.ts'

/**
 * The lower part of the tree: paths are sorted into 2^depth buckets by their first bits, and each bucket is a small binary trie.
 * Usually a bucket holds a leaf or two. Whoever grinds many keys into one bucket only builds a trie there: finding, changing and
 * rehashing stay logarithmic in the number of keys and never recurse.
 */
export class Buckets {
  readonly leaves: LeafArena
  readonly nodes: NodeArena
  /** The buckets in which something changed since they were last hashed. */
  readonly changed: Marks
  heads: Int32Array
  #depth: number

  constructor(depth: number, capacity: number) {
    this.leaves = new LeafArena(capacity)
    this.nodes = new NodeArena(capacity)
    this.changed = new Marks(2 ** depth)
    this.heads = new Int32Array(2 ** depth)
    this.#depth = depth
  }

  get depth(): number {
    return this.#depth
  }

  /** The slot of the leaf whose path stands at word `from` of `source`, or 0. */
  find(source: HashMemory, from: number): number {
    const ref = this.#descend(source, from).ref
    return ref > 0 && this.leaves.hasPath(ref, source, from) ? ref : 0
  }

  /** The slot of the leaf whose path stands at word `from` of `source`, added when there is none. */
  place(source: HashMemory, from: number): number {
    const bucket = pathPrefix(source.bytes, from * 8, this.#depth)
    const { nodes, leaves } = this
    let link = -1
    let depth = this.#depth
    let ref = this.heads[bucket] ?? 0
    while (ref < 0) {
      link = -ref * 2 + pathBit(source.bytes, from * 8, depth++)
      ref = nodes.links[link] ?? 0
    }
    if (ref > 0 && leaves.hasPath(ref, source, from)) return ref
    const slot = leaves.add(source, from)
    if (ref === 0) this.#setLink(bucket, link, slot)
    else this.#fork(bucket, link, depth, ref, slot)
    return slot
  }

  /** Notes that the hashes of leaves changed, and so do those of everything above them. */
  touch(slots: Uint32Array, count: number): void {
    const { nodes, leaves } = this
    const { bytes } = leaves.memory
    for (let i = 0; i < count; i++) {
      const at = (slots[i] ?? 0) * LEAF_BYTES
      const bucket = pathPrefix(bytes, at, this.#depth)
      this.changed.add(bucket)
      let ref = this.heads[bucket] ?? 0
      for (let depth = this.#depth; ref < 0; depth++) {
        nodes.changed[-ref] = 1
        ref = nodes.links[-ref * 2 + pathBit(bytes, at, depth)] ?? 0
      }
    }
  }

  /** Removes a leaf that is there. */
  remove(slot: number): void {
    const { bucket, ref, trail } = this.#descend(this.leaves.memory, slot * LEAF_WORDS)
    const { nodes } = this
    for (const link of trail) nodes.changed[link >>> 1] = 1
    this.changed.add(bucket)
    this.leaves.remove(ref)
    let rest: Ref = 0
    // A subtree that is left with one leaf *is* that leaf: it moves up to the first node that has something on its other side.
    for (let link = trail.pop(); link !== undefined; link = trail.pop()) {
      const other = nodes.links[link ^ 1] ?? 0
      if (other < 0 || (other > 0 && rest > 0)) {
        nodes.links[link] = rest
        return
      }
      if (other > 0) rest = other
      nodes.remove(link >>> 1)
    }
    this.heads[bucket] = rest
  }

  /** Twice as many buckets: the tries' topmost nodes dissolve into their two halves. No hash changes. */
  split(): void {
    const { nodes, leaves } = this
    const heads = new Int32Array(this.heads.length * 2)
    for (let bucket = 0; bucket < this.heads.length; bucket++) {
      const ref = this.heads[bucket] ?? 0
      if (ref > 0) heads[bucket * 2 + pathBit(leaves.memory.bytes, ref * LEAF_BYTES, this.#depth)] = ref
      if (ref >= 0) continue
      heads[bucket * 2] = nodes.links[-ref * 2] ?? 0
      heads[bucket * 2 + 1] = nodes.links[-ref * 2 + 1] ?? 0
      nodes.remove(-ref)
    }
    const changed = this.changed.drain()
    this.changed.grow(heads.length)
    for (const bucket of changed) {
      this.changed.add(bucket * 2)
      this.changed.add(bucket * 2 + 1)
    }
    this.heads = heads
    this.#depth++
  }

  /** Computes the hashes of all changed inner nodes in the given buckets, level by level from below. */
  rehash(buckets: Uint32Array, batch: HashBatch): void {
    const queue: number[] = []
    for (const bucket of buckets) {
      const ref = this.heads[bucket] ?? 0
      if (ref < 0) queue.push(-ref)
    }
    const levels = [0]
    for (let start = 0; start < queue.length; start = levels.at(-1) ?? 0) {
      levels.push(queue.length)
      for (let i = start, end = queue.length; i < end; i++) this.#queueChangedBelow(queue[i] ?? 0, queue)
    }
    for (let level = levels.length - 1; level > 0; level--)
      this.#hashNodes(queue, levels[level - 1] ?? 0, levels[level] ?? 0, batch)
  }

  /** Copies the hash of a subtree. */
  copyHashOf(ref: Ref, target: BigUint64Array, to: number): void {
    if (ref > 0) copyHash(target, to, this.leaves.memory.words, ref * LEAF_WORDS + LEAF_HASH_WORD)
    else if (ref < 0) copyHash(target, to, this.nodes.memory.words, -ref * HASH_WORDS)
    else clearHash(target, to)
  }

  /** Takes the mark off a node and appends those of its two subtrees that are changed inner nodes. */
  #queueChangedBelow(node: number, queue: number[]): void {
    const { links, changed } = this.nodes
    changed[node] = 0
    const left = -(links[node * 2] ?? 0)
    if (left > 0 && changed[left] === 1) queue.push(left)
    const right = -(links[node * 2 + 1] ?? 0)
    if (right > 0 && changed[right] === 1) queue.push(right)
  }

  #hashNodes(queue: readonly number[], from: number, to: number, batch: HashBatch): void {
    const { nodes } = this
    for (let start = from; start < to; start += BATCH_PAIRS) {
      const count = Math.min(BATCH_PAIRS, to - start)
      for (let i = 0; i < count; i++) {
        const node = queue[start + i] ?? 0
        this.copyHashOf(nodes.links[node * 2] ?? 0, batch.input.words, i * 2 * HASH_WORDS)
        this.copyHashOf(nodes.links[node * 2 + 1] ?? 0, batch.input.words, (i * 2 + 1) * HASH_WORDS)
      }
      batch.run(count)
      for (let i = 0; i < count; i++) {
        const node = queue[start + i] ?? 0
        copyAsInner(nodes.memory.words, node * HASH_WORDS, batch.output.words, i * HASH_WORDS)
      }
    }
  }

  /** Follows a path to where its leaf is or would be; `trail` is the links followed, from the top. */
  #descend(source: HashMemory, from: number): { bucket: number; ref: Ref; trail: number[] } {
    const bucket = pathPrefix(source.bytes, from * 8, this.#depth)
    const trail: number[] = []
    let ref = this.heads[bucket] ?? 0
    for (let depth = this.#depth; ref < 0; depth++) {
      const link = -ref * 2 + pathBit(source.bytes, from * 8, depth)
      trail.push(link)
      ref = this.nodes.links[link] ?? 0
    }
    return { bucket, ref, trail }
  }

  /** Puts two leaves where `present` was alone: one inner node for every bit their paths still share, and one where they part. */
  #fork(bucket: number, link: number, depth: number, present: number, added: number): void {
    const { bytes } = this.leaves.memory
    let at = link
    for (let bit = depth; ; bit++) {
      const side = pathBit(bytes, added * LEAF_BYTES, bit)
      const parted = side !== pathBit(bytes, present * LEAF_BYTES, bit)
      const node = parted
        ? this.nodes.add(side === 0 ? added : present, side === 0 ? present : added)
        : this.nodes.add(0, 0)
      this.#setLink(bucket, at, -node)
      if (parted) return
      at = node * 2 + side
    }
  }

  #setLink(bucket: number, link: number, ref: Ref): void {
    if (link < 0) this.heads[bucket] = ref
    else this.nodes.links[link] = ref
  }
}
