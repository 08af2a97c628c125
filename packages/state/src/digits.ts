/**
 * Names of entries are mostly hex digits of one length: addresses, identifiers, hashes. Here such a name becomes bytes and a hash value
 * in one pass over its characters.
 */

/** Longest name in bytes that is kept as bytes. */
export const MAX_DIGIT_BYTES = 64

const NOT_HEX = 255
/** The value of each lower-case hex digit by its character code, NOT_HEX for every other character. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code))
  return digit === -1 ? NOT_HEX : digit
})

/** The value of a lower-case hex digit by its character code; 255 for any other character. */
export function nibbleOf(code: number): number {
  return code < 128 ? (NIBBLES[code] ?? NOT_HEX) : NOT_HEX
}

/** What makes hash values differ from process to process, four numbers of 32 bits. */
export type HashSeed = readonly [number, number, number, number]

/**
 * Reads names of digits and hashes them by simple tabulation (Patrascu and Thorup, 2011): each digit picks a random number by its place
 * and value, and they are added without carry. Whoever does not know the seed cannot choose names that collide.
 */
export class DigitReader {
  /** Bytes of the name that was read last. */
  readonly bytes: Uint8Array = new Uint8Array(MAX_DIGIT_BYTES)
  /** The same as words, in the machine's byte order. */
  readonly words: Uint32Array = new Uint32Array(this.bytes.buffer)
  /** Hash value of the name that was read last: 32 bits. */
  hash = 0
  readonly #table: Int32Array

  constructor(seed: HashSeed) {
    this.#table = randomNumbers(seed, MAX_DIGIT_BYTES * 32)
  }

  /** Reads `0x` and two digits for each of `size` bytes; false when the name is anything else. */
  read(name: string, size: number): boolean {
    return this.readInto(name, size, this.bytes, 0)
  }

  /** As `read`, but the bytes go to `bytes`, where zeros fill up the last word. */
  readInto(name: string, size: number, bytes: Uint8Array, at: number): boolean {
    if (name.length !== 2 + 2 * size || name.charCodeAt(0) !== 0x30 || name.charCodeAt(1) !== 0x78)
      return false
    const table = this.#table
    let hash = 0
    let codes = 0
    let nibbles = 0
    for (let i = 0; i < size; i++) {
      const first = name.charCodeAt(2 + i * 2)
      const second = name.charCodeAt(3 + i * 2)
      const high = NIBBLES[first & 127] ?? NOT_HEX
      const low = NIBBLES[second & 127] ?? NOT_HEX
      codes |= first | second
      nibbles |= high | low
      bytes[at + i] = (high << 4) | low
      hash ^= (table[i * 32 + (high & 15)] ?? 0) ^ (table[i * 32 + 16 + (low & 15)] ?? 0)
    }
    // Rows compare whole words: what an earlier, longer name left behind must not count.
    for (let i = size; (i & 3) !== 0; i++) bytes[at + i] = 0
    this.hash = hash
    return codes < 128 && nibbles < 16
  }

  /** Reads a name that is bytes already, `size` of them from `from` on. */
  readBytes(source: Uint8Array, from: number, size: number): void {
    const { bytes } = this
    for (let i = 0; i < size; i++) bytes[i] = source[from + i] ?? 0
    for (let i = size; (i & 3) !== 0; i++) bytes[i] = 0
    this.hash = this.hashOf(source, from, size)
  }

  /** The hash value of a name by its bytes. */
  hashOf(bytes: Uint8Array, from: number, size: number): number {
    const table = this.#table
    let hash = 0
    for (let i = 0; i < size; i++) {
      const byte = bytes[from + i] ?? 0
      hash ^= (table[i * 32 + (byte >>> 4)] ?? 0) ^ (table[i * 32 + 16 + (byte & 15)] ?? 0)
    }
    return hash
  }
}

/** Bytes that a name of hex digits stands for, or undefined for another name or one that is too long. */
export function digitBytes(name: string): number | undefined {
  const size = (name.length - 2) / 2
  return /^0x(?:[0-9a-f]{2})+$/.test(name) && size <= MAX_DIGIT_BYTES ? size : undefined
}

/** A stream of 32-bit numbers from a seed: sfc32 (PractRand), which has no pattern that hashing would show. */
function randomNumbers(seed: HashSeed, count: number): Int32Array {
  let [a, b, c, d] = seed
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum
  }
  // The first numbers still show the seed.
  for (let i = 0; i < 16; i++) next()
  return Int32Array.from({ length: count }, next)
}
