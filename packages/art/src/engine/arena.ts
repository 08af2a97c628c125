/** @module Places in the engine's memory, given out once and never taken back. */
import { CollectionError } from '../collection/error.ts'
import { type EngineMemory, PAGE_BYTES } from './instance.ts'

/** Gives out places. */
export interface Arena {
  /** The address of as many bytes, a multiple of 64. Throws CollectionError `collection.memory` beyond what 32 bits reach. */
  readonly allocate: (bytes: number) => number
  /** Bytes given out so far. */
  readonly used: () => number
}

/** Addresses end here: 4 GiB, less a page that vector stores may run into. */
const MAX_BYTES = 2 ** 32 - PAGE_BYTES

/** An arena over a whole memory. */
export function createArena(memory: EngineMemory): Arena {
  // Nothing lies at 0, so that 0 can mean nowhere.
  let top = 64
  return {
    allocate(bytes) {
      const at = top
      const end = (at + bytes + 63) & -64
      const needed = at + bytes + 63
      if (needed > MAX_BYTES) throw tooMuch(needed)
      top = end >>> 0
      const missing = Math.ceil(needed / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES
      if (missing > 0) grow(memory, missing, needed)
      return at
    },
    used: () => top,
  }
}

function grow(memory: EngineMemory, pages: number, needed: number): void {
  try {
    memory.grow(pages)
  } catch (cause) {
    throw tooMuch(needed, cause)
  }
}

function tooMuch(bytes: number, cause?: unknown): CollectionError {
  return new CollectionError(
    'collection.memory',
    `layers and frames take more than ${Math.floor(bytes / 1e6)} MB, which is more than can be had: choose a smaller size or fewer workers`,
    cause === undefined ? {} : { cause },
  )
}
