import { copyBytes } from '@demiurge/codec'

const SMALLEST = 4_096
const MOST_KEPT = 1 << 24
/** Up to this many bytes `copyBytes` is faster than the engine's own copying, which makes a view first. */
const SHORT = 512

/**
 * Bytes of many values, one behind the other: a value must not cost an object. Each begins at a multiple of eight. What was kept is
 * never overwritten but by rules that change it in place.
 */
export class RawValues {
  #bytes = new Uint8Array(0)
  #view: DataView = new DataView(this.#bytes.buffer)
  #used = 0

  /** All of them. Good until the next one is kept. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** The same, to read and write numbers. */
  get view(): DataView {
    return this.#view
  }

  /** Keeps a copy of `length` bytes of `source` from `from` on; returns where it is. */
  keep(source: DataView, from: number, length: number): number {
    const at = this.#used
    const end = at + length
    if (end > this.#bytes.length) this.#grow(end)
    if (length <= SHORT) copyBytes(this.#view, at, source, from, length)
    else this.#bytes.set(new Uint8Array(source.buffer, source.byteOffset + from, length), at)
    this.#used = (end + 7) & -8
    return at
  }

  /** Forgets all values; the memory is kept for the next ones, unless it is that of an unusually large commit. */
  clear(): void {
    this.#used = 0
    if (this.#bytes.length > MOST_KEPT) this.#replace(new Uint8Array(0))
  }

  /** Makes room for so many bytes more. */
  reserve(length: number): void {
    if (this.#used + length > this.#bytes.length) this.#grow(this.#used + length)
  }

  #grow(least: number): void {
    const bytes = new Uint8Array(Math.max(SMALLEST, this.#bytes.length * 2, least))
    bytes.set(this.#bytes)
    this.#replace(bytes)
  }

  #replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }
}
