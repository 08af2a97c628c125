import { type Codec, encode, viewOf } from '@demiurge/codec'
import type { StateWriter, Sum } from './access.ts'
import { DigitReader, type HashSeed } from './digits.ts'
import { splitKey } from './key.ts'
import { BLOCK_BYTES } from './message.ts'
import { RawValues } from './raw-values.ts'
import { keyOf, walkRecord } from './record.ts'
import { Table } from './table.ts'
import type { TableImage } from './table-image.ts'
import type { StateTree } from './tree.ts'

/** What a MemoryState may be told. */
export interface MemoryStateOptions {
  /**
   * Four random 32-bit numbers, which keep strangers from choosing keys that are slow to find. Nothing that is computed depends on
   * them. A node draws them anew at every start; without them the same fixed ones are used.
   */
  readonly seed?: HashSeed
}

/** A whole state as plain values, which can be sent to another thread. */
export interface StateImage {
  readonly seed: HashSeed
  readonly tables: readonly TableImage[]
}

/** Keys whose paths are hashed together when a tree is filled. */
const ROWS_AT_ONCE = 2_048
const FIXED_SEED: HashSeed = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x3c6ef372]

/** The whole state in memory as canonical bytes, by key; and the tree over it, once there is one, which follows every change. */
export class MemoryState implements StateWriter {
  readonly #tables = new Map<string, Table>()
  readonly #digits: DigitReader
  #tree: StateTree | undefined
  /** Counts changes, so that overlays notice. */
  version = 0
  /** The overlay whose claims stand in the rows: the newest one. */
  holder: object | undefined

  readonly #seed: HashSeed
  /** Memory of the overlay that became the state last, for the next one: a commit's values are megabytes. */
  #spare: RawValues | undefined

  constructor({ seed = FIXED_SEED }: MemoryStateOptions = {}) {
    this.#seed = seed
    this.#digits = new DigitReader(seed)
  }

