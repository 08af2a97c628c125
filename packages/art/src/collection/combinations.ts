/** @module How many different pieces layers and rules allow, exactly. */
import type { Catalogue, CatalogueLayer } from './catalogue.ts'
import type { CollectionDefinition } from './definition.ts'
import { type Rule, rulesOf } from './rules.ts'

/** Rules that tie too much together would need more than so many partial counts at once. */
const MAX_STATES = 50_000

/**
 * The number of different feasible pieces; undefined where the rules tie so many layers together that there would be more than
 * `mostPartials` counts at once.
 * Layers are gone through from the lowest up, with one partial count for each way in which the rules still ahead can see what was
 * chosen: choices that no rule tells apart are counted together. Throws CollectionError for a selector that names nothing.
 */
export function countCombinations(
  catalogue: Catalogue,
  definition: CollectionDefinition = {},
  mostPartials: number = MAX_STATES,
): bigint | undefined {
  const rules = rulesOf(catalogue, definition)
  const relevant = relevantChoices(catalogue, rules)
  let partials: readonly Partial[] = [{ dna: new Uint16Array(catalogue.length), count: 1n }]
  for (const [layer, each] of catalogue.entries()) {
    const ending = rules.filter(({ last }) => last === layer)
    const ahead = rules.filter(({ last }) => last > layer)
    const seen = [...new Set(ahead.flatMap(({ layers }) => layers.filter((at) => at <= layer)))]
    const keyOf = (dna: Uint16Array) => seen.map((at) => relevant[at]?.get(dna[at] ?? 0) ?? '').join(';')
    const grown = growPartials(partials, {
      layer,
      groups: groupChoices(each, relevant[layer] ?? new Map()),
      allows: (dna) => ending.every(({ holds }) => holds(dna)),
      keyOf,
      mostPartials,
    })
    if (grown === undefined) return undefined
    partials = grown
  }
  return partials.reduce((sum, { count }) => sum + count, 0n)
}

/** Pieces up to a layer that the rules ahead cannot tell apart: one of them, and how many there are. */
interface Partial {
  readonly dna: Uint16Array
  readonly count: bigint
}

interface Growth {
  readonly layer: number
  readonly groups: readonly { readonly choice: number; readonly size: number }[]
  readonly allows: (dna: Uint16Array) => boolean
  readonly keyOf: (dna: Uint16Array) => string
  readonly mostPartials: number
}

/** The partial counts with one layer more; undefined when there are too many. */
function growPartials(
  partials: readonly Partial[],
  { layer, groups, allows, keyOf, mostPartials }: Growth,
): readonly Partial[] | undefined {
  const next = new Map<string, Partial>()
  for (const { dna, count } of partials)
    for (const { choice, size } of groups) {
      const grown = dna.with(layer, choice)
      if (!allows(grown)) continue
      const key = keyOf(grown)
      next.set(key, { dna: grown, count: (next.get(key)?.count ?? 0n) + count * BigInt(size) })
      if (next.size > mostPartials) return undefined
    }
  return [...next.values()]
}

/** For each layer and choice, which selections of rules it belongs to: choices with the same are alike to all rules. */
function relevantChoices(catalogue: Catalogue, rules: readonly Rule[]): readonly Map<number, string>[] {
  const relevant = catalogue.map(() => new Map<number, string>())
  const numbers = new Map<object, number>()
  for (const { selections } of rules)
    for (const { layer, choices } of selections) {
      const number = numbers.get(choices) ?? numbers.size
      if (numbers.has(choices)) continue
      numbers.set(choices, number)
      for (const choice of choices) {
        const known = relevant[layer]?.get(choice) ?? ''
        relevant[layer]?.set(choice, `${known},${number}`)
      }
    }
  return relevant
}

/** The choices that can come at all, those alike as one with their number. */
function groupChoices(layer: CatalogueLayer, relevant: ReadonlyMap<number, string>) {
  const groups = new Map<string, { readonly choice: number; readonly size: number }>()
  for (const choice of possibleChoices(layer)) {
    const key = relevant.get(choice) ?? ''
    const { choice: first = choice, size = 0 } = groups.get(key) ?? {}
    groups.set(key, { choice: first, size: size + 1 })
  }
  return [...groups.values()]
}

function possibleChoices({ traits, absent }: CatalogueLayer): readonly number[] {
  const own = traits.flatMap(({ weight, count }, choice) =>
    (count === undefined ? weight : count) > 0 ? [choice] : [],
  )
  return absent > 0 ? [...own, traits.length] : own
}
