import { type Codec, copyBytes, readFrom, viewOf, type Writer } from '@demiurge/codec'
import { Apart } from './apart.ts'
import { DigitKeys } from './digit-keys.ts'
import { type DigitReader, digitBytes } from './digits.ts'
import type { Entry } from './entry.ts'
import { StateError } from './error.ts'
import type { NameBatch } from './name-batch.ts'
import type { RawValues } from './raw-values.ts'
import { FIRST_ROW, MAX_ROWS, type NamedRows, RowIndex } from './row-index.ts'
import { type RowShape, shapeFor, type TableImage } from './table-image.ts'
import { TextNames } from './text-names.ts'
import type { StateTree } from './tree.ts'

const SMALLEST = 16
/** Stands for the length of a value that lies apart, and of a row without a value. */
const APART = 0xffff_ffff
const FREE = 0xffff_fffe

/** Words of a row in front of its name: the claim of an overlay, the leaf in the tree, the length of the value in bytes. */
const CLAIM = 0
const LEAF = 1
const LENGTH = 2
const NAME = 3

/**
 * The entries of one space of the state, such as `balances/accounts/`. Where names are hex digits of one length and values short, as
 * with accounts, an entry is a row of packed numbers: neither the engine's heap nor its garbage collector knows of it. Names and values
 * of another form are kept apart; the first entry decides what fits a row.
 */
export class Table implements NamedRows {
  readonly space: string
  readonly #digits: DigitReader
  readonly #keys: DigitKeys
  readonly #index = new RowIndex(this)
  #nameBytes = 0
  #valueAt = 0
  #rowBytes = 0
  #rowWords = 0
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  #words = new Uint32Array(0)
  #view: DataView = new DataView(this.#bytes.buffer)
  #end = FIRST_ROW
  #size = 0
  #free: number[] = []
  readonly #apart = new Map<number, Apart>()
  readonly #others = new TextNames()

  constructor(space: string, digits: DigitReader) {
    this.space = space
    this.#digits = digits
    this.#keys = new DigitKeys(space)
  }

