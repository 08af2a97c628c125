/** One work of a collection: the value of each trait it has. A trait it lacks counts as a value of its own (OpenRarity's null). */
export type TraitSet = Readonly<Record<string, string | number>>

/** How rare a work is within its collection. */
export type Rarity = {
  /** Information content over the collection's entropy (OpenRarity): 1 is average, more is rarer; 0 when all works are alike. */
  readonly score: number
  /** 1 for the rarest; equal works share a rank, and the next rank counts them (1, 1, 3). */
  readonly rank: number
}

/**
 * Rarity by OpenRarity's information content: the sum over all traits of -log2 p(value), p being the value's share of the collection,
 * divided by the collection's entropy. Returned in the order of the works.
 *
 * Ranks are exact: the product of how often each value occurs orders works as the sum of logarithms does, without rounding, so every
 * engine ranks alike; scores are doubles.
 */
export function rarityScores(collection: readonly TraitSet[]): readonly Rarity[] {
  const counts = countValues(collection)
  const occurrences = collection.map((work) => occurrencesOf(work, counts))
  const entropy = entropyOf(counts, collection.length)
  const products = occurrences.map((counts) => counts.reduce((product, count) => product * BigInt(count), 1n))
  const ranks = ranksOf(products)
  return occurrences.map((counts, i) => ({
    score: entropy === 0 ? 0 : informationContent(counts, collection.length) / entropy,
    rank: ranks.get(products[i] ?? 0n) ?? 0,
  }))
}

/** OpenRarity's null value: no text or number can be equal to it. */
const MISSING = Symbol('missing')
type Counts = ReadonlyMap<string, ReadonlyMap<string | symbol, number>>

function countValues(collection: readonly TraitSet[]): Counts {
  const counts = new Map<string, Map<string | symbol, number>>()
  const names = new Set(collection.flatMap((work) => Object.keys(work)))
  for (const name of names) {
    const values = new Map<string | symbol, number>()
    for (const work of collection) {
      const key = keyOf(work, name)
      values.set(key, (values.get(key) ?? 0) + 1)
    }
    counts.set(name, values)
  }
  return counts
}

function keyOf(work: TraitSet, name: string): string | symbol {
  return Object.hasOwn(work, name) ? String(work[name]) : MISSING
}

/** How many works share each of a work's values, rarest first: works with the same counts then get the very same double. */
function occurrencesOf(work: TraitSet, counts: Counts): readonly number[] {
  return Array.from(counts, ([name, values]) => values.get(keyOf(work, name)) ?? 0).sort((a, b) => a - b)
}

function informationContent(occurrences: readonly number[], total: number): number {
  return occurrences.reduce((sum, count) => sum + Math.log2(total / count), 0)
}

function entropyOf(counts: Counts, total: number): number {
  const occurrences = Array.from(counts.values(), (values) => Array.from(values.values())).flat()
  // Sorted, so that the sum of doubles does not depend on the order of the works.
  return occurrences
    .sort((a, b) => a - b)
    .reduce((sum, count) => sum + (count / total) * Math.log2(total / count), 0)
}

function ranksOf(products: readonly bigint[]): ReadonlyMap<bigint, number> {
  const sorted = products.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const ranks = new Map<bigint, number>()
  sorted.forEach((product, i) => {
    if (!ranks.has(product)) ranks.set(product, i + 1)
  })
  return ranks
}