  /** A state like the one that an image was made of; the image's memory is the state's own from now on. It has no tree. */
  static from({ seed, tables }: StateImage): MemoryState {
    const state = new MemoryState({ seed })
    for (const image of tables) {
      const table = new Table(image.space, state.#digits)
      table.restore(image)
      state.#tables.set(image.space, table)
    }
    return state
  }

  /** A copy as plain values, for a thread that is to have the same state. */
  image(): StateImage {
    return { seed: this.#seed, tables: Array.from(this.#tables.values(), (table) => table.image()) }
  }

  /** Entries. */
  get size(): number {
    let size = 0
    for (const table of this.#tables.values()) size += table.size
    return size
  }

  read<T>(space: string, name: string, codec: Codec<T>): T | undefined {
    const table = this.#tables.get(space)
    const row = table?.find(name) ?? 0
    return table === undefined || row === 0 ? undefined : table.valueOf(row, codec)
  }

  write<T>(space: string, name: string, codec: Codec<T>, value: T | undefined): void {
    if (value === undefined) this.delete(space, name)
    else {
      const bytes = encode(codec, value)
      this.put(space, name, bytes, 0, bytes.length)
    }
  }

  add<T>(space: string, name: string, sum: Sum<T>, amount: bigint): void {
    if (amount !== 0n) this.write(space, name, sum.codec, sum.add(this.read(space, name, sum.codec), amount))
  }

  /** Sets a key from canonical bytes, as when state is loaded from a store; null deletes. */
  load(key: string, bytes: Uint8Array | null): void {
    const [space, name] = splitKey(key)
    if (bytes === null) this.delete(space, name)
    else this.put(space, name, bytes, 0, bytes.length)
  }

  /** Makes the changes of a record (`Overlay.record`). Throws RangeError for bytes that are none. */
  loadRecord(record: Uint8Array): void {
    const met = new Set<Table>()
    const view = viewOf(record)
    walkRecord(record, (keyAt, keyLength, valueAt, length) => {
      if (length >= 0)
        for (const table of met)
          if (table.hasForm(record, keyAt, keyLength)) {
            this.putRow(table, table.findOrAddKey(record, keyAt), view, valueAt, length)
            return
          }
      const [space, name] = splitKey(keyOf(record.slice(keyAt, keyAt + keyLength)))
      if (length < 0) this.delete(space, name)
      else this.put(space, name, record, valueAt, length)
      const table = this.#tables.get(space)
      if (table !== undefined) met.add(table)
    })
  }

  /** A copy of the canonical bytes at a key, as they stand under the state root; undefined where there are none. */
  bytes(key: string): Uint8Array | undefined {
    const [space, name] = splitKey(key)
    const table = this.#tables.get(space)
    const row = table?.find(name) ?? 0
    return table === undefined || row === 0 ? undefined : table.bytesOf(row)
  }

  /** Keys that begin with a prefix, in no order that means anything: for queries and start-up, never for what decides state. */
  *keys(prefix: string): Generator<string> {
    for (const table of this.#tables.values()) {
      const { space } = table
      if (!space.startsWith(prefix) && !prefix.startsWith(space)) continue
      for (const row of table.rows()) {
        const key = space + table.nameOf(row)
        if (space.length >= prefix.length || key.startsWith(prefix)) yield key
      }
    }
  }

  /** Memory for the values of an overlay. */
  lendRawValues(): RawValues {
    const lent = this.#spare ?? new RawValues()
    this.#spare = undefined
    return lent
  }

  /** Takes memory back that nobody looks at any more. */
  takeBack(raw: RawValues): void {
    raw.clear()
    this.#spare = raw
  }

  /** The entries of a space, where there have ever been any; overlays look there. */
  tableOf(space: string): Table | undefined {
    return this.#tables.get(space)
  }

  /** Sets a key to `length` bytes of `source` from `from` on. */
  put(space: string, name: string, source: Uint8Array, from: number, length: number): void {
    let table = this.#tables.get(space)
    if (table === undefined) {
      table = new Table(space, this.#digits)
      this.#tables.set(space, table)
    }
    this.putRow(table, table.findOrAdd(name, length), viewOf(source), from, length)
  }

  /** Sets the value of a row that is there. */
  putRow(table: Table, row: number, source: DataView, from: number, length: number): void {
    this.version++
    table.setValue(row, source, from, length)
    const tree = this.#tree
    if (tree === undefined) return
    let leaf = table.leafOf(row)
    if (leaf === 0) {
      leaf = tree.place(table.space + table.nameOf(row))
      table.setLeaf(row, leaf)
    }
    tree.setAt(leaf, source, from, length)
  }

  delete(space: string, name: string): void {
    this.version++
    const table = this.#tables.get(space)
    const row = table?.find(name) ?? 0
    if (table === undefined || row === 0) return
    this.#tree?.deleteAt(table.leafOf(row))
    table.remove(row)
  }

  /** Fills an empty tree with all entries; from now on every change goes there as well. The caller commits. */
  attach(tree: StateTree): void {
    this.#tree = tree
    const blocks = new Uint8Array(ROWS_AT_ONCE * BLOCK_BYTES)
    const view = viewOf(blocks)
    const waiting: number[] = []
    for (const table of this.#tables.values()) {
      const place = (): void => {
        const leaves = tree.placeBlocks(blocks.subarray(0, waiting.length * BLOCK_BYTES))
        for (const [i, row] of waiting.entries()) plant(tree, table, row, leaves[i] ?? 0)
        waiting.length = 0
      }
      for (const row of table.rows()) {
        if (!table.writeKeyBlock(row, view, waiting.length * BLOCK_BYTES))
          plant(tree, table, row, tree.place(table.space + table.nameOf(row)))
        else if (waiting.push(row) === ROWS_AT_ONCE) place()
      }
      place()
    }
  }
}

/** Makes a leaf that of a row. */
function plant(tree: StateTree, table: Table, row: number, leaf: number): void {
  table.setLeaf(row, leaf)
  table.copyInto(tree, leaf, row)
}
