import { copyBytes } from './copy.ts'
import { CodecError } from './error.ts'
import { readHexDigits } from './hex-digits.ts'

const SMALLEST = 1024
/** Memory that is kept between values: that of the largest block, which is written again and again; a larger value must not hold its memory for ever. */
const KEPT = 1 << 25
/** Hex digits are decoded by table up to this many bytes; beyond it the engine's own decoder is faster. */
const BY_TABLE = 64

/** Up to this many bytes `copyBytes` is faster than the engine's own copying, which needs a view first. */
const BY_WORDS = 512

/**
 * A growing byte buffer with room for SSZ's forward offsets: reserve first, fill in later. Integers are little-endian.
 * Reserved room holds whatever was there before: who reserves it writes all of it.
 */
export class Writer {
  #bytes = new Uint8Array(SMALLEST)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Adds room for `count` bytes and returns where it begins. */
  reserve(count: number): number {
    const at = this.#length
    const end = at + count
    if (end > this.#bytes.length) this.#grow(end)
    this.#length = end
    return at
  }

  u8(at: number, value: number): void {
    this.#bytes[at] = value
  }

  u16(at: number, value: number): void {
    this.#view.setUint16(at, value, true)
  }

  u32(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  u64(at: number, value: bigint): void {
    this.#view.setBigUint64(at, value, true)
  }

  bytes(at: number, value: Uint8Array): void {
    this.#bytes.set(value, at)
  }

  /** Writes `count` bytes of `source` from byte `from` on. */
  copy(at: number, source: DataView, from: number, count: number): void {
    if (count <= BY_WORDS) copyBytes(this.#view, at, source, from, count)
    else this.#bytes.set(new Uint8Array(source.buffer, source.byteOffset + from, count), at)
  }

  /** Writes text whose characters are all ASCII; returns false, having spoilt the room, at the first that is not. */
  ascii(at: number, text: string): boolean {
    const bytes = this.#bytes
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127) return false
      bytes[at + i] = code
    }
    return true
  }

  /** Writes `count` bytes given as `0x` and `2 * count` hex digits. Throws CodecError when one is not a hex digit. */
  hex(at: number, text: string, count: number): void {
    if (count > BY_TABLE) {
      this.#longHex(at, text, count)
      return
    }
    if (!readHexDigits(text, count, this.#bytes, at)) throw new CodecError('expected hex digits after 0x')
  }

  #longHex(at: number, text: string, count: number): void {
    try {
      this.#bytes.subarray(at, at + count).setFromHex(text.slice(2))
    } catch {
      throw new CodecError('expected hex digits after 0x')
    }
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  /** Copies what was written to `target` from byte `at`. */
  copyTo(target: Uint8Array, at: number): void {
    target.set(this.#bytes.subarray(0, this.#length), at)
  }

  reset(): void {
    this.#length = 0
    if (this.#bytes.length > KEPT) this.#replace(new Uint8Array(SMALLEST))
  }

  #grow(least: number): void {
    const next = new Uint8Array(Math.max(this.#bytes.length * 2, least))
    next.set(this.#bytes)
    this.#replace(next)
  }

  #replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }
}
