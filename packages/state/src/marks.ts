/** A set of small integers as a bitmap: marking is one write, and draining yields ascending order without a sort. */
export class Marks {
  #bits: Uint32Array
  #count = 0

  /** Room for the integers below `limit`. */
  constructor(limit: number) {
    this.#bits = new Uint32Array((limit >>> 5) + 1)
  }

  /** How many are marked. */
  get count(): number {
    return this.#count
  }

  add(index: number): void {
    const word = this.#bits[index >>> 5] ?? 0
    const marked = word | (1 << (index & 31))
    if (marked === (word | 0)) return
    this.#bits[index >>> 5] = marked
    this.#count++
  }

  remove(index: number): void {
    const word = this.#bits[index >>> 5] ?? 0
    const cleared = word & ~(1 << (index & 31))
    if (cleared === (word | 0)) return
    this.#bits[index >>> 5] = cleared
    this.#count--
  }

  /** Makes room for the integers below `limit` and keeps the marks. */
  grow(limit: number): void {
    const bits = new Uint32Array((limit >>> 5) + 1)
    bits.set(this.#bits)
    this.#bits = bits
  }

  /** Removes all marks and returns them in ascending order. */
  drain(): Uint32Array {
    const bits = this.#bits
    const drained = new Uint32Array(this.#count)
    let count = 0
    for (let at = 0; at < bits.length; at++) {
      let word = bits[at] ?? 0
      if (word === 0) continue
      bits[at] = 0
      for (; word !== 0; word &= word - 1) drained[count++] = at * 32 + 31 - Math.clz32(word & -word)
    }
    this.#count = 0
    return drained
  }
}
