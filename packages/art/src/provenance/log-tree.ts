import { ProvenanceError } from './error.ts'
import { createHashLevel, type HashLevel } from './hash-level.ts'
import { emptyRoot, HASH_BYTES, type LogHasher, leafHash, nodeHash, plainHasher } from './merkle.ts'

/**
 * An append-only Merkle log (RFC 9162 2.1). It keeps the hash of every complete subtree, level by level, 64 bytes an entry in all; the
 * entries themselves are the caller's to keep. Appending and proving take O(log size) hashes.
 */
export interface LogTree {
  /** Number of entries. */
  readonly size: number
  /** Appends an entry and returns its index. */
  append(entry: Uint8Array): number
  /** Appends an entry whose leaf hash is known (32 bytes); throws `log.BadHash` on another length. */
  appendLeafHash(hash: Uint8Array): number
  /** Root of the first `size` entries, by default of all. Throws `log.OutOfRange` above the log's size. */
  root(size?: number): Uint8Array
  /** Leaf hash of an entry; throws `log.OutOfRange`. */
  leafHash(index: number): Uint8Array
  /** The leaf hashes of the entries `[from, to)`, 32 bytes each in a row: what `createLog` takes to build the log again. */
  leafHashes(from?: number, to?: number): Uint8Array
  /** The hash of the complete subtree `index` of `2^level` entries; throws `log.OutOfRange` when the log does not hold it whole. */
  subtreeHash(level: number, index: number): Uint8Array
  /** Shows that the tree of `size` entries (default: all) holds entry `index` (RFC 9162 2.1.3.1). Throws `log.OutOfRange`. */
  inclusionProof(index: number, size?: number): readonly Uint8Array[]
  /** Shows that the tree of `to` entries (default: all) begins with the tree of `from` (RFC 9162 2.1.4.1). Throws `log.OutOfRange`. */
  consistencyProof(from: number, to?: number): readonly Uint8Array[]
}

/** What a log is made from: the hash engine, and the leaf hashes of an earlier log in a row (32 bytes each). */
export type LogOptions = { readonly hasher?: LogHasher; readonly leafHashes?: Uint8Array }

/** Creates a log, empty or from the leaf hashes of an earlier one. Throws `log.BadHash` when these are not whole hashes. */
export function createLog({ hasher = plainHasher, leafHashes }: LogOptions = {}): LogTree {
  const log = new LevelLog(hasher)
  if (leafHashes !== undefined) {
    if (leafHashes.length % HASH_BYTES !== 0)
      throw new ProvenanceError(
        'log.BadHash',
        `${leafHashes.length} bytes are not whole leaf hashes of ${HASH_BYTES} bytes`,
      )
    for (let at = 0; at < leafHashes.length; at += HASH_BYTES)
      log.appendLeafHash(leafHashes.subarray(at, at + HASH_BYTES))
  }
  return log
}

class LevelLog implements LogTree {
  readonly #hasher: LogHasher
  /** Level k holds the hashes of the complete subtrees of 2^k entries, from left to right. */
  readonly #levels: HashLevel[] = [createHashLevel()]

  constructor(hasher: LogHasher) {
    this.#hasher = hasher
  }

  get size(): number {
    return this.#level(0).length
  }

  append(entry: Uint8Array): number {
    return this.appendLeafHash(leafHash(entry, this.#hasher))
  }

  appendLeafHash(hash: Uint8Array): number {
    if (hash.length !== HASH_BYTES)
      throw new ProvenanceError('log.BadHash', `a leaf hash has ${HASH_BYTES} bytes, got ${hash.length}`)
    const index = this.size
    let node = hash
    let position = index
    let level = this.#level(0)
    level.push(node)
    // An odd position completes its parent.
    for (let k = 1; position % 2 === 1; k++) {
      node = nodeHash(level.at(position - 1), node, this.#hasher)
      position = (position - 1) / 2
      level = this.#level(k)
      level.push(node)
    }
    return index
  }

  root(size: number = this.size): Uint8Array {
    this.#checkRange('tree size', size, 0, this.size)
    return size === 0 ? emptyRoot(this.#hasher) : this.#rangeHash(0, size)
  }

  leafHash(index: number): Uint8Array {
    this.#checkRange('entry', index, 0, this.size - 1)
    return this.#level(0).at(index).slice()
  }

  leafHashes(from = 0, to: number = this.size): Uint8Array {
    this.#checkRange('end', to, 0, this.size)
    this.#checkRange('start', from, 0, to)
    return this.#level(0).slice(from, to)
  }

  subtreeHash(level: number, index: number): Uint8Array {
    const row = this.#levels[level]
    if (row === undefined || !Number.isSafeInteger(index) || index < 0 || index >= row.length)
      throw new ProvenanceError(
        'log.OutOfRange',
        `subtree ${index} of level ${level} is not complete in a log of ${this.size} entries`,
      )
    return row.at(index).slice()
  }

  inclusionProof(index: number, size: number = this.size): readonly Uint8Array[] {
    this.#checkRange('tree size', size, 1, this.size)
    this.#checkRange('entry', index, 0, size - 1)
    return this.#path(index, 0, size)
  }

  consistencyProof(from: number, to: number = this.size): readonly Uint8Array[] {
    this.#checkRange('tree size', to, 1, this.size)
    this.#checkRange('earlier tree size', from, 1, to)
    return this.#subproof(from, 0, to, true)
  }

  /** PATH of RFC 9162 2.1.3.1 over the entries [start, end), nearest sibling first. */
  #path(index: number, start: number, end: number): Uint8Array[] {
    if (end - start === 1) return []
    const middle = start + largestPowerBelow(end - start)
    return index < middle
      ? [...this.#path(index, start, middle), this.#rangeHash(middle, end)]
      : [...this.#path(index, middle, end), this.#rangeHash(start, middle)]
  }

  /** SUBPROOF of RFC 9162 2.1.4.1 over the entries [start, end); `known` while the verifier holds the hash of [start, from). */
  #subproof(from: number, start: number, end: number, known: boolean): Uint8Array[] {
    if (from === end) return known ? [] : [this.#rangeHash(start, end)]
    const middle = start + largestPowerBelow(end - start)
    return from <= middle
      ? [...this.#subproof(from, start, middle, known), this.#rangeHash(middle, end)]
      : [...this.#subproof(from, middle, end, false), this.#rangeHash(start, middle)]
  }

  /** Merkle tree hash of the entries [start, end), where start is aligned to the size of the largest complete subtree in it. */
  #rangeHash(start: number, end: number): Uint8Array {
    const size = end - start
    const left = largestPowerBelow(size)
    // A power of two is a complete subtree, which the levels hold.
    if (left * 2 === size || size === 1)
      return this.#level(levelOf(size))
        .at(start / size)
        .slice()
    return nodeHash(this.#rangeHash(start, start + left), this.#rangeHash(start + left, end), this.#hasher)
  }

  #level(k: number): HashLevel {
    const existing = this.#levels[k]
    if (existing !== undefined) return existing
    const level = createHashLevel()
    this.#levels[k] = level
    return level
  }

  #checkRange(what: string, value: number, least: number, most: number): void {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return
    throw new ProvenanceError(
      'log.OutOfRange',
      `${what} ${value} is outside ${least} to ${most}; the log has ${this.size} entries`,
    )
  }
}

/** The largest power of two below a size of 2 or more; 1 for a size of 1. */
function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** k for a size of 2^k. */
function levelOf(size: number): number {
  let level = 0
  for (let rest = size; rest > 1; rest /= 2) level++
  return level
}
