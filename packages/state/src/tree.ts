import { toHex, viewOf } from '@demiurge/codec'
import type { MerkleHasher } from '@demiurge/crypto'
import { type Branch, branchTo } from './branch.ts'
import { Buckets } from './buckets.ts'
import { StateError } from './error.ts'
import { allocateHashes, HASH_BYTES, HASH_WORDS, type HashMemory } from './hashes.ts'
import { checkValue, pathOf } from './key.ts'
import { BLOCK_BYTES, hashMessage, SHORT_BYTES, writeBlock } from './message.ts'
import { Rehash, type RehashWork } from './rehash.ts'
import { allocateTree, growPending, type TreeMemory } from './tree-memory.ts'

/** Leaves a bucket, on average, at which the number of buckets doubles. */
const FULL_BUCKET = 2
/** Fewer values are hashed sooner than another thread is woken. */
export const WORTH_A_THREAD = 256
/** Values that wait for a commit, at most: 9 MB. */
const MOST_PENDING = 2 ** 17
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
  /** Computes the hashes elsewhere, as another thread may; the tree's memory is then shared between threads. */
  readonly background?: BackgroundRehash
}

/** Somebody who brings a tree's hashes up to date (Rehash) while its owner does something else. */
export interface BackgroundRehash {
  /** Begins a work; the memory is theirs until `wait` returns. Throws when they have failed before. */
  begin(memory: TreeMemory, work: RehashWork): void
  /** Blocks until what was begun is done, and may do some of it on the caller's thread. Throws what went wrong. */
  wait(): void
  /** Resolves when `wait` need not block any more. */
  ready(): Promise<void>
}

/** A root that is perhaps still being computed. */
export interface PendingRoot {
  /** The root, `0x…` hex; waits for it when need be. */
  readonly value: string
  /** Resolves when `value` needs no waiting any more. */
  ready(): Promise<void>
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
  /** The same for many keys of at most SHORT_BYTES, given by their blocks (`message.ts`): one leaf for each 64 bytes. */
  placeBlocks(blocks: Uint8Array): Uint32Array
  /** Sets the value of a leaf to `length` bytes of `source` from `from` on. Throws StateError `state.ValueTooLarge`. */
  setAt(leaf: number, source: DataView, from: number, length: number): void
  /** Removes a leaf; its number may then be given to another. */
  deleteAt(leaf: number): void
  /** Computes the root over all changes so far, and returns it. */
  commit(): string
  /** As `commit`, but with a background the root is computed while the caller goes on; whatever needs the tree waits by itself. */
  beginCommit(): PendingRoot
  /** The branch of a key, present or absent, against `root`. Throws StateError `state.Uncommitted` when changes are waiting. */
  prove(key: string): Branch
}

/** An empty tree. Throws StateError `state.InvalidOption` for a depth or capacity that is out of range. */
export function createStateTree(options: StateTreeOptions): StateTree {
  return new CompactedTree(options)
}

class CompactedTree implements StateTree {
  readonly #hasher: MerkleHasher
  readonly #memory: TreeMemory
  readonly #buckets: Buckets
  readonly #rehash: Rehash
  readonly #background: BackgroundRehash | undefined
  readonly #path = allocateHashes(1)
  #changed = false
  #root = EMPTY_ROOT
  /** The commit that the background is at. */
  #running: { value: string | undefined } | undefined

  constructor({ hasher, capacity = 1024, depth = depthFor(capacity), background }: StateTreeOptions) {
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
    this.#memory = allocateTree(depth, capacity, background !== undefined)
    this.#buckets = new Buckets(this.#memory)
    this.#rehash = new Rehash(hasher)
    this.#background = background
  }

  get root(): string {
    this.#settle()
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
    this.setAt(this.place(key), viewOf(value), 0, value.length)
  }

  delete(key: string): void {
    const leaf = this.#find(key)
    if (leaf !== 0) this.deleteAt(leaf)
  }

  place(key: string): number {
    this.#settle()
    this.#path.bytes.set(pathOf(key, this.#hasher))
    return this.#placeAt(this.#path, 0)
  }

