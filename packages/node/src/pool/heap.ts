/** A binary heap: `pop` gives the item that comes before all others by `before`. */
export class Heap<T> {
  readonly #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#items.length
  }

  push(item: T): void {
    const items = this.#items
    items.push(item)
    let at = items.length - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isBefore(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  pop(): T | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (items.length > 0 && last !== undefined) {
      items[0] = last
      this.#sink()
    }
    return first
  }

  #sink(): void {
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      let best = at
      if (left < this.#items.length && this.#isBefore(left, best)) best = left
      if (left + 1 < this.#items.length && this.#isBefore(left + 1, best)) best = left + 1
      if (best === at) return
      this.#swap(at, best)
      at = best
    }
  }

  #isBefore(a: number, b: number): boolean {
    return this.#before(this.#items[a] as T, this.#items[b] as T)
  }

  #swap(a: number, b: number): void {
    const items = this.#items
    const held = items[a] as T
    items[a] = items[b] as T
    items[b] = held
  }
}
