/** Random numbers that follow from a seed. */
export interface Random {
  /** A whole number in [0, limit). */
  below(limit: number): number
  bytes(length: number): Uint8Array
  /** One of the items; throws when there are none. */
  pick<T>(items: readonly T[]): T
}

/** A stream of its own for every seed: mulberry32. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number): number => next() % limit
  return {
    below,
    bytes: (length) => new Uint8Array(length).map(() => next() >>> 24),
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('there is nothing to pick from')
      return item
    },
  }
}
