import type { Entry } from './entry.ts'
import { Heap } from './heap.ts'

/** Who makes room when the pool is full: the lowest tip first, among equals the newest. Holds entries that are gone until they come up. */
export class Cheapest {
  #heap = empty()

  push(entry: Entry): void {
    this.#heap.push(entry)
  }

  /** The cheapest entry that waits. */
  peek(): Entry | undefined {
    for (;;) {
      const entry = this.#heap.peek()
      if (entry === undefined || entry.state === 'waiting') return entry
      this.#heap.pop()
    }
  }

  /** Lets go of what is gone; without this a busy pool's heap would only grow. Takes all entries that the pool has, and their number. */
  compact(entries: Iterable<Entry>, size: number): void {
    if (this.#heap.size < 1_024 || this.#heap.size < 4 * size) return
    this.#heap = empty()
    for (const entry of entries) if (entry.state === 'waiting') this.#heap.push(entry)
  }
}

const empty = (): Heap<Entry> => new Heap((a, b) => (a.tip === b.tip ? a.arrival > b.arrival : a.tip < b.tip))
