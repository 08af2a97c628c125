import { allocateHashes, HASH_BYTES, type HashMemory } from './hashes.ts'
import { BLOCK_BYTES, SHORT_BYTES, writeBlock } from './message.ts'

const SMALLEST = 1_024

/**
 * Leaves whose value changed since the last commit, in the order of the changes, each with the block of its new value. Only a note is
 * taken when a value is set; everything is hashed in bulk at the commit.
 */
export class Pending {
  slots = new Uint32Array(SMALLEST)
  /** Entry i has hashes 2i and 2i + 1: the value's block, or where `hashed[i]` is 1 the value's hash and nothing. */
  blocks: HashMemory = allocateHashes(2 * SMALLEST)
  hashed = new Uint8Array(SMALLEST)
  count = 0

  /** Notes a value of at most SHORT_BYTES: `length` bytes of `source` from `from` on. */
  addShort(slot: number, source: Uint8Array, from: number, length: number): void {
    const at = this.#next(slot)
    this.hashed[at] = 0
    writeBlock(this.blocks.bytes, at * BLOCK_BYTES, source, from, length)
  }

  /** Notes a longer value by its hash. */
  addHashed(slot: number, valueHash: Uint8Array): void {
    const at = this.#next(slot)
    this.hashed[at] = 1
    this.blocks.bytes.set(valueHash, at * 2 * HASH_BYTES)
  }

  #next(slot: number): number {
    if (this.count === this.slots.length) this.#grow()
    this.slots[this.count] = slot
    return this.count++
  }

  #grow(): void {
    const room = this.slots.length * 2
    const slots = new Uint32Array(room)
    slots.set(this.slots)
    this.slots = slots
    const hashed = new Uint8Array(room)
    hashed.set(this.hashed)
    this.hashed = hashed
    this.blocks = allocateHashes(2 * room, this.blocks)
  }
}

/** Whether a value of so many bytes is one block. */
export function isShort(length: number): boolean {
  return length <= SHORT_BYTES
}
