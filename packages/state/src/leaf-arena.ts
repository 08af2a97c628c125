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
import type { Pending } from './pending.ts'

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

  constructor(capacity: number) {
    this.#slots = capacity + 1
    this.memory = allocateHashes(this.#slots * LEAF_HASHES)
  }

  /** Leaves present. */
  get size(): number {
    return this.#size
  }

  /** A new leaf with the path that stands at word `from` of `source`; it has no value hash yet. */
  add(source: HashMemory, from: number): number {
    const slot = this.#free.pop() ?? this.#take()
    copyHash(this.memory.words, slot * LEAF_WORDS, source.words, from)
    this.#size++
    return slot
  }

  remove(slot: number): void {
    this.#free.push(slot)
    this.#size--
  }

  hasPath(slot: number, source: HashMemory, from: number): boolean {
    return equalHashes(this.memory.words, slot * LEAF_WORDS, source.words, from)
  }

  /**
   * Takes over new values: the value hash of each, and the leaf hash SHA-256(path || value hash), tagged. Of two values for one leaf the
   * later counts.
   */
  rehash({ slots, blocks, hashed, count }: Pending, batch: HashBatch): void {
    for (let start = 0; start < count; start += BATCH_PAIRS) {
      const end = Math.min(start + BATCH_PAIRS, count)
      batch.runOn(blocks.bytes.subarray(start * 2 * HASH_BYTES, end * 2 * HASH_BYTES))
      this.#gatherPairs({ slots, start, end }, blocks, hashed, batch)
      batch.run(end - start)
      for (let i = start; i < end; i++)
        copyAsLeaf(
          this.memory.words,
          (slots[i] ?? 0) * LEAF_WORDS + LEAF_HASH_WORD,
          batch.output.words,
          (i - start) * HASH_WORDS,
        )
    }
  }

  /** Stores the value hashes of a stretch of leaves, and puts each with its path into the batch. */
  #gatherPairs(
    { slots, start, end }: { readonly slots: Uint32Array; readonly start: number; readonly end: number },
    blocks: HashMemory,
    hashed: Uint8Array,
    { input, output }: HashBatch,
  ): void {
    const { words } = this.memory
    for (let i = start; i < end; i++) {
      const leaf = (slots[i] ?? 0) * LEAF_WORDS
      if (hashed[i] === 1) copyHash(words, leaf + VALUE_HASH_WORD, blocks.words, i * 2 * HASH_WORDS)
      else copyHash(words, leaf + VALUE_HASH_WORD, output.words, (i - start) * HASH_WORDS)
      copyPair(input.words, (i - start) * 2 * HASH_WORDS, words, leaf)
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
    }
    return this.#next++
  }
}
