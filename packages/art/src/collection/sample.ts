/** @module Chooses the pieces of a collection: unique, by weight, within the rules, the same for the same seed. */
import type { Random } from '../numeric/random.ts'
import { chooseByShare, dnaKey, type Space } from './choosing.ts'
import { enumerateAndChoose, MAX_ENUMERATED, spaceSize } from './enumerate.ts'
import { CollectionError } from './error.ts'
import { sampleWithCounts } from './quota.ts'
import type { Dna } from './rules.ts'

/** How pieces are sampled. */
export interface SampleOptions {
  readonly random: Random
  /** Keys of pieces that exist already and must not come again. */
  readonly taken?: ReadonlySet<string>
  /** How many of the counted traits the pieces that exist already have: for each layer, by choice. */
  readonly used?: readonly (readonly number[])[]
}

/**
 * Draws `wanted` different feasible pieces, one after the other by weight from all that are left. Where traits have target counts,
 * exactly so many pieces have them. Throws CollectionError `collection.infeasible`, which says how many there are.
 */
export function samplePieces(
  space: Space,
  wanted: number,
  { random, taken = new Set(), used = [] }: SampleOptions,
): readonly Dna[] {
  if (wanted === 0) return []
  const hasCounts = space.catalogue.some(({ traits }) => traits.some(({ count }) => count !== undefined))
  if (hasCounts) return sampleWithCounts(space, wanted, { random, taken, used })
  if (spaceSize(space) > MAX_ENUMERATED) {
    const drawn = drawAndReject(space, wanted, { random: random.fork('draw'), taken })
    if (drawn !== undefined) return drawn
  }
  const { chosen, count, complete } = enumerateAndChoose(space, wanted, {
    random: random.fork('keys'),
    taken,
  })
  if (chosen.length === wanted && complete) return chosen
  throw infeasible(wanted, count, complete)
}

/** Too many pieces were asked for. */
export function infeasible(wanted: number, count: number, complete: boolean): CollectionError {
  const asked = `${wanted} pieces are asked for`
  return new CollectionError(
    'collection.infeasible',
    complete
      ? `${asked}, but only ${count} different ones are possible with these layers and rules: ask for fewer, add traits or relax the rules`
      : `${asked}; the rules leave so few of the possible pieces that not enough were found: relax the rules`,
  )
}

/**
 * The same distribution for large spaces: pieces drawn layer by layer, thrown away when they break a rule or exist. Undefined when
 * nearly all are thrown away.
 */
function drawAndReject(
  { shares, rules }: Space,
  wanted: number,
  { random, taken }: { readonly random: Random; readonly taken: ReadonlySet<string> },
): readonly Dna[] | undefined {
  const seen = new Set(taken)
  const pieces: Dna[] = []
  for (let left = 20 * wanted + 200_000; left > 0 && pieces.length < wanted; left--) {
    const dna = Uint16Array.from(shares, (each) => chooseByShare(each, random))
    const key = dnaKey(dna)
    if (seen.has(key) || !rules.allow(dna)) continue
    seen.add(key)
    pieces.push(dna)
  }
  return pieces.length === wanted ? pieces : undefined
}
