import { type DigitReader, MAX_DIGIT_BYTES } from './digits.ts'

/** Most names that are looked up together: what is found of them stays in the processor's own cache until it is used. */
export const BATCH_NAMES = 2_048

/**
 * Names of digits that are looked up together. One after the other, each look-up waits for memory twice, for the index and for the row;
 * in short loops over many of them the processor waits for several at once.
 */
export class NameBatch {
  /** Bytes of the names, each filled up to whole words. */
  readonly bytes: Uint8Array = new Uint8Array(BATCH_NAMES * MAX_DIGIT_BYTES)
  /** The same as words, in the machine's byte order. */
  readonly words: Uint32Array = new Uint32Array(this.bytes.buffer)
  readonly hashes: Int32Array = new Int32Array(BATCH_NAMES)
  /** What the index says of each at first glance. */
  readonly entries: Uint32Array = new Uint32Array(BATCH_NAMES)
  /** The names to look up. */
  names: readonly string[] = []
  /** Words of each. */
  nameWords = 0

  /** Reads the names, each of `size` bytes; false where one is not of such digits. There are at most BATCH_NAMES. */
  read(digits: DigitReader, size: number): boolean {
    this.nameWords = Math.ceil(size / 4)
    const { names, bytes, hashes } = this
    const step = this.nameWords * 4
    for (let i = 0; i < names.length; i++) {
      if (!digits.readInto(names[i] ?? '', size, bytes, i * step)) return false
      hashes[i] = digits.hash
    }
    return true
  }
}
