const SMALLEST = 4_096
/** Up to this many bytes a loop is faster than the engine's own copying, which makes a view first. */
const SHORT = 96

/** Bytes of many values, one behind the other: a value must not cost an object. What was kept is never overwritten. */
export class RawValues {
  #bytes = new Uint8Array(0)
  #used = 0

  /** All of them. Good until the next one is kept. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** Keeps a copy of `length` bytes of `source` from `from` on; returns where it is. */
  keep(source: Uint8Array, from: number, length: number): number {
    const at = this.#used
    const end = at + length
    if (end > this.#bytes.length) this.#grow(end)
    const bytes = this.#bytes
    if (length > SHORT) bytes.set(source.subarray(from, from + length), at)
    else for (let i = 0; i < length; i++) bytes[at + i] = source[from + i] ?? 0
    this.#used = end
    return at
  }

  #grow(least: number): void {
    const bytes = new Uint8Array(Math.max(SMALLEST, this.#bytes.length * 2, least))
    bytes.set(this.#bytes)
    this.#bytes = bytes
  }
}
