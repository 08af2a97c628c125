/**
 * Which slot of a fixed number holds which key, by fingerprint, the least recently used first out. One slot more than the limit is
 * always free: a new key is tried there, and whatever fails displaces nothing.
 */
export interface KeySlots {
  /** Slots that hold a key. */
  readonly size: number
  /** The slot of a fingerprint, or undefined. */
  find(fingerprint: number): number | undefined
  /** The slot to expand a new key into; it stays free until `keep`. */
  readonly spare: number
  /** Marks a key as used just now. */
  touch(fingerprint: number): void
  /** Lets the key that was expanded into the spare slot stay, in place of another one of that fingerprint or of the oldest. */
  keep(fingerprint: number): void
}

/** Slots 0 to `limit`, for `limit` keys; at least one. */
export function createKeySlots(limit: number): KeySlots {
  // A Map iterates in order of insertion: taking an entry out and in again makes it the most recent one.
  const slots = new Map<number, number>()
  let spare = 0
  /** The free slot that follows from putting a key into the spare one. */
  const nextSpare = (fingerprint: number): number => {
    const replaced = slots.get(fingerprint)
    if (replaced !== undefined) return replaced
    if (slots.size < limit) return slots.size + 1
    const [oldest = 0] = slots.keys()
    const freed = slots.get(oldest) ?? 0
    slots.delete(oldest)
    return freed
  }
  return {
    get size() {
      return slots.size
    },
    get spare() {
      return spare
    },
    find: (fingerprint) => slots.get(fingerprint),
    touch(fingerprint) {
      const slot = slots.get(fingerprint)
      if (slot === undefined) return
      slots.delete(fingerprint)
      slots.set(fingerprint, slot)
    },
    keep(fingerprint) {
      const slot = spare
      spare = nextSpare(fingerprint)
      slots.delete(fingerprint)
      slots.set(fingerprint, slot)
    },
  }
}
