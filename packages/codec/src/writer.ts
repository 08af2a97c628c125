/** A growing byte buffer with room for SSZ's forward offsets: reserve first, fill in later. Integers are little-endian. */
export class Writer {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Adds `count` zero bytes and returns where they begin. */
  reserve(count: number): number {
    const at = this.#length
    const end = at + count
    if (end > this.#bytes.length) this.#grow(end)
    else this.#bytes.fill(0, at, end)
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

  /** Writes hex digits (two a byte) at `at`. Throws SyntaxError when one is not a hex digit. */
  hex(at: number, digits: string): void {
    this.#bytes.subarray(at, at + digits.length / 2).setFromHex(digits)
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  reset(): void {
    this.#length = 0
    // One huge value must not hold its memory for ever.
    if (this.#bytes.length > 1 << 22) {
      this.#bytes = new Uint8Array(1024)
      this.#view = new DataView(this.#bytes.buffer)
    }
  }

  #grow(least: number): void {
    const next = new Uint8Array(Math.max(this.#bytes.length * 2, least))
    next.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = next
    this.#view = new DataView(next.buffer)
  }
}
