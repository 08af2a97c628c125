import { type Codec, Writer } from '@demiurge/codec'
import type { StateChange, StateReader, StateWriter } from './access.ts'
import { MemoryState } from './memory-state.ts'
import { writeDeletion, writeKey, writeValue } from './record.ts'
import type { Table } from './table.ts'

/** An overlay's value at a key. */
interface Entry {
  readonly space: string
  readonly name: string
  readonly codec: Codec<unknown>
  value: unknown
  /** Written since the overlay began; an entry that was only read is a cache. */
  written: boolean
  /** Where the key stands in the state below, when that is a MemoryState which has it. */
  readonly table: Table | undefined
  readonly row: number
  /** Bytes that the name stands for, where it is known to be of digits, else 0. */
  readonly digits: number
}

/** All changes as one record, and where in it the value of each entry lies; its end is 0 where there is none. */
interface Encoded {
  readonly record: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

const RECENT = 4

const writer = new Writer()

/**
 * Uncommitted writes above a base. Values stay decoded: a hot account is read and written many times in a commit and encoded once.
 * `mark` and `rollback` undo the writes of a failed call; `settle` keeps those of a finished transaction for good.
 *
 * Above a MemoryState an entry is found through the row of its key: the row holds the entry's number, its claim. Claims of earlier
 * overlays need not be cleared, since a number counts only when the entry it leads to is of that very row. Only the newest overlay has
 * claims; an older one finds its entries by a map. An overlay is good for the version of the state it began on: once that state
 * changes, using it throws.
 */
export class Overlay implements StateWriter {
  readonly #base: StateReader
  readonly #memory: MemoryState | undefined
  readonly #version: number
  readonly #entries: Entry[] = []
  /** Entries by key that no claim leads to. */
  readonly #apart = new Map<string, Entry>()
  #hasClaims: boolean
  /** The entries that were found last: a transaction asks for the same few again and again. */
  readonly #recent = new Array<Entry | undefined>(RECENT).fill(undefined)
  #newest = 0
  /** What stood in an entry before each write: three arrays that are overwritten, as a write must not cost an object. */
  readonly #undoEntry: Entry[] = []
  readonly #undoValue: unknown[] = []
  readonly #undoWritten: boolean[] = []
  #undos = 0
  /** Writes that `settle` made lasting, so that a mark from before is told from one that is still good. */
  #settled = 0
  #encoded: Encoded | undefined

  constructor(base: StateReader) {
    this.#base = base
    this.#memory = base instanceof MemoryState ? base : undefined
    this.#version = this.#memory?.version ?? 0
    this.#hasClaims = this.#memory !== undefined
    if (this.#memory !== undefined) this.#memory.holder = this
  }

  read<T>(space: string, name: string, codec: Codec<T>): T | undefined {
    return this.#entry(space, name, codec as Codec<unknown>).value as T | undefined
  }

  write<T>(space: string, name: string, codec: Codec<T>, value: T | undefined): void {
    const entry = this.#entry(space, name, codec as Codec<unknown>)
    const at = this.#undos++
    this.#undoEntry[at] = entry
    this.#undoValue[at] = entry.value
    this.#undoWritten[at] = entry.written
    entry.value = value
    entry.written = true
    this.#encoded = undefined
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
    this.#encoded = undefined
  }

  /** Makes every write so far lasting: marks from before are gone. */
  settle(): void {
    this.#settled += this.#undos
    this.#undos = 0
  }

  /** The writes in order of first touch, which is the same on every node because execution is. The bytes are shared: not to be written. */
  changes(): readonly StateChange[] {
    const { record, starts, ends } = this.#encode()
    const entries = this.#entries
    const changes: StateChange[] = []
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      if (entry === undefined || !entry.written) continue
      const end = ends[i] ?? 0
      changes.push({
        key: entry.space + entry.name,
        bytes: end === 0 ? null : record.subarray(starts[i], end),
      })
    }
    return changes
  }

