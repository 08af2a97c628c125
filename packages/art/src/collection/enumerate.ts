/** @module Exact weighted sampling without replacement over all feasible pieces (Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006). */
import { log } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { dnaKey, preciseNext, type Space } from './choosing.ts'
import type { Dna } from './rules.ts'

/** Up to so many feasible pieces are enumerated: two seconds and no memory to speak of. */
export const MAX_ENUMERATED = 8_000_000
/** Beyond this, places in the space are not exact numbers. */
const MAX_SPACE = 2 ** 53
/** Rules that cut off nearly everything leave a search without end: it is given up after so many steps. */
const MAX_STEPS = 100_000_000

/** The feasible pieces, counted. `count` is a lower bound when `complete` is false. */
export interface Enumeration {
  readonly chosen: readonly Dna[]
  /** Feasible pieces outside the taken ones. */
  readonly count: number
  readonly complete: boolean
}

/** The number of combinations when no rule is looked at. */
export function spaceSize({ shares }: Space): number {
  return shares.reduce((product, each) => product * each.filter((share) => share > 0).length, 1)
}

/**
 * Walks all feasible pieces that are not taken and keeps the `wanted` ones with the smallest keys -ln(u)/w, in the order of their keys:
 * as if one after the other had been drawn by weight from those left. Incomplete above MAX_ENUMERATED pieces.
 */
export function enumerateAndChoose(
  space: Space,
  wanted: number,
  { random, taken }: { readonly random: Random; readonly taken: ReadonlySet<string> },
): Enumeration {
  if (spaceSize(space) > MAX_SPACE) return { chosen: [], count: 0, complete: false }
  const kept = createSmallest(wanted)
  let count = 0
  const complete = walk(space, (dna, weight) => {
    // Drawn for taken pieces as well: the others keep their keys when one of them is pinned.
    const key = -log(1 - preciseNext(random)) / weight
    if (taken.size > 0 && taken.has(dnaKey(dna))) return true
    count++
    kept.offer(key, dna)
    return count < MAX_ENUMERATED
  })
  return { chosen: kept.sorted(), count, complete }
}

/** Calls back with every feasible piece and its weight, until that returns false. Whether it came to the end. */
function walk({ shares, rules }: Space, visit: (dna: Dna, weight: number) => boolean): boolean {
  const dna = new Uint16Array(shares.length)
  const possible = shares.map((each) =>
    each.flatMap((share, choice) => (share > 0 ? [{ share, choice }] : [])),
  )
  let steps = 0
  const descend = (layer: number, weight: number): boolean => {
    const choices = possible[layer]
    if (choices === undefined) return visit(dna, weight)
    steps += choices.length
    if (steps > MAX_STEPS) return false
    for (const { choice, share } of choices) {
      dna[layer] = choice
      if (rules.allowUpTo(dna, layer) && !descend(layer + 1, weight * share)) return false
    }
    return true
  }
  return descend(0, 1)
}

interface Kept {
  readonly key: number
  readonly dna: Dna
}

/** Keeps the pieces with the smallest keys: a heap with the greatest of them on top. */
function createSmallest(wanted: number): {
  readonly offer: (key: number, dna: Dna) => void
  readonly sorted: () => readonly Dna[]
} {
  const heap: Kept[] = []
  const keyAt = (i: number): number => heap[i]?.key ?? Number.NEGATIVE_INFINITY
  const put = (i: number, kept: Kept): void => {
    heap[i] = kept
  }
  const rise = (kept: Kept): void => {
    let i = heap.length
    while (i > 0 && keyAt((i - 1) >> 1) < kept.key) {
      put(i, heap[(i - 1) >> 1] ?? kept)
      i = (i - 1) >> 1
    }
    put(i, kept)
  }
  const sink = (kept: Kept): void => {
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (keyAt(child + 1) > keyAt(child)) child++
      if (keyAt(child) <= kept.key) break
      put(i, heap[child] ?? kept)
      i = child
    }
    put(i, kept)
  }
  return {
    offer(key, dna) {
      if (heap.length < wanted) rise({ key, dna: dna.slice() })
      else if (wanted > 0 && key < keyAt(0)) sink({ key, dna: dna.slice() })
    },
    sorted: () => heap.toSorted((a, b) => a.key - b.key).map(({ dna }) => dna),
  }
}
