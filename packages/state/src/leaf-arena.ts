import { StateError } from './error.ts'
import {
  allocateHashes,
  BATCH_PAIRS,
  copyAsLeaf,
  copyHash,
  copyPair,
  equalHashes,
  HASH_BYTES,
  HASH_WORDS,
  type HashBatch,
  type HashMemory,
} from './hashes.ts'
import { Marks } from './marks.ts'

/** A leaf is three hashes side by side: path, value hash, leaf hash. The first two are the pair that gives the third. */
export const LEAF_HASHES = 3
export const LEAF_WORDS = LEAF_HASHES * HASH_WORDS
export const LEAF_BYTES = LEAF_HASHES * HASH_BYTES
const VALUE_HASH_WORD = HASH_WORDS
export const LEAF_HASH_WORD = 2 * HASH_WORDS

// A slot is a positive 31-bit integer; 2^26 leaves are 6.4 GB, beyond which state belongs in pages on disk.
const MAX_SLOTS = 2 ** 26

/** All leaves in one block of memory, addressed by slot. Slot 0 is never used, so that 0 can mean "none". */
export class LeafArena {
  memory: HashMemory
  #slots: number
  #next = 1
  #size = 0
  readonly #free: number[] = []
  readonly #changed: Marks

  constructor(capacity: number) {
    this.#slots = capacity + 1
    this.memory = allocateHashes(this.#slots * LEAF_HASHES)
    this.#changed = new Marks(this.#slots)
  }

  /** Leaves present. */
  get size(): number {
    return this.#size
  }

  /** A new leaf with the path and value hash that stand at word `from` of `pair`. */
  add(pair: HashMemory, from: number): number {
    const slot = this.#free.pop() ?? this.#take()
    copyHash(this.memory.words, slot * LEAF_WORDS, pair.words, from)
    this.#size++
    this.setValueHash(slot, pair, from + HASH_WORDS)
    return slot
  }

  remove(slot: number): void {
    this.#changed.remove(slot)
    this.#free.push(slot)
    this.#size--
  }

  setValueHash(slot: number, source: HashMemory, from: number): void {
    copyHash(this.memory.words, slot * LEAF_WORDS + VALUE_HASH_WORD, source.words, from)
    this.#changed.add(slot)
  }

  hasPath(slot: number, source: HashMemory, from: number): boolean {
    return equalHashes(this.memory.words, slot * LEAF_WORDS, source.words, from)
  }

  hasValueHash(slot: number, source: HashMemory, from: number): boolean {
    return equalHashes(this.memory.words, slot * LEAF_WORDS + VALUE_HASH_WORD, source.words, from)
  }

  /** Computes the leaf hash SHA-256(path || value hash), tagged, of every leaf that changed since the last call. */
  rehash(batch: HashBatch): void {
    const slots = this.#changed.drain()
    const { words } = this.memory
    const { input, output } = batch
    for (let start = 0; start < slots.length; start += BATCH_PAIRS) {
      const count = Math.min(BATCH_PAIRS, slots.length - start)
      for (let i = 0; i < count; i++) {
        const leaf = (slots[start + i] ?? 0) * LEAF_WORDS
        copyPair(input.words, i * 2 * HASH_WORDS, words, leaf)
      }
      batch.run(count)
      for (let i = 0; i < count; i++) {
        const slot = slots[start + i] ?? 0
        copyAsLeaf(words, slot * LEAF_WORDS + LEAF_HASH_WORD, output.words, i * HASH_WORDS)
      }
    }
  }

  #take(): number {
    if (this.#next === this.#slots) {
      if (this.#slots >= MAX_SLOTS)
        throw new StateError(
          'state.TooManyLeaves',
          `the tree holds ${this.#size} leaves in memory, the limit is ${MAX_SLOTS - 1}`,
        )
      this.#slots *= 2
      this.memory = allocateHashes(this.#slots * LEAF_HASHES, this.memory)
      this.#changed.grow(this.#slots)
    }
    return this.#next++
  }
}
