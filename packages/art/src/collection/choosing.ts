/** @module What the samplers share: the weights of every layer's choices, the keys of pieces, and chance with 53 bits. */
import type { Random } from '../numeric/random.ts'
import { type Catalogue, choiceWeights } from './catalogue.ts'
import type { Dna, Rules } from './rules.ts'

/** What pieces are sampled from. */
export interface Space {
  readonly catalogue: Catalogue
  readonly rules: Rules
  /** For each layer the share of each choice among its own. */
  readonly shares: readonly (readonly number[])[]
}

/** The space of a catalogue under its rules. */
export function createSpace(catalogue: Catalogue, rules: Rules): Space {
  const shares = catalogue.map((layer) => {
    const weights = choiceWeights(layer)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map((weight) => (sum === 0 ? 0 : weight / sum))
  })
  return { catalogue, rules, shares }
}

/** Names a piece in a set. */
export function dnaKey(dna: Dna): string {
  return String.fromCharCode(...dna)
}

/** A number in [0, 1) with 53 random bits: millions of draws with 32 would often be equal. */
export function preciseNext(random: Random): number {
  return ((random.u32() >>> 5) * 67_108_864 + (random.u32() >>> 6)) / 9_007_199_254_740_992
}

/** A choice by its share; never one whose share is 0. */
export function chooseByShare(shares: readonly number[], random: Random): number {
  let rest = preciseNext(random)
  let last = 0
  for (let i = 0; i < shares.length; i++) {
    const share = shares[i] ?? 0
    if (share === 0) continue
    last = i
    rest -= share
    if (rest < 0) return i
  }
  // Shares add up to 1 but for rounding.
  return last
}
