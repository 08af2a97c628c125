import { type Codec, readFrom } from '@demiurge/codec'
import { type DigitReader, digitBytes } from './digits.ts'
import { StateError } from './error.ts'
import { keyToBytes } from './key.ts'
import { SHORT_BYTES, writeBlock } from './message.ts'
import { FIRST_ROW, MAX_ROWS, type NamedRows, RowIndex } from './row-index.ts'
import type { Apart, TableImage } from './table-image.ts'
import type { StateTree } from './tree.ts'

const SMALLEST = 16
/** A value that is at most as long lies in its row. */
const MAX_INLINE_BYTES = 64
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
  /** What comes before a name of digits in a key's bytes. */
  readonly #prefix: Uint8Array
  readonly #scratch = new Uint8Array(SHORT_BYTES)
  readonly #index = new RowIndex(this)
  /** Bytes of a name in a row; 0 before the first entry, and where the first name is not of digits. */
  #nameBytes = 0
  /** Bytes in front of a row's value, and of the whole row. */
  #valueAt = 0
  #rowBytes = 0
  #rowWords = 0
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  #words = new Uint32Array(0)
  #end = FIRST_ROW
  #size = 0
  #free: number[] = []
  readonly #apart = new Map<number, Apart>()
  readonly #otherRows = new Map<string, number>()
  readonly #otherNames = new Map<number, string>()

  constructor(space: string, digits: DigitReader) {
    this.space = space
    this.#digits = digits
    this.#prefix = keyToBytes(`${space}0x`)
  }

  /** A copy of all that is in it, for another thread; what a tree or an overlay left in rows means nothing there. */
  image(): TableImage {
    return {
      space: this.space,
      nameBytes: this.#nameBytes,
      valueAt: this.#valueAt,
      rowBytes: this.#rowBytes,
      end: this.#end,
      size: this.#size,
      free: this.#free,
      bytes: this.#bytes.slice(),
      index: this.#index.image(),
      apart: new Map(Array.from(this.#apart, ([row, { bytes }]) => [row, bytes])),
      otherRows: this.#otherRows,
    }
  }

  /** Fills an empty table from an image, whose memory is the table's own from now on. */
  restore(image: TableImage): void {
    this.#nameBytes = image.nameBytes
    this.#valueAt = image.valueAt
    this.#rowBytes = image.rowBytes
    this.#rowWords = image.rowBytes / 4
    this.#end = image.end
    this.#size = image.size
    this.#free = [...image.free]
    this.#bytes = image.bytes
    this.#words = new Uint32Array(image.bytes.buffer)
    this.#index.restore(image.index)
    for (const [row, bytes] of image.apart)
      this.#apart.set(row, { bytes, codec: undefined, value: undefined })
    for (const [name, row] of image.otherRows) {
      this.#otherRows.set(name, row)
      this.#otherNames.set(row, name)
    }
  }

  get size(): number {
    return this.#size
  }

  /** The row of a name, or 0. */
  find(name: string): number {
    if (this.#nameBytes !== 0 && this.#digits.read(name, this.#nameBytes))
      return this.#index.find(this.#digits)
    return this.#otherRows.size === 0 ? 0 : (this.#otherRows.get(name) ?? 0)
  }

  /** The row of a name, added without a value when there is none. `length` is how long its value will be. */
  findOrAdd(name: string, length: number): number {
    if (this.#rowBytes === 0) this.#layOut(name, length)
    if (this.#nameBytes !== 0 && this.#digits.read(name, this.#nameBytes)) return this.#findOrAddDigits()
    const found = this.#otherRows.get(name) ?? 0
    if (found !== 0) return found
    const row = this.#newRow()
    this.#otherRows.set(name, row)
    this.#otherNames.set(row, name)
    return row
  }

  /** Whether a key's bytes are of this space, with a name of digits as its rows have it. */
  hasForm(source: Uint8Array, keyAt: number, keyLength: number): boolean {
    const prefix = this.#prefix
    const { length } = prefix
    if (this.#nameBytes === 0 || keyLength !== length + this.#nameBytes) return false
    for (let i = length - 1; i >= 0; i--) if (source[keyAt + i] !== prefix[i]) return false
    return true
  }

  /** As `findOrAdd`, by the bytes of a key that has the form. */
  findOrAddKey(source: Uint8Array, keyAt: number): number {
    this.#digits.readBytes(source, keyAt + this.#prefix.length, this.#nameBytes)
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
    const name = this.#otherNames.get(row)
    if (name === undefined) this.#index.remove(row)
    else {
      this.#otherRows.delete(name)
      this.#otherNames.delete(row)
    }
    if (this.#words[this.#word(row, LENGTH)] === APART) this.#apart.delete(row)
    this.#words[this.#word(row, LENGTH)] = FREE
    this.#free.push(row)
    this.#size--
  }

  /** Sets a row's value to `length` bytes of `source` from `from` on. */
  setValue(row: number, source: Uint8Array, from: number, length: number): void {
    const at = row * this.#rowBytes + this.#valueAt
    const before = this.#words[this.#word(row, LENGTH)]
    if (length <= this.#rowBytes - this.#valueAt) {
      if (before === APART) this.#apart.delete(row)
      for (let i = 0; i < length; i++) this.#bytes[at + i] = source[from + i] ?? 0
      this.#words[this.#word(row, LENGTH)] = length
    } else {
      // A copy of its own: what it comes from may be the memory of a whole commit.
      const bytes = source.slice(from, from + length)
      this.#apart.set(row, { bytes, codec: undefined, value: undefined })
      this.#words[this.#word(row, LENGTH)] = APART
    }
  }

  /** A row's value; not to be changed in place. Throws CodecError when its bytes are not what the codec expects. */
  valueOf<T>(row: number, codec: Codec<T>): T {
    const length = this.#words[this.#word(row, LENGTH)] ?? 0
    if (length !== APART) {
      const at = row * this.#rowBytes + this.#valueAt
      return readFrom(codec, this.#bytes, at, at + length)
    }
    const apart = this.#apart.get(row)
    if (apart === undefined) throw new Error(`row ${row} of ${this.space} has lost its value`)
    if (apart.codec === undefined) {
      apart.value = readFrom(codec, apart.bytes, 0, apart.bytes.length)
      apart.codec = codec as Codec<unknown>
    }
    return apart.value as T
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
    if (apart !== undefined) tree.setAt(leaf, apart, 0, apart.length)
    else tree.setAt(leaf, this.#bytes, row * this.#rowBytes + this.#valueAt, length)
  }

  /** Writes the block of a row's key (`message.ts`); false when the key is no short one of digits. */
  writeKeyBlock(row: number, target: Uint8Array, at: number): boolean {
    const { length } = this.#prefix
    const digits = this.digitsOf(row)
    if (digits === 0 || length + digits > SHORT_BYTES) return false
    const name = row * this.#rowBytes + NAME * 4
    this.#scratch.set(this.#prefix)
    for (let i = 0; i < digits; i++) this.#scratch[length + i] = this.#bytes[name + i] ?? 0
    writeBlock(target, at, this.#scratch, 0, length + digits)
    return true
  }

  /** A row's name as text. */
  nameOf(row: number): string {
    const at = row * this.#rowBytes + NAME * 4
    return this.#otherNames.get(row) ?? `0x${this.#bytes.subarray(at, at + this.#nameBytes).toHex()}`
  }

  /** Bytes that a row's name stands for, 0 where it is not of digits. */
  digitsOf(row: number): number {
    return this.#otherNames.size !== 0 && this.#otherNames.has(row) ? 0 : this.#nameBytes
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

  /** The leaf of a row in the tree, 0 when it has none. */
  leafOf(row: number): number {
    return this.#words[this.#word(row, LEAF)] ?? 0
  }

  setLeaf(row: number, leaf: number): void {
    this.#words[this.#word(row, LEAF)] = leaf
  }

  hasName(row: number): boolean {
    const words = this.#words
    const name = this.#digits.words
    const at = this.#word(row, NAME)
    for (let i = 0; i * 4 < this.#nameBytes; i++) if (words[at + i] !== name[i]) return false
    return true
  }

  hashOf(row: number): number {
    return this.#digits.hashOf(this.#bytes, row * this.#rowBytes + NAME * 4, this.#nameBytes)
  }

  #word(row: number, field: number): number {
    return row * this.#rowWords + field
  }

  #layOut(name: string, length: number): void {
    this.#nameBytes = digitBytes(name) ?? 0
    this.#valueAt = (NAME + Math.ceil(this.#nameBytes / 4)) * 4
    this.#rowBytes = this.#valueAt + (length <= MAX_INLINE_BYTES ? Math.ceil(length / 4) * 4 : 0)
    this.#rowWords = this.#rowBytes / 4
    this.#resize(SMALLEST)
  }

  #take(): number {
    if (this.#end * this.#rowBytes === this.#bytes.length) {
      if (this.#end >= MAX_ROWS)
        throw new StateError(
          'state.TooManyLeaves',
          `${this.space} holds ${this.#size} entries, which is all it can`,
        )
      this.#resize(this.#end * 2)
    }
    return this.#end++
  }

  #resize(rows: number): void {
    const bytes = new Uint8Array(rows * this.#rowBytes)
    bytes.set(this.#bytes)
    this.#bytes = bytes
    this.#words = new Uint32Array(bytes.buffer)
  }
}
