import type { Entry } from './entry.ts'
import type { Observer } from './observer.ts'

/** What stood in an overlay's entries before each write: arrays that are overwritten, as a write must not cost an object. */
export class UndoLog {
  readonly #entries: Entry[] = []
  readonly #values: unknown[] = []
  readonly #sums: bigint[] = []
  readonly #written: boolean[] = []
  #count = 0
  /** Writes that were made lasting, so that a mark from before is told from one that is still good. */
  #settled = 0

  /** Notes what stands in an entry that is about to be written. */
  note(entry: Entry): void {
    const at = this.#count++
    this.#entries[at] = entry
    this.#values[at] = entry.value
    this.#sums[at] = entry.sum
    this.#written[at] = entry.written
  }

  /** A point to which `rollback` can return. */
  mark(): number {
    return this.#settled + this.#count
  }

  /** Undoes every write since the mark. Throws RangeError for a mark that is gone. */
  rollback(mark: number): void {
    const kept = mark - this.#settled
    if (kept < 0 || kept > this.#count)
      throw new RangeError(`mark ${mark} is gone: writes ${this.#settled} to ${this.mark()} can be undone`)
    for (let at = this.#count - 1; at >= kept; at--) {
      const entry = this.#entries[at]
      if (entry === undefined) continue
      entry.value = this.#values[at]
      entry.sum = this.#sums[at] ?? 0n
      entry.written = this.#written[at] === true
    }
    this.#count = kept
  }

  /** Makes every write so far lasting, and tells the observer of each. */
  settle(observer: Observer | undefined): void {
    for (let at = 0; observer !== undefined && at < this.#count; at++) {
      const entry = this.#entries[at]
      if (entry !== undefined) observer.change(entry, this.#sums[at] ?? 0n)
    }
    this.#settled += this.#count
    this.#count = 0
  }
}