  /** The same changes as one run of bytes for a log; `readRecord` reads it. */
  record(): Uint8Array {
    return this.#encode().record
  }

  /** Hands every written value to `into`: what a node does with an overlay that became final. */
  writeInto(into: StateWriter): void {
    if (into === this.#memory) this.#writeBelow(this.#memory)
    else
      for (const { space, name, codec, value, written } of this.#entries)
        if (written) into.write(space, name, codec, value)
  }

  #writeBelow(memory: MemoryState): void {
    this.#checkVersion(memory)
    const { record, starts, ends } = this.#encode()
    const entries = this.#entries
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      if (entry === undefined || !entry.written) continue
      const { space, name, table, row } = entry
      const start = starts[i] ?? 0
      const end = ends[i] ?? 0
      if (end === 0) memory.delete(space, name)
      else if (table !== undefined) memory.putRow(table, row, record, start, end - start)
      else memory.put(space, name, record, start, end - start)
    }
    memory.holder = undefined
    memory.version++
  }

  /** Every written value as bytes, made once. */
  #encode(): Encoded {
    if (this.#encoded !== undefined) return this.#encoded
    const entries = this.#entries
    const starts = new Uint32Array(entries.length)
    const ends = new Uint32Array(entries.length)
    writer.reset()
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      if (entry === undefined || !entry.written) continue
      writeKey(writer, entry)
      if (entry.value === undefined) {
        writeDeletion(writer)
        continue
      }
      starts[i] = writeValue(writer, entry.codec, entry.value)
      ends[i] = writer.length
    }
    this.#encoded = { record: writer.finish(), starts, ends }
    return this.#encoded
  }

  #entry(space: string, name: string, codec: Codec<unknown>): Entry {
    const memory = this.#memory
    if (memory !== undefined) this.#checkVersion(memory)
    const recent = this.#recent
    for (let i = 0; i < RECENT; i++) {
      const entry = recent[(this.#newest - i) & (RECENT - 1)]
      if (entry !== undefined && entry.name === name && entry.space === space) return entry
    }
    const entry =
      memory === undefined ? this.#entryApart(space, name, codec) : this.#entryOn(memory, space, name, codec)
    this.#newest = (this.#newest + 1) & (RECENT - 1)
    recent[this.#newest] = entry
    return entry
  }

  #entryOn(memory: MemoryState, space: string, name: string, codec: Codec<unknown>): Entry {
    if (this.#hasClaims && memory.holder !== this) this.#loseClaims()
    const table = this.#hasClaims ? memory.tableOf(space) : undefined
    const row = table?.find(name) ?? 0
    if (table === undefined || row === 0) return this.#entryApart(space, name, codec)
    const claimed = this.#entries[table.claimOf(row)]
    if (claimed !== undefined && claimed.row === row && claimed.table === table) return claimed
    table.setClaim(row, this.#entries.length)
    return this.#add({
      space,
      name,
      codec,
      value: table.valueOf(row, codec),
      written: false,
      table,
      row,
      digits: table.digitsOf(row),
    })
  }

  /** The entry of a key that no claim leads to. */
  #entryApart(space: string, name: string, codec: Codec<unknown>): Entry {
    const key = space + name
    const known = this.#apart.get(key)
    if (known !== undefined) return known
    const value = this.#base.read(space, name, codec)
    const entry = this.#add({
      space,
      name,
      codec,
      value,
      written: false,
      table: undefined,
      row: 0,
      digits: 0,
    })
    this.#apart.set(key, entry)
    return entry
  }

  /** Another overlay began on the same state: it has the claims now. */
  #loseClaims(): void {
    this.#hasClaims = false
    for (const entry of this.#entries) this.#apart.set(entry.space + entry.name, entry)
  }

  #add(entry: Entry): Entry {
    this.#entries.push(entry)
    return entry
  }

  #checkVersion(memory: MemoryState): void {
    if (memory.version !== this.#version)
      throw new Error('the state below an overlay has changed: begin another overlay on it')
  }
}
