import { type Codec, decode, encode } from '@demiurge/codec'

/** State that can be read. Keys are texts such as `nft/items/0x…`; the same key is always read with the same codec. */
export interface StateReader {
  /** The value at a key, or undefined. The value is shared: it must not be changed in place. */
  read<T>(key: string, codec: Codec<T>): T | undefined
}

/** State that can be read and written. A write of undefined deletes. */
export interface StateWriter extends StateReader {
  write<T>(key: string, codec: Codec<T>, value: T | undefined): void
}

/** One changed key, as it enters the tree and the log: canonical bytes, or null where the key was deleted. */
export interface StateChange {
  readonly key: string
  readonly bytes: Uint8Array | null
}

interface Entry {
  readonly codec: Codec<unknown>
  value: unknown
  /** Written since the overlay began; an entry that was only read is a cache. */
  written: boolean
}

/**
 * Uncommitted writes above a base. Values stay decoded: a hot account is read and written many times in a commit and encoded once.
 * `mark` and `rollback` undo the writes of a failed call; `settle` keeps those of a finished transaction for good.
 */
export class Overlay implements StateWriter {
  readonly #base: StateReader
  readonly #entries = new Map<string, Entry>()
  /** What stood in an entry before each write: three arrays that are overwritten, as a write must not cost an object. */
  readonly #undoEntry: Entry[] = []
  readonly #undoValue: unknown[] = []
  readonly #undoWritten: boolean[] = []
  #undos = 0
  /** Writes that `settle` made lasting, so that a mark from before is told from one that is still good. */
  #settled = 0

  constructor(base: StateReader) {
    this.#base = base
  }

  read<T>(key: string, codec: Codec<T>): T | undefined {
    return this.#entry(key, codec).value as T | undefined
  }

  write<T>(key: string, codec: Codec<T>, value: T | undefined): void {
    const entry = this.#entry(key, codec)
    const at = this.#undos++
    this.#undoEntry[at] = entry
    this.#undoValue[at] = entry.value
    this.#undoWritten[at] = entry.written
    entry.value = value
    entry.written = true
  }

  /** A point to which `rollback` can return. Marks nest. */
  mark(): number {
    return this.#settled + this.#undos
  }

  /** Undoes every write since the mark. Throws RangeError for a mark from before `settle`, or one that was rolled back itself. */
  rollback(mark: number): void {
    const kept = mark - this.#settled
    if (kept < 0 || kept > this.#undos)
      throw new RangeError(`mark ${mark} is gone: writes ${this.#settled} to ${this.mark()} can be undone`)
    for (let at = this.#undos - 1; at >= kept; at--) {
      const entry = this.#undoEntry[at]
      if (entry === undefined) continue
      entry.value = this.#undoValue[at]
      entry.written = this.#undoWritten[at] === true
    }
    this.#undos = kept
  }

  /** Makes every write so far lasting: marks from before are gone. */
  settle(): void {
    this.#settled += this.#undos
    this.#undos = 0
  }

  /** The writes in order of first touch, which is the same on every node because execution is. */
  changes(): readonly StateChange[] {
    const changes: StateChange[] = []
    for (const [key, { codec, value, written }] of this.#entries)
      if (written) changes.push({ key, bytes: value === undefined ? null : encode(codec, value) })
    return changes
  }

  /** Hands every written value, still decoded, to `into`: what a node does with an overlay that became final. */
  writeInto(into: StateWriter): void {
    for (const [key, { codec, value, written }] of this.#entries) if (written) into.write(key, codec, value)
  }

  #entry<T>(key: string, codec: Codec<T>): Entry {
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = {
      codec: codec as Codec<unknown>,
      value: this.#base.read(key, codec),
      written: false,
    }
    this.#entries.set(key, entry)
    return entry
  }
}

interface Held {
  /** Canonical bytes, until something asks for the value. */
  bytes: Uint8Array | undefined
  value: unknown
  codec: Codec<unknown> | undefined
}

/** The whole state in memory, by key: bytes as they were loaded, decoded when first read and kept so. */
export class MemoryState implements StateWriter {
  readonly #held = new Map<string, Held>()

  get size(): number {
    return this.#held.size
  }

  read<T>(key: string, codec: Codec<T>): T | undefined {
    const held = this.#held.get(key)
    if (held === undefined) return undefined
    if (held.codec === undefined && held.bytes !== undefined) {
      held.value = decode(codec, held.bytes)
      held.codec = codec as Codec<unknown>
      held.bytes = undefined
    }
    return held.value as T
  }

  write<T>(key: string, codec: Codec<T>, value: T | undefined): void {
    if (value === undefined) {
      this.#held.delete(key)
      return
    }
    const held = this.#held.get(key)
    if (held === undefined) this.#held.set(key, { bytes: undefined, value, codec: codec as Codec<unknown> })
    else {
      held.bytes = undefined
      held.value = value
      held.codec = codec as Codec<unknown>
    }
  }

  /** Sets a key from canonical bytes, as when state is loaded from a store. */
  load(key: string, bytes: Uint8Array | null): void {
    if (bytes === null) this.#held.delete(key)
    else this.#held.set(key, { bytes, value: undefined, codec: undefined })
  }

  /** Canonical bytes at a key, as they stand under the state root; undefined where there are none. */
  bytes(key: string): Uint8Array | undefined {
    const held = this.#held.get(key)
    if (held === undefined) return undefined
    return held.codec === undefined ? held.bytes : encode(held.codec, held.value)
  }

  /** Keys that begin with a prefix, in insertion order: for queries and start-up, never for anything that decides state. */
  *keys(prefix: string): Generator<string> {
    for (const key of this.#held.keys()) if (key.startsWith(prefix)) yield key
  }
}
