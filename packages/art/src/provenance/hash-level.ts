import { HASH_BYTES } from './merkle.ts'

/** A growing row of hashes in one buffer: 32 bytes a hash, without an object for each. */
export interface HashLevel {
  readonly length: number
  push(hash: Uint8Array): void
  /** Hash `index`, which must exist. It shares memory with the row: copy it before it leaves the log. */
  at(index: number): Uint8Array
  /** A copy of the hashes `[from, to)` in a row. */
  slice(from: number, to: number): Uint8Array
}

/** Creates an empty row. */
export function createHashLevel(): HashLevel {
  let buffer = new Uint8Array(HASH_BYTES)
  let length = 0
  return {
    get length() {
      return length
    },
    push(hash) {
      if ((length + 1) * HASH_BYTES > buffer.length) {
        const grown = new Uint8Array(buffer.length * 2)
        grown.set(buffer)
        buffer = grown
      }
      buffer.set(hash, length * HASH_BYTES)
      length++
    },
    at: (index) => buffer.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
    slice: (from, to) => buffer.slice(from * HASH_BYTES, to * HASH_BYTES),
  }
}
