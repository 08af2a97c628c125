/** Where a thread has, or is to have, the policy of an account. */
export interface PolicyPlace {
  /** Counted from 1. */
  readonly slot: number
  /** Whether the thread does not have it yet. */
  readonly isNew: boolean
}

/** Which accounts' policies a thread has, as those know who ask it: a policy travels once, and is named by its slot afterwards. */
export class PolicySlots {
  readonly #most: number
  readonly #slots = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** The slot of an account; a new one takes that of the account which came first, when all are taken. */
  placeOf(account: string): PolicyPlace {
    const known = this.#slots.get(account)
    if (known !== undefined) return { slot: known, isNew: false }
    let slot = this.#slots.size + 1
    if (slot > this.#most) {
      // A Map remembers the order.
      const [oldest = ''] = this.#slots.keys()
      slot = this.#slots.get(oldest) ?? 1
      this.#slots.delete(oldest)
    }
    this.#slots.set(account, slot)
    return { slot, isNew: true }
  }
}