  placeBlocks(blocks: Uint8Array): Uint32Array {
    this.#settle()
    const count = blocks.length / BLOCK_BYTES
    const paths = allocateHashes(count)
    this.#hasher.hashPairs(blocks, paths.bytes)
    return Uint32Array.from({ length: count }, (_, i) => this.#placeAt(paths, i * HASH_WORDS))
  }

  setAt(leaf: number, source: DataView, from: number, length: number): void {
    this.#settle()
    this.#changed = true
    const memory = this.#memory
    // Whoever loads a whole state sets more at once than should wait in memory.
    if (memory.pendingCount === MOST_PENDING) this.#absorb()
    if (memory.pendingCount === memory.pendingSlots.length) growPending(memory)
    const at = memory.pendingCount++
    memory.pendingSlots[at] = leaf
    const isShort = length <= SHORT_BYTES
    memory.pendingHashed[at] = isShort ? 0 : 1
    if (isShort) writeBlock(memory.pendingBlocks.view, at * BLOCK_BYTES, source, from, length)
    else {
      const value = new Uint8Array(source.buffer, source.byteOffset + from, length)
      checkValue(value)
      memory.pendingBlocks.bytes.set(hashMessage(value, this.#hasher), at * BLOCK_BYTES)
    }
  }

  deleteAt(leaf: number): void {
    this.#settle()
    this.#changed = true
    this.#buckets.remove(leaf)
  }

  commit(): string {
    return this.beginCommit().value
  }

  beginCommit(): PendingRoot {
    this.#settle()
    if (!this.#changed) return knownRoot(this.#root)
    this.#changed = false
    if (this.#background === undefined || this.#memory.pendingCount < WORTH_A_THREAD) {
      this.#rehash.run(this.#memory)
      this.#root = this.#readRoot()
      return knownRoot(this.#root)
    }
    const running: { value: string | undefined } = { value: undefined }
    this.#running = running
    const background = this.#background
    background.begin(this.#memory, 'root')
    const settle = () => this.#settle()
    return {
      get value() {
        if (running.value === undefined) settle()
        return running.value ?? EMPTY_ROOT
      },
      ready: async () => {
        if (running.value === undefined) await background.ready()
      },
    }
  }

  prove(key: string): Branch {
    this.#settle()
    if (this.#changed)
      throw new StateError('state.Uncommitted', 'the tree has uncommitted changes: commit before proving')
    this.#path.bytes.set(pathOf(key, this.#hasher))
    return branchTo(this.#path, this.#memory, this.#buckets)
  }

  /** Waits for the background, if it is at work. */
  #settle(): void {
    if (this.#running === undefined) return
    this.#background?.wait()
    this.#memory.pendingCount = 0
    this.#root = this.#readRoot()
    this.#running.value = this.#root
    this.#running = undefined
  }

  /** Hashes the values that are pending and keeps them no longer. */
  #absorb(): void {
    if (this.#background === undefined) {
      this.#rehash.absorb(this.#memory)
      return
    }
    this.#background.begin(this.#memory, 'leaves')
    this.#background.wait()
    this.#memory.pendingCount = 0
  }

  #readRoot(): string {
    return toHex(this.#memory.dense.bytes.slice(HASH_BYTES, 2 * HASH_BYTES))
  }

  #placeAt(path: HashMemory, from: number): number {
    const leaf = this.#buckets.place(path, from)
    const { depth } = this.#memory
    if (this.#buckets.leaves.size > FULL_BUCKET * 2 ** depth && depth < MAX_DEPTH) this.#buckets.split()
    return leaf
  }

  #find(key: string): number {
    this.#settle()
    this.#path.bytes.set(pathOf(key, this.#hasher))
    return this.#buckets.find(this.#path, 0)
  }
}

const knownRoot = (value: string): PendingRoot => ({ value, ready: async () => {} })

/** The depth at which `capacity` leaves fill about one bucket each. */
function depthFor(capacity: number): number {
  return Math.min(MAX_DEPTH, Math.max(MIN_DEPTH, Math.ceil(Math.log2(capacity))))
}