  /** A copy of all that is in it, for another thread; what a tree or an overlay left in rows means nothing there. */
  image(): TableImage {
    return {
      space: this.space,
      shape: { nameBytes: this.#nameBytes, valueAt: this.#valueAt, rowBytes: this.#rowBytes },
      end: this.#end,
      size: this.#size,
      free: this.#free,
      bytes: this.#bytes.slice(),
      index: this.#index.image(),
      apart: new Map(Array.from(this.#apart, ([row, { bytes }]) => [row, bytes])),
      otherRows: this.#others.rows,
    }
  }

  /** Fills an empty table from an image, whose memory is the table's own from now on. */
  restore(image: TableImage): void {
    this.#shape(image.shape)
    this.#end = image.end
    this.#size = image.size
    this.#free = [...image.free]
    this.#bytes = image.bytes
    this.#words = new Uint32Array(image.bytes.buffer)
    this.#view = viewOf(image.bytes)
    this.#index.restore(image.index)
    for (const [row, bytes] of image.apart) this.#apart.set(row, new Apart(bytes))
    for (const [name, row] of image.otherRows) this.#others.add(name, row)
  }

  get size(): number {
    return this.#size
  }

  /** The row of a name, or 0. */
  find(name: string): number {
    if (this.#nameBytes !== 0 && this.#digits.read(name, this.#nameBytes))
      return this.#index.find(this.#digits)
    return this.#others.find(name)
  }

  /** The rows of the names of a batch, to `rows` from `to` on, 0 where there is none. */
  findAll(batch: NameBatch, rows: Uint32Array, to: number): void {
    if (this.#nameBytes !== 0 && batch.read(this.#digits, this.#nameBytes))
      this.#index.findAll(batch, rows, to)
    else for (const [i, name] of batch.names.entries()) rows[to + i] = this.find(name)
  }

  /** The row of a name, added without a value when there is none. `length` is how long its value will be. */
  findOrAdd(name: string, length: number): number {
    if (this.#rowBytes === 0) {
      this.#shape(shapeFor(digitBytes(name) ?? 0, length))
      this.#resize(SMALLEST)
    }
    if (this.#nameBytes !== 0 && this.#digits.read(name, this.#nameBytes)) return this.#findOrAddDigits()
    const found = this.#others.find(name)
    if (found !== 0) return found
    const row = this.#newRow()
    this.#others.add(name, row)
    return row
  }

  /** Whether a key's bytes are of this space, with a name of digits as its rows have it. */
  hasForm(source: Uint8Array, keyAt: number, keyLength: number): boolean {
    return this.#keys.match(source, keyAt, keyLength, this.#nameBytes)
  }

  /** As `findOrAdd`, by the bytes of a key that has the form. */
  findOrAddKey(source: Uint8Array, keyAt: number): number {
    this.#digits.readBytes(source, keyAt + this.#keys.prefixBytes, this.#nameBytes)
    return this.#findOrAddDigits()
  }

  /** The row of the name that was read last, added when there is none. */
  #findOrAddDigits(): number {
    const found = this.#index.find(this.#digits)
    if (found !== 0) return found
    const row = this.#newRow()
    const at = row * this.#rowBytes + NAME * 4
    const { bytes, hash } = this.#digits
    for (let i = 0; i < this.#nameBytes; i++) this.#bytes[at + i] = bytes[i] ?? 0
    this.#index.add(row, hash)
    return row
  }

  #newRow(): number {
    const row = this.#free.pop() ?? this.#take()
    this.setLeaf(row, 0)
    this.#size++
    return row
  }

  remove(row: number): void {
    if (!this.#others.remove(row)) this.#index.remove(row)
    if (this.#words[this.#word(row, LENGTH)] === APART) this.#apart.delete(row)
    this.#words[this.#word(row, LENGTH)] = FREE
    this.#free.push(row)
    this.#size--
  }

  /** Sets a row's value to `length` bytes of `source` from `from` on. */
  setValue(row: number, source: DataView, from: number, length: number): void {
    const at = row * this.#rowBytes + this.#valueAt
    const before = this.#words[this.#word(row, LENGTH)]
    if (length <= this.#rowBytes - this.#valueAt) {
      if (before === APART) this.#apart.delete(row)
      copyBytes(this.#view, at, source, from, length)
      this.#words[this.#word(row, LENGTH)] = length
    } else {
      // A copy of its own: what it comes from may be the memory of a whole commit.
      this.#apart.set(row, new Apart(new Uint8Array(source.buffer, source.byteOffset + from, length).slice()))
      this.#words[this.#word(row, LENGTH)] = APART
    }
  }

  /** A row's value; not to be changed in place. Throws CodecError when its bytes are not what the codec expects. */
  valueOf<T>(row: number, codec: Codec<T>): T {
    const length = this.#words[this.#word(row, LENGTH)] ?? 0
    const apart = length === APART ? this.#apart.get(row) : undefined
    if (apart !== undefined) return apart.valueOf(codec)
    const at = row * this.#rowBytes + this.#valueAt
    return readFrom(codec, this.#bytes, at, at + length)
  }

  /** Copies a row's name and, behind it, its value to `raw`, where that is exactly `length` bytes in the row. */
  keep(entry: Entry, raw: RawValues, length: number): void {
    const { row } = entry
    if (this.#words[this.#word(row, LENGTH)] !== length) return
    const nameBytes = this.#valueAt - NAME * 4
    entry.rawName = raw.keep(this.#view, row * this.#rowBytes + NAME * 4, nameBytes + length)
    entry.rawAt = entry.rawName + nameBytes
    entry.rawLength = length
  }

  /** Copies the bytes of a row's name, which is of digits. */
  copyName(row: number, target: DataView, at: number): void {
    copyBytes(target, at, this.#view, row * this.#rowBytes + NAME * 4, this.#nameBytes)
  }

  /** Writes the key of an entry of a row as records have it; false where its name is not of digits. */
  writeKey({ row, digits, rawName }: Entry, raw: RawValues, out: Writer): boolean {
    if (digits !== 0 && rawName >= 0) this.#keys.write(out, raw.view, rawName, digits)
    else if (digits !== 0) this.#keys.write(out, this.#view, row * this.#rowBytes + NAME * 4, digits)
    return digits !== 0
  }

  /** A copy of the canonical bytes of a row's value. */
  bytesOf(row: number): Uint8Array {
    const length = this.#words[this.#word(row, LENGTH)] ?? 0
    if (length === APART) return this.#apart.get(row)?.bytes.slice() ?? new Uint8Array()
    const at = row * this.#rowBytes + this.#valueAt
    return this.#bytes.slice(at, at + length)
  }

  /** Hands a row's value to a leaf of a tree. */
  copyInto(tree: Pick<StateTree, 'setAt'>, leaf: number, row: number): void {
    const length = this.#words[this.#word(row, LENGTH)] ?? 0
    const apart = length === APART ? this.#apart.get(row)?.bytes : undefined
    if (apart !== undefined) tree.setAt(leaf, viewOf(apart), 0, apart.length)
    else tree.setAt(leaf, this.#view, row * this.#rowBytes + this.#valueAt, length)
  }

  /** Writes the block of a row's key (`message.ts`); false when the key is no short one of digits. */
  writeKeyBlock(row: number, target: DataView, at: number): boolean {
    const digits = this.digitsOf(row)
    const name = { bytes: this.#view, from: row * this.#rowBytes + NAME * 4, digits }
    return digits !== 0 && this.#keys.writeBlock(target, at, name)
  }

  /** A row's name as text. */
  nameOf(row: number): string {
    const at = row * this.#rowBytes + NAME * 4
    return this.#others.nameOf(row) ?? `0x${this.#bytes.subarray(at, at + this.#nameBytes).toHex()}`
  }

  /** Bytes that a row's name stands for, 0 where it is not of digits. */
  digitsOf(row: number): number {
    return this.#others.nameOf(row) === undefined ? this.#nameBytes : 0
  }

  /** All rows with a value, in no order that means anything. */
  *rows(): Generator<number> {
    for (let row = FIRST_ROW; row < this.#end; row++)
      if (this.#words[this.#word(row, LENGTH)] !== FREE) yield row
  }

  /** What an overlay left in the row to find its entry again; of no meaning to anybody else. */
  claimOf(row: number): number {
    return this.#words[this.#word(row, CLAIM)] ?? 0
  }

  setClaim(row: number, claim: number): void {
    this.#words[this.#word(row, CLAIM)] = claim
  }

  /** Loads a row's first and last word, which is all that it is for. */
  touch(row: number): number {
    const at = row * this.#rowWords
    return (this.#words[at] ?? 0) | (this.#words[at + this.#rowWords - 1] ?? 0)
  }

  /** The leaf of a row in the tree, 0 when it has none. */
  leafOf(row: number): number {
    return this.#words[this.#word(row, LEAF)] ?? 0
  }

  setLeaf(row: number, leaf: number): void {
    this.#words[this.#word(row, LEAF)] = leaf
  }

  hasName(row: number, name: Uint32Array, from: number): boolean {
    const words = this.#words
    const at = this.#word(row, NAME)
    for (let i = 0; i * 4 < this.#nameBytes; i++) if (words[at + i] !== name[from + i]) return false
    return true
  }

  hashOf(row: number): number {
    return this.#digits.hashOf(this.#bytes, row * this.#rowBytes + NAME * 4, this.#nameBytes)
  }

  #word(row: number, field: number): number {
    return row * this.#rowWords + field
  }

  #shape({ nameBytes, valueAt, rowBytes }: RowShape): void {
    this.#nameBytes = nameBytes
    this.#valueAt = valueAt
    this.#rowBytes = rowBytes
    this.#rowWords = rowBytes / 4
  }

  #take(): number {
    const isFull = this.#end * this.#rowBytes === this.#bytes.length
    if (isFull && this.#end >= MAX_ROWS)
      throw new StateError('state.TooManyLeaves', `${this.space} is full: it holds ${this.#size} entries`)
    if (isFull) this.#resize(this.#end * 2)
    return this.#end++
  }

  #resize(rows: number): void {
    const before = this.#bytes
    this.#bytes = new Uint8Array(rows * this.#rowBytes)
    this.#bytes.set(before)
    this.#words = new Uint32Array(this.#bytes.buffer)
    this.#view = viewOf(this.#bytes)
  }
}
