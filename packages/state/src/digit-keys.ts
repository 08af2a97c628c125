import { copyBytes, viewOf, type Writer } from '@demiurge/codec'
import { keyToBytes } from './key.ts'
import { SHORT_BYTES, writeBlock } from './message.ts'

/** The bytes of the keys of one space whose names are digits: what comes before the name is the same in all of them. */
export class DigitKeys {
  readonly #prefix: Uint8Array
  readonly #prefixView: DataView
  readonly #scratch = new DataView(new ArrayBuffer(SHORT_BYTES))

  constructor(space: string) {
    this.#prefix = keyToBytes(`${space}0x`)
    this.#prefixView = viewOf(this.#prefix)
  }

  /** Bytes before the name. */
  get prefixBytes(): number {
    return this.#prefix.length
  }

  /** Whether the bytes of a key are of this space, with a name of `digits` bytes. */
  match(source: Uint8Array, keyAt: number, keyLength: number, digits: number): boolean {
    const prefix = this.#prefix
    const { length } = prefix
    if (digits === 0 || keyLength !== length + digits) return false
    for (let i = length - 1; i >= 0; i--) if (source[keyAt + i] !== prefix[i]) return false
    return true
  }

  /** Writes the length (u16) and the bytes of a key as records have them, its name being `digits` bytes of `names` from `from` on. */
  write(out: Writer, names: DataView, from: number, digits: number): void {
    const { length } = this.#prefix
    const at = out.reserve(2 + length + digits)
    out.u16(at, length + digits)
    out.copy(at + 2, this.#prefixView, 0, length)
    out.copy(at + 2 + length, names, from, digits)
  }

  /** Writes the block of such a key (`message.ts`); false when the key is too long for one. */
  writeBlock(
    target: DataView,
    at: number,
    name: { readonly bytes: DataView; readonly from: number; readonly digits: number },
  ): boolean {
    const { length } = this.#prefix
    const { bytes, from, digits } = name
    if (length + digits > SHORT_BYTES) return false
    copyBytes(this.#scratch, 0, this.#prefixView, 0, length)
    copyBytes(this.#scratch, length, bytes, from, digits)
    writeBlock(target, at, this.#scratch, 0, length + digits)
    return true
  }
}
