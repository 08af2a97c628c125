import { StateError } from './error.ts'
import { copyHash, equalHashes, HASH_WORDS, type HashMemory } from './hashes.ts'
import { growLeaves, growNodes, LEAF_HASHES, type Ref, type TreeMemory } from './tree-memory.ts'

export const LEAF_WORDS = LEAF_HASHES * HASH_WORDS
export const LEAF_BYTES = LEAF_WORDS * 8
/** Words of a leaf in front of its value hash, and of its leaf hash. */
export const VALUE_HASH_WORD = HASH_WORDS
export const LEAF_HASH_WORD = 2 * HASH_WORDS

// A slot is a positive 31-bit integer; 2^26 leaves are 6.4 GB, beyond which state belongs in pages on disk.
const MAX_SLOTS = 2 ** 26

/** Gives out the slots of leaves and takes them back. Slot 0 is never used, so that 0 can mean "none". */
export class LeafSlots {
  readonly #memory: TreeMemory
  #next = 1
  #size = 0
  readonly #free: number[] = []

  constructor(memory: TreeMemory) {
    this.#memory = memory
  }

  /** Leaves present. */
  get size(): number {
    return this.#size
  }

  /** A new leaf with the path that stands at word `from` of `source`; it has no value hash yet. */
  add(source: HashMemory, from: number): number {
    const slot = this.#free.pop() ?? this.#take()
    copyHash(this.#memory.leaves.words, slot * LEAF_WORDS, source.words, from)
    this.#size++
    return slot
  }

  remove(slot: number): void {
    this.#free.push(slot)
    this.#size--
  }

  hasPath(slot: number, source: HashMemory, from: number): boolean {
    return equalHashes(this.#memory.leaves.words, slot * LEAF_WORDS, source.words, from)
  }

  #take(): number {
    if (this.#next * LEAF_WORDS === this.#memory.leaves.words.length) {
      if (this.#next >= MAX_SLOTS)
        throw new StateError(
          'state.TooManyLeaves',
          `the tree holds ${this.#size} leaves in memory, the limit is ${MAX_SLOTS - 1}`,
        )
      growLeaves(this.#memory)
    }
    return this.#next++
  }
}

/** Gives out the inner nodes below the buckets and takes them back. Node 0 is never used. */
export class NodeSlots {
  readonly #memory: TreeMemory
  #next = 1
  readonly #free: number[] = []

  constructor(memory: TreeMemory) {
    this.#memory = memory
  }

  /** A new node, marked as changed. */
  add(left: Ref, right: Ref): number {
    if (this.#free.length === 0 && this.#next === this.#memory.nodeChanged.length) growNodes(this.#memory)
    const node = this.#free.pop() ?? this.#next++
    const { links, nodeChanged } = this.#memory
    links[node * 2] = left
    links[node * 2 + 1] = right
    nodeChanged[node] = 1
    return node
  }

  remove(node: number): void {
    this.#free.push(node)
  }
}
