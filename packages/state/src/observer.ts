import type { Sum } from './access.ts'
import type { Entry, OverlayEntry } from './entry.ts'

/** An amount that a transaction added to a key without looking at it. */
export interface AddedSum {
  readonly entry: OverlayEntry
  readonly sum: Sum<unknown>
  readonly amount: bigint
}

/**
 * Notes what transactions do to the overlay that it was given to, one after the other: which keys each one looked at, which it wrote,
 * and to which it only added. Writing counts as looking. What was undone was not done, except for looking.
 */
export class Observer {
  #observation = 0
  readonly #looked: Entry[] = []
  readonly #written: Entry[] = []
  readonly #added: AddedSum[] = []

  /** Forgets the last transaction: the next one begins. */
  begin(): void {
    this.#observation++
    this.#looked.length = 0
    this.#written.length = 0
    this.#added.length = 0
  }

  /** Keys that the transaction looked at, each once, in order of the first look. */
  get looked(): readonly OverlayEntry[] {
    return this.#looked
  }

  /** Keys whose value the transaction changed, once it is settled, each once. */
  get written(): readonly OverlayEntry[] {
    return this.#written
  }

  /** Amounts that it added to keys which it did not look at, once it is settled. */
  get added(): readonly AddedSum[] {
    return this.#added
  }

  /** For the overlay: somebody looks at an entry. */
  look(entry: Entry): void {
    if (entry.looked === this.#observation) return
    entry.looked = this.#observation
    this.#looked.push(entry)
  }

  /** For the overlay: a change lasts. `before` is the sum that the entry had before it. */
  change(entry: Entry, before: bigint): void {
    if (entry.changed === this.#observation) return
    entry.changed = this.#observation
    if (entry.looked === this.#observation || entry.summing === undefined) this.#written.push(entry)
    else this.#added.push({ entry, sum: entry.summing, amount: entry.sum - before })
  }
}
