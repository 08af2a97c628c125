/**
 * The vocabulary of the trie: 32-byte hashes packed side by side, four 64-bit words each, and the three kinds of subtree.
 * A leaf hash has the top bit of its first byte set, an inner hash has it cleared, and the empty subtree is 32 zero bytes
 * (the terminator), so the kind of a subtree can be read from its hash and no leaf can pass for an inner node.
 */
import type { MerkleHasher } from '@demiurge/crypto'

/** Bytes of a hash, and the 64-bit words it fills. */
export const HASH_BYTES = 32
export const HASH_WORDS = 4

/** The bit of a hash's first byte that tells leaves from inner nodes. */
export const LEAF_TAG = 0x80

/** Bits of a path: a trie is never deeper. */
export const PATH_BITS = 256

/** The same memory as 64-bit words, for copying whole hashes, and as bytes, for everything that depends on byte order, with a view to copy them. */
export interface HashMemory {
  readonly words: BigUint64Array
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Whether memory is to be shared by threads. */
export type Shared = boolean

/** Memory for `count` hashes; `old` is copied to its start. */
export function allocateHashes(count: number, shared: Shared = false, old?: HashMemory): HashMemory {
  const bytes = count * HASH_BYTES
  const words = new BigUint64Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
  if (old !== undefined) words.set(old.words)
  return { words, bytes: new Uint8Array(words.buffer), view: new DataView(words.buffer) }
}

/**
 * Copies one hash; positions are in words, of hashes that are there. (A default for an absent word, `?? 0n`, would make every word an
 * object on its way: three times as slow.)
 */
export function copyHash(target: BigUint64Array, to: number, source: BigUint64Array, from: number): void {
  target[to] = source[from] as bigint
  target[to + 1] = source[from + 1] as bigint
  target[to + 2] = source[from + 2] as bigint
  target[to + 3] = source[from + 3] as bigint
}

/** Copies two hashes that lie side by side; positions are in words. */
export function copyPair(target: BigUint64Array, to: number, source: BigUint64Array, from: number): void {
  copyHash(target, to, source, from)
  copyHash(target, to + HASH_WORDS, source, from + HASH_WORDS)
}

/** Writes the terminator; the position is in words. */
export function clearHash(target: BigUint64Array, to: number): void {
  target.fill(0n, to, to + HASH_WORDS)
}

/** Whether two hashes are equal; positions are in words. */
export function equalHashes(a: BigUint64Array, at: number, b: BigUint64Array, bt: number): boolean {
  return a[at] === b[bt] && a[at + 1] === b[bt + 1] && a[at + 2] === b[bt + 2] && a[at + 3] === b[bt + 3]
}

/** Whether hash number `index` is the terminator. */
export function isEmpty({ bytes, words }: HashMemory, index: number): boolean {
  // Nearly every other hash differs from it in its first byte.
  if (bytes[index * HASH_BYTES] !== 0) return false
  const at = index * HASH_WORDS
  return words[at] === 0n && words[at + 1] === 0n && words[at + 2] === 0n && words[at + 3] === 0n
}

/** Whether hash number `index` stands for two leaves or more. */
export function isInner(memory: HashMemory, index: number): boolean {
  return ((memory.bytes[index * HASH_BYTES] ?? 0) & LEAF_TAG) === 0 && !isEmpty(memory, index)
}

// The tag as it looks in the first 64-bit word of a hash, whatever the machine's byte order.
const [LEAF_BIT = 0n] = new BigUint64Array(Uint8Array.of(LEAF_TAG, 0, 0, 0, 0, 0, 0, 0).buffer)
const INNER_MASK = LEAF_BIT ^ 0xffff_ffff_ffff_ffffn

/** Copies a hash, fresh from the hasher, as an inner node's. */
export function copyAsInner(target: BigUint64Array, to: number, source: BigUint64Array, from: number): void {
  copyHash(target, to, source, from)
  target[to] = (source[from] as bigint) & INNER_MASK
}

/** Copies a hash, fresh from the hasher, as a leaf's. */
export function copyAsLeaf(target: BigUint64Array, to: number, source: BigUint64Array, from: number): void {
  copyHash(target, to, source, from)
  target[to] = (source[from] as bigint) | LEAF_BIT
}

/** Bit `depth` of the path that starts at byte `at`, counted from its most significant bit. */
export function pathBit(bytes: Uint8Array, at: number, depth: number): number {
  return ((bytes[at + (depth >>> 3)] ?? 0) >>> (7 - (depth & 7))) & 1
}

/** The first `depth` (1 to 32) bits of a path as a number. */
export function pathPrefix(bytes: Uint8Array, at: number, depth: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  const low = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  return ((high << 16) | low) >>> (32 - depth)
}

/** How many pairs are hashed by one call: enough to keep a vectorised hasher busy, few enough to stay in the second-level cache. */
export const BATCH_PAIRS = 2048

/** Room to gather 64-byte pairs from all over memory and hash them at once. */
export class HashBatch {
  readonly input: HashMemory = allocateHashes(2 * BATCH_PAIRS)
  readonly output: HashMemory = allocateHashes(BATCH_PAIRS)
  readonly #hasher: MerkleHasher

  constructor(hasher: MerkleHasher) {
    this.#hasher = hasher
  }

  /** Hashes the first `count` pairs of `input` into `output`. */
  run(count: number): void {
    if (count === 0) return
    this.#hasher.hashPairs(
      this.input.bytes.subarray(0, count * 2 * HASH_BYTES),
      this.output.bytes.subarray(0, count * HASH_BYTES),
    )
  }
}
