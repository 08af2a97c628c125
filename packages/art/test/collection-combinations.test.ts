/** Combinations are counted exactly: as many as there are when every one is looked at. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CollectionDefinition, countCombinations, createCatalogue, createRules } from '../src/index.ts'

const folders = (counts: readonly number[]) =>
  counts.map((count, layer) => ({
    folder: `L${layer}`,
    files: Array.from({ length: count }, (_, i) => `t${i}${i === 3 ? '#0' : ''}.png`),
  }))

/** Counts by looking at every piece. */
function countAll(counts: readonly number[], definition: CollectionDefinition): bigint {
  const catalogue = createCatalogue(folders(counts), definition)
  const rules = createRules(catalogue, definition)
  const dna = new Uint16Array(catalogue.length)
  const descend = (layer: number): bigint => {
    const each = catalogue[layer]
    if (each === undefined) return rules.allow(dna) ? 1n : 0n
    let sum = 0n
    for (let choice = 0; choice < each.traits.length + Number(each.absent > 0); choice++) {
      if (each.traits[choice]?.weight === 0) continue
      dna[layer] = choice
      sum += descend(layer + 1)
    }
    return sum
  }
  return descend(0)
}

const collections = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })
  .chain((counts) => {
    const selector = fc.nat(counts.length - 1).chain((layer) =>
      fc.oneof(
        fc.constant(`L${layer}`),
        fc.nat((counts[layer] ?? 1) - 1).map((trait) => `L${layer}/t${trait}`),
      ),
    )
    return fc.record({
      counts: fc.constant(counts),
      absent: fc.array(fc.boolean(), { minLength: counts.length, maxLength: counts.length }),
      exclusions: fc.array(fc.array(selector, { minLength: 2, maxLength: 3 }), { maxLength: 4 }),
      conditions: fc.array(
        fc.record({ trait: selector, only: fc.array(selector, { minLength: 1, maxLength: 2 }) }),
        { maxLength: 3 },
      ),
    })
  })

test('as many combinations are counted as there are, whatever the rules', () => {
  fc.assert(
    fc.property(collections, ({ counts, absent, exclusions, conditions }) => {
      const layers = counts.map((_, i) => ({ folder: `L${i}`, absent: absent[i] === true ? 0.5 : 0 }))
      const definition = { layers, exclusions, conditions }
      const catalogue = createCatalogue(folders(counts), definition)
      expect(countCombinations(catalogue, definition)).toBe(countAll(counts, definition))
    }),
    { numRuns: 200 },
  )
})

test('numbers far beyond 2^53 are exact', () => {
  const counts = Array.from({ length: 40 }, () => 3)
  const definition = { exclusions: [['L0/t0', 'L39/t1']] }
  expect(countCombinations(createCatalogue(folders(counts), definition), definition)).toBe(
    3n ** 40n - 3n ** 38n,
  )
})
