import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rarityScores, type TraitSet } from '../src/metadata/rarity.ts'

const traits = fc.dictionary(fc.constantFrom('sky', 'sea', 'frame'), fc.constantFrom('a', 'b', 'c', 1), {
  noNullPrototype: true,
})
const collections = fc.array(traits, { minLength: 1, maxLength: 40 })

/** OpenRarity's definition, word for word and in another way: the reference. */
function informationContent(collection: readonly TraitSet[]): number[] {
  const names = [...new Set(collection.flatMap((work) => Object.keys(work)))]
  const share = (name: string, value: unknown) =>
    collection.filter((work) => String(work[name]) === String(value)).length / collection.length
  return collection.map((work) => names.reduce((sum, name) => sum - Math.log2(share(name, work[name])), 0))
}

test("scores are OpenRarity's: information content over the collection's entropy", () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const content = informationContent(collection)
      // The entropy is the mean information content.
      const entropy = content.reduce((sum, bits) => sum + bits, 0) / collection.length
      rarityScores(collection).forEach(({ score }, i) => {
        expect(score).toBeCloseTo(entropy === 0 ? 0 : (content[i] ?? 0) / entropy, 9)
      })
    }),
  )
})

test('the average score is one, unless all works are alike', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const scores = rarityScores(collection).map(({ score }) => score)
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
      expect([0, 1].some((value) => Math.abs(mean - value) < 1e-9)).toBe(true)
    }),
  )
  expect(rarityScores([{ sky: 'a' }, { sky: 'a' }])).toEqual([
    { score: 0, rank: 1 },
    { score: 0, rank: 1 },
  ])
  expect(rarityScores([])).toEqual([])
})

test('ranks follow the scores, equal works share one, and order does not matter', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const rarities = rarityScores(collection)
      for (const { score, rank } of rarities) {
        // Standard competition ranking: one more than the works that are rarer.
        const rarer = rarities.filter((other) => other.score > score * (1 + 1e-12))
        expect(rank).toBe(rarer.length + 1)
      }
      expect(rarityScores(collection.toReversed())).toEqual(rarities.toReversed())
    }),
  )
})

test('lacking a trait that others have is itself rare', () => {
  const collection = [{ hat: 'red' }, { hat: 'red' }, { hat: 'blue' }, {}, { hat: 'blue' }]
  expect(rarityScores(collection).map(({ rank }) => rank)).toEqual([2, 2, 2, 1, 2])
})

test('works whose shares multiply to the same number rank the same, without rounding', () => {
  // Of eight: 1/4 * 1/4 and 1/2 * 1/8 are both 1/16.
  const collection = [
    { a: '1/4', b: '1/4' },
    { a: '1/4', b: '1/4' },
    { a: '1/2', b: '1/8' },
    { a: '1/2', b: 'x' },
    { a: '1/2', b: 'x' },
    { a: '1/2', b: 'x' },
    { a: 'y', b: 'x' },
    { a: 'y', b: 'x' },
  ]
  const [first, , third] = rarityScores(collection)
  expect(first?.rank).toBe(third?.rank)
})

test('a trait named like a member of every object is an ordinary trait', () => {
  const collection: TraitSet[] = [{ constructor: 'a' }, {}, {}]
  expect(rarityScores(collection).map(({ rank }) => rank)).toEqual([1, 2, 2])
})
