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

/** An overlay's value at a key. */
interface Entry {
  readonly key: string
  readonly codec: Codec<unknown>
  value: unknown
  /** Written since the overlay began; an entry that was only read is a cache. */
  written: boolean
  /** Whose entry it is, where it stands beside a cell of a MemoryState. */
  readonly claim: Claim
  readonly cell: Cell | undefined
}

/** An overlay as the cells below know it. It is over when the state has gone on to another version. */
interface Claim {
  readonly version: number
}

/** The place of a key in a MemoryState: the value, and beside it the entry of an overlay that works on it. */
interface Cell {
  /** Canonical bytes, until something asks for the value. */
  bytes: Uint8Array | undefined
  codec: Codec<unknown> | undefined
  value: unknown
  entry: Entry | undefined
}

/**
 * Uncommitted writes above a base. Values stay decoded: a hot account is read and written many times in a commit and encoded once.
 * `mark` and `rollback` undo the writes of a failed call; `settle` keeps those of a finished transaction for good.
 *
 * Above a MemoryState an entry is found through the cell of its key, so that a key costs one look-up among millions and not three. An
 * overlay is good for the version of the state it began on: once that state changes, using it throws.
 */
export class Overlay implements StateWriter {
  readonly #base: StateReader
  readonly #memory: MemoryState | undefined
  readonly #claim: Claim
  /** Entries of keys that have no cell below, or one that another overlay works on. */
  readonly #apart = new Map<string, Entry>()
  readonly #entries: Entry[] = []
  /** What stood in an entry before each write: three arrays that are overwritten, as a write must not cost an object. */
  readonly #undoEntry: Entry[] = []
  readonly #undoValue: unknown[] = []
  readonly #undoWritten: boolean[] = []
  #undos = 0
  /** Writes that `settle` made lasting, so that a mark from before is told from one that is still good. */
  #settled = 0

  constructor(base: StateReader) {
    this.#base = base
    this.#memory = base instanceof MemoryState ? base : undefined
    this.#claim = { version: this.#memory?.version ?? 0 }
  }

  read<T>(key: string, codec: Codec<T>): T | undefined {
    return this.#entry(key, codec as Codec<unknown>).value as T | undefined
  }

  write<T>(key: string, codec: Codec<T>, value: T | undefined): void {
    const entry = this.#entry(key, codec as Codec<unknown>)
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
    for (const { key, codec, value, written } of this.#entries)
      if (written) changes.push({ key, bytes: value === undefined ? null : encode(codec, value) })
    return changes
  }

  /** Hands every written value, still decoded, to `into`: what a node does with an overlay that became final. */
  writeInto(into: StateWriter): void {
    if (into === this.#memory) this.#checkVersion(this.#memory)
    for (const { key, codec, value, written, cell } of this.#entries) {
      if (cell !== undefined && into === this.#memory) {
        cell.entry = undefined
        if (written && value !== undefined) replaceValue(cell, codec, value)
        else if (written) into.write(key, codec, undefined)
      } else if (written) into.write(key, codec, value)
    }
    if (into === this.#memory) this.#memory.version++
  }

  #entry(key: string, codec: Codec<unknown>): Entry {
    const memory = this.#memory
    if (memory === undefined) return this.#entryApart(key, codec, undefined)
    this.#checkVersion(memory)
    const cell = memory.cellOf(key)
    if (cell === undefined) return this.#entryApart(key, codec, memory)
    const { entry } = cell
    if (entry !== undefined) {
      if (entry.claim === this.#claim) return entry
      if (entry.claim.version === memory.version) return this.#entryApart(key, codec, undefined)
    }
    const claimed = { key, codec, value: heldValue(cell, codec), written: false, claim: this.#claim, cell }
    cell.entry = claimed
    return this.#add(claimed)
  }

  /** The entry of a key without a cell, or whose cell another overlay works on. `lacking` is a state known not to have the key. */
  #entryApart(key: string, codec: Codec<unknown>, lacking: MemoryState | undefined): Entry {
    const known = this.#apart.get(key)
    if (known !== undefined) return known
    const value = lacking === undefined ? this.#base.read(key, codec) : undefined
    const entry = this.#add({ key, codec, value, written: false, claim: this.#claim, cell: undefined })
    this.#apart.set(key, entry)
    return entry
  }

  #add(entry: Entry): Entry {
    this.#entries.push(entry)
    return entry
  }

  #checkVersion(memory: MemoryState): void {
    if (memory.version !== this.#claim.version)
      throw new Error('the state below an overlay has changed: begin another overlay on it')
  }
}

/** The whole state in memory, by key: bytes as they were loaded, decoded when first read and kept so. */
export class MemoryState implements StateWriter {
  readonly #cells = new Map<string, Cell>()
  /** Counts changes, so that overlays notice. */
  version = 0

  get size(): number {
    return this.#cells.size
  }

  read<T>(key: string, codec: Codec<T>): T | undefined {
    const cell = this.#cells.get(key)
    return cell === undefined ? undefined : (heldValue(cell, codec as Codec<unknown>) as T)
  }

  write<T>(key: string, codec: Codec<T>, value: T | undefined): void {
    this.version++
    const cell = this.#cells.get(key)
    if (value === undefined) this.#cells.delete(key)
    else if (cell !== undefined) replaceValue(cell, codec as Codec<unknown>, value)
    else this.#cells.set(key, { bytes: undefined, codec: codec as Codec<unknown>, value, entry: undefined })
  }

  /** Sets a key from canonical bytes, as when state is loaded from a store. */
  load(key: string, bytes: Uint8Array | null): void {
    this.version++
    if (bytes === null) this.#cells.delete(key)
    else this.#cells.set(key, { bytes, codec: undefined, value: undefined, entry: undefined })
  }

  /** Canonical bytes at a key, as they stand under the state root; undefined where there are none. */
  bytes(key: string): Uint8Array | undefined {
    const cell = this.#cells.get(key)
    if (cell === undefined) return undefined
    return cell.codec === undefined ? cell.bytes : encode(cell.codec, cell.value)
  }

  /** Keys that begin with a prefix, in insertion order: for queries and start-up, never for anything that decides state. */
  *keys(prefix: string): Generator<string> {
    for (const key of this.#cells.keys()) if (key.startsWith(prefix)) yield key
  }

  /** Where an overlay finds a value and keeps its own beside it; of no use to anybody else. */
  cellOf(key: string): Cell | undefined {
    return this.#cells.get(key)
  }
}

function heldValue(cell: Cell, codec: Codec<unknown>): unknown {
  if (cell.codec === undefined && cell.bytes !== undefined)
    replaceValue(cell, codec, decode(codec, cell.bytes))
  return cell.value
}

function replaceValue(cell: Cell, codec: Codec<unknown>, value: unknown): void {
  cell.bytes = undefined
  cell.codec = codec
  cell.value = value
}
