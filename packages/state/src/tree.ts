import { toHex } from '@demiurge/codec'
import type { MerkleHasher } from '@demiurge/crypto'
import { type Branch, branchTo } from './branch.ts'
import { Buckets } from './buckets.ts'
import { DenseLevels } from './dense-levels.ts'
import { StateError } from './error.ts'
import { allocateHashes, HASH_BYTES, HashBatch } from './hashes.ts'
import { checkValue, pathOf } from './key.ts'
import { hashMessage } from './message.ts'
import { isShort, Pending } from './pending.ts'

/** Leaves a bucket, on average, at which the number of buckets doubles. */
const FULL_BUCKET = 2
const MIN_DEPTH = 1
const MAX_DEPTH = 24

/** Root of a tree without leaves: the terminator. */
export const EMPTY_ROOT = toHex(new Uint8Array(HASH_BYTES))

/** What createStateTree needs. */
export interface StateTreeOptions {
  readonly hasher: MerkleHasher
  /** Leaves to make room for at once; the tree grows beyond by itself. 1,024 by default. */
  readonly capacity?: number
  /** Levels (1 to 24) kept as one array at the start, instead of the number that suits `capacity`. The root does not depend on it. */
  readonly depth?: number
}

/**
 * A Merkle tree over keys and values. The root is a function of the set of (key, value) pairs alone: neither the order of changes nor
 * the size of the tree's memory shows in it. The tree keeps hashes, not values.
 */
export interface StateTree {
  /** Root of the last commit, `0x…` hex; EMPTY_ROOT at first. */
  readonly root: string
  /** Keys present, uncommitted changes included. */
  readonly size: number
  /** Whether a key is present, uncommitted changes included. */
  has(key: string): boolean
  /** Adds a key or replaces its value. Throws StateError `state.InvalidKey` or `state.ValueTooLarge`. */
  set(key: string, value: Uint8Array): void
  /** Removes a key; nothing happens when it is absent. Throws StateError `state.InvalidKey`. */
  delete(key: string): void
  /** The leaf of a key, by number, for `setAt` and `deleteAt`; added without a value when it is absent, which `setAt` must mend. */
  place(key: string): number
  /** Sets the value of a leaf to `length` bytes of `source` from `from` on. Throws StateError `state.ValueTooLarge`. */
  setAt(leaf: number, source: Uint8Array, from: number, length: number): void
  /** Removes a leaf; its number may then be given to another. */
  deleteAt(leaf: number): void
  /** Computes the root over all changes so far, and returns it. */
  commit(): string
  /** The branch of a key, present or absent, against `root`. Throws StateError `state.Uncommitted` when changes are waiting. */
  prove(key: string): Branch
}

/** An empty tree. Throws StateError `state.InvalidOption` for a depth or capacity that is out of range. */
export function createStateTree(options: StateTreeOptions): StateTree {
  return new CompactedTree(options)
}

class CompactedTree implements StateTree {
  readonly #hasher: MerkleHasher
  readonly #batch: HashBatch
  readonly #buckets: Buckets
  readonly #dense: DenseLevels
  readonly #path = allocateHashes(1)
  readonly #pending = new Pending()
  #changed = false
  #root = EMPTY_ROOT

  constructor({ hasher, capacity = 1024, depth = depthFor(capacity) }: StateTreeOptions) {
    if (!Number.isSafeInteger(capacity) || capacity < 1)
      throw new StateError(
        'state.InvalidOption',
        `capacity is ${capacity}, it must be a number of leaves from 1`,
      )
    if (!Number.isInteger(depth) || depth < MIN_DEPTH || depth > MAX_DEPTH)
      throw new StateError(
        'state.InvalidOption',
        `depth is ${depth}, it must be from ${MIN_DEPTH} to ${MAX_DEPTH}`,
      )
    this.#hasher = hasher
    this.#batch = new HashBatch(hasher)
    this.#buckets = new Buckets(depth, capacity)
    this.#dense = new DenseLevels(depth, hasher)
  }

  get root(): string {
    return this.#root
  }

  get size(): number {
    return this.#buckets.leaves.size
  }

  has(key: string): boolean {
    return this.#find(key) !== 0
  }

  set(key: string, value: Uint8Array): void {
    checkValue(value)
    this.setAt(this.place(key), value, 0, value.length)
  }

  delete(key: string): void {
    const leaf = this.#find(key)
    if (leaf !== 0) this.deleteAt(leaf)
  }

  place(key: string): number {
    this.#path.bytes.set(pathOf(key, this.#hasher))
    const leaf = this.#buckets.place(this.#path, 0)
    if (this.#buckets.leaves.size > FULL_BUCKET * 2 ** this.#buckets.depth) this.#split()
    return leaf
  }

  setAt(leaf: number, source: Uint8Array, from: number, length: number): void {
    this.#changed = true
    if (isShort(length)) {
      this.#pending.addShort(leaf, source, from, length)
      return
    }
    const value = source.subarray(from, from + length)
    checkValue(value)
    this.#pending.addHashed(leaf, hashMessage(value, this.#hasher))
  }

  deleteAt(leaf: number): void {
    this.#changed = true
    this.#buckets.remove(leaf)
  }

  commit(): string {
    if (!this.#changed) return this.#root
    const buckets = this.#buckets
    buckets.leaves.rehash(this.#pending, this.#batch)
    buckets.touch(this.#pending.slots, this.#pending.count)
    this.#pending.count = 0
    const changed = buckets.changed.drain()
    buckets.rehash(changed, this.#batch)
    this.#dense.update(changed, buckets, this.#batch)
    this.#root = toHex(this.#dense.memory.bytes.subarray(HASH_BYTES, 2 * HASH_BYTES))
    this.#changed = false
    return this.#root
  }

  prove(key: string): Branch {
    if (this.#changed)
      throw new StateError('state.Uncommitted', 'the tree has uncommitted changes: commit before proving')
    this.#path.bytes.set(pathOf(key, this.#hasher))
    return branchTo(this.#path, this.#dense, this.#buckets)
  }

  #find(key: string): number {
    this.#path.bytes.set(pathOf(key, this.#hasher))
    return this.#buckets.find(this.#path, 0)
  }

  #split(): void {
    if (this.#buckets.depth === MAX_DEPTH) return
    this.#buckets.split()
    this.#dense.grow(this.#buckets)
  }
}

/** The depth at which `capacity` leaves fill about one bucket each. */
function depthFor(capacity: number): number {
  return Math.min(MAX_DEPTH, Math.max(MIN_DEPTH, Math.ceil(Math.log2(capacity))))
}
