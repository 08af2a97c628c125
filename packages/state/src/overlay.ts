import { type Codec, readFrom, viewOf, type Writer } from '@demiurge/codec'
import type { StateChange, StateReader, StateWriter, Sum } from './access.ts'
import { changesIn, encodeChanges, writeEntry } from './changes.ts'
import { type Entry, fold, NOWHERE, newEntry, type OverlayEntry, UNREAD } from './entry.ts'
import { fetchRows, ROWS_AHEAD } from './fetch-ahead.ts'
import { InPlace } from './in-place.ts'
import { MemoryState } from './memory-state.ts'
import type { Observer } from './observer.ts'
import { RawValues } from './raw-values.ts'
import type { EncodedChanges } from './record.ts'
import { UndoLog } from './undo-log.ts'

const RECENT = 4

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
  readonly #undo = new UndoLog()
  #encoded: EncodedChanges | undefined
  readonly #raw: RawValues
  #observer: Observer | undefined

  /** With an observer it is noted what each transaction does. */
  constructor(base: StateReader, observer?: Observer) {
    this.#base = base
    this.#observer = observer
    this.#memory = base instanceof MemoryState ? base : undefined
    this.#version = this.#memory?.version ?? 0
    this.#raw = this.#memory?.lendRawValues() ?? new RawValues()
    this.#hasClaims = this.#memory !== undefined
    if (this.#memory !== undefined) this.#memory.holder = this
  }

  /** Whoever is to note, from now on, what each transaction does. */
  set observer(observer: Observer) {
    this.#observer = observer
  }

  read<T>(space: string, name: string, codec: Codec<T>): T | undefined {
    return this.#look(this.#entry(space, name), codec as Codec<unknown>).value as T | undefined
  }

  write<T>(space: string, name: string, codec: Codec<T>, value: T | undefined): void {
    const entry = this.#look(this.#entry(space, name), codec as Codec<unknown>)
    this.#remember(entry)
    entry.value = value
    entry.rawLength = -1
  }

  add<T>(space: string, name: string, sum: Sum<T>, amount: bigint): void {
    if (amount === 0n) return
    const entry = this.#entry(space, name)
    // Its bytes would be lost with the value that is made of them, when that is undone.
    if (entry.rawLength >= 0) this.#load(entry, sum.codec as Codec<unknown>)
    this.#remember(entry)
    entry.summing = sum as Sum<unknown>
    entry.sum += amount
  }

  /** The entry of a key, for `put` and its like. Nobody looks at its value. */
  locate(space: string, name: string): OverlayEntry {
    return this.#entry(space, name)
  }

  /** Sets an entry to canonical bytes, which are copied, or deletes it where the length is -1. It lasts: it cannot be undone. */
  put({ number }: OverlayEntry, source: Uint8Array, from: number, length: number): void {
    const entry = this.#lasting(number)
    entry.value = length < 0 ? undefined : UNREAD
    entry.sum = 0n
    entry.rawLength = length
    if (length >= 0) entry.rawAt = this.#raw.keep(viewOf(source), from, length)
  }

  /** Adds to an entry. It lasts: it cannot be undone. */
  addLasting<T>({ number }: OverlayEntry, sum: Sum<T>, amount: bigint): void {
    if (amount === 0n) return
    const entry = this.#lasting(number)
    entry.summing = sum as Sum<unknown>
    entry.sum += amount
  }

  /**
   * In-place access to the values of a space that have a codec of fixed size; undefined where the state below does not allow it, or an
   * observer notes what is done. Good until the overlay is asked for its changes.
   */
  inPlace<T>(space: string, codec: Codec<T>): InPlace | undefined {
    const memory = this.#memory
    const table = memory?.tableOf(space)
    if (memory === undefined || table === undefined || codec.fixedSize === undefined) return undefined
    this.#checkVersion(memory)
    if (!this.#holdsClaims(memory) || this.#observer !== undefined) return undefined
    this.#encoded = undefined
    const load = (entry: Entry, as: Codec<unknown>): void => this.#load(entry, as)
    const held = { table, entries: this.#entries, raw: this.#raw, load }
    return new InPlace(held, codec as Codec<unknown>, codec.fixedSize)
  }

  /** A point to which `rollback` can return. Marks nest. */
  mark(): number {
    return this.#undo.mark()
  }

  /** Undoes every write since the mark. Throws RangeError for a mark from before `settle`, or one that was rolled back itself. */
  rollback(mark: number): void {
    this.#undo.rollback(mark)
    this.#encoded = undefined
  }

  /** Makes every write so far lasting: marks from before are gone. */
  settle(): void {
    this.#undo.settle(this.#observer)
  }

  /** The writes in order of first touch, which is the same on every node because execution is. The bytes are shared: not to be written. */
  changes(): readonly StateChange[] {
    return changesIn(this.#encode(), this.#entries)
  }

  /** The same changes as one run of bytes for a log; `readRecord` reads it. */
  record(): Uint8Array {
    return this.#encode().record
  }

  /** Hands every written value to `into`: what a node does with an overlay that became final. */
  writeInto(into: StateWriter): void {
    if (into === this.#memory) this.#writeBelow(this.#memory)
    else
      for (const entry of this.#entries)
        if (entry.written) {
          if (entry.codec === undefined)
            throw new Error(
              `${entry.space}${entry.name} is known as bytes only: they go into the state below`,
            )
          this.#load(entry, entry.codec)
          into.write(entry.space, entry.name, entry.codec, entry.value)
        }
  }

  /** Appends the length (u32) and the canonical bytes of an entry's value as it is now, or all ones where there is none. */
  writeValueOf({ number }: OverlayEntry, out: Writer): void {
    writeEntry(out, this.#added(this.#entryAt(number)), this.#raw)
  }

  #writeBelow(memory: MemoryState): void {
    this.#checkVersion(memory)
    const { record, starts, ends } = this.#encode()
    const view = viewOf(record)
    const entries = this.#entries
    for (let i = 0; i < entries.length; i++) {
      if (i % ROWS_AHEAD === 0) fetchRows(entries, i)
      const entry = entries[i]
      if (entry === undefined || !entry.written) continue
      const { space, name, table, row } = entry
      const start = starts[i] ?? 0
      const end = ends[i] ?? 0
      if (end === 0) memory.delete(space, name)
      else if (table !== undefined) memory.putRow(table, row, view, start, end - start)
      else memory.put(space, name, record, start, end - start)
    }
    memory.holder = undefined
    memory.version++
    memory.takeBack(this.#raw)
  }

  /** Every written value as bytes, made once. */
  #encode(): EncodedChanges {
    if (this.#encoded !== undefined) return this.#encoded
    // Once it has become the state its memory is another's.
    if (this.#memory !== undefined) this.#checkVersion(this.#memory)
    for (const entry of this.#entries) if (entry.sum !== 0n) this.#added(entry)
    this.#encoded = encodeChanges(this.#entries, this.#raw)
    return this.#encoded
  }

  /** An entry with nothing left to be added. */
  #added(entry: Entry): Entry {
    if (entry.summing !== undefined && entry.sum !== 0n) this.#load(entry, entry.summing.codec)
    return entry
  }

  #entryAt(number: number): Entry {
    const entry = this.#entries[number]
    if (entry === undefined)
      throw new RangeError(`an overlay of ${this.#entries.length} has no entry ${number}`)
    return entry
  }

  /** An entry that is about to be changed for good. */
  #lasting(number: number): Entry {
    const entry = this.#entryAt(number)
    entry.written = true
    this.#encoded = undefined
    return entry
  }

  /** Notes what stands in an entry, which is about to be changed. */
  #remember(entry: Entry): void {
    this.#undo.note(entry)
    entry.written = true
    this.#encoded = undefined
  }

  /** An entry with its value, for somebody who looks at it. */
  #look(entry: Entry, codec: Codec<unknown>): Entry {
    this.#observer?.look(entry)
    if (entry.codec === undefined || entry.value === UNREAD || entry.sum !== 0n) this.#load(entry, codec)
    return entry
  }

  #load(entry: Entry, codec: Codec<unknown>): void {
    if (entry.value === UNREAD) {
      const { table, rawAt, rawLength } = entry
      entry.codec = codec
      if (rawLength >= 0) entry.value = readFrom(codec, this.#raw.bytes, rawAt, rawAt + rawLength)
      else if (table !== undefined) entry.value = table.valueOf(entry.row, codec)
      else entry.value = this.#base.read(entry.space, entry.name, codec)
    }
    entry.codec ??= codec
    if (entry.sum !== 0n) fold(entry)
  }

  #entry(space: string, name: string): Entry {
    const memory = this.#memory
    if (memory !== undefined) this.#checkVersion(memory)
    const recent = this.#recent
    for (let i = 0; i < RECENT; i++) {
      const entry = recent[(this.#newest - i) & (RECENT - 1)]
      if (entry !== undefined && entry.name === name && entry.space === space) return entry
    }
    const entry = memory === undefined ? this.#entryApart(space, name) : this.#entryOn(memory, space, name)
    this.#newest = (this.#newest + 1) & (RECENT - 1)
    recent[this.#newest] = entry
    return entry
  }

  #entryOn(memory: MemoryState, space: string, name: string): Entry {
    const table = this.#holdsClaims(memory) ? memory.tableOf(space) : undefined
    const row = table?.find(name) ?? 0
    if (table === undefined || row === 0) return this.#entryApart(space, name)
    const claimed = this.#entries[table.claimOf(row)]
    if (claimed !== undefined && claimed.row === row && claimed.table === table) return claimed
    table.setClaim(row, this.#entries.length)
    return this.#add(newEntry(this.#entries.length, space, name, { table, row, digits: table.digitsOf(row) }))
  }

  /** Whether claims in rows are this overlay's: those of an overlay that has no entries yet, or is the newest. */
  #holdsClaims(memory: MemoryState): boolean {
    if (this.#hasClaims && memory.holder !== this) {
      if (this.#entries.length === 0) memory.holder = this
      else this.#loseClaims()
    }
    return this.#hasClaims
  }

  /** The entry of a key that no claim leads to. */
  #entryApart(space: string, name: string): Entry {
    const key = space + name
    const known = this.#apart.get(key)
    if (known !== undefined) return known
    const entry = this.#add(newEntry(this.#entries.length, space, name, NOWHERE))
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
