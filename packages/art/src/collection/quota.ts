/**
 * @module Pieces with exact target counts: each layer is a shuffled column with as many of each trait as asked, and pieces that break a
 * rule or come twice change entries with others until none does. Counts hold at every moment.
 */
import type { Random } from '../numeric/random.ts'
import { chooseByShare, dnaKey, type Space } from './choosing.ts'
import { CollectionError } from './error.ts'
import type { Dna } from './rules.ts'

interface QuotaOptions {
  readonly random: Random
  readonly taken: ReadonlySet<string>
  readonly used: readonly (readonly number[])[]
}

/** Tries for each piece at fault, on average, before it is given up. */
const TRIES_PER_PIECE = 2_000

/** As `samplePieces`, for catalogues with target counts. */
export function sampleWithCounts(
  space: Space,
  wanted: number,
  { random, taken, used }: QuotaOptions,
): readonly Dna[] {
  const columns = space.catalogue.map((_, layer) =>
    fillColumn(space, layer, wanted, { random: random.fork(`column/${layer}`), used: used[layer] ?? [] }),
  )
  const pieces = Array.from({ length: wanted }, (_, i) =>
    Uint16Array.from(columns, (column) => column[i] ?? 0),
  )
  repair(space, pieces, { random: random.fork('repair'), taken })
  return pieces
}

/** A layer's choices in any order: counted traits as often as asked, the rest by weight among the others. */
function fillColumn(
  { catalogue, shares }: Space,
  layer: number,
  wanted: number,
  { random, used }: { readonly random: Random; readonly used: readonly number[] },
): readonly number[] {
  const { traits = [], name = '' } = catalogue[layer] ?? {}
  const fixed = traits.flatMap(({ count, name: trait }, choice) => {
    if (count === undefined) return []
    const left = count - (used[choice] ?? 0)
    if (left < 0)
      throw new CollectionError(
        'collection.infeasible',
        `${name}/${trait} is to be on ${count} pieces, but pinned pieces have it ${used[choice]} times`,
        { field: `${name}/${trait}` },
      )
    return new Array<number>(left).fill(choice)
  })
  const free = freeShares({ catalogue, shares }, layer)
  if (fixed.length > wanted || (free === undefined && fixed.length < wanted))
    throw new CollectionError(
      'collection.infeasible',
      `the counts of layer ${name} add up to ${fixed.length} pieces, but there are ${wanted} to draw`,
      { field: name },
    )
  const rest = Array.from({ length: wanted - fixed.length }, () => chooseByShare(free ?? [], random))
  return random.shuffle([...fixed, ...rest])
}

/** Shares of a layer's choices that have no target count, among themselves; undefined when all have one. */
function freeShares({ catalogue, shares }: Pick<Space, 'catalogue' | 'shares'>, layer: number) {
  const free = (shares[layer] ?? []).map((share, choice) =>
    catalogue[layer]?.traits[choice]?.count === undefined ? share : 0,
  )
  const sum = free.reduce((total, share) => total + share, 0)
  return sum === 0 ? undefined : free.map((share) => share / sum)
}

/** Changes entries until every piece is feasible and unique: between two pieces of a layer, or drawn again where nothing is counted. */
function repair(
  space: Space,
  pieces: readonly Dna[],
  { random, taken }: { readonly random: Random; readonly taken: ReadonlySet<string> },
): void {
  const { catalogue } = space
  const faults = createFaults(space, pieces, taken)
  const free = catalogue.map((_, layer) => freeShares(space, layer))
  /** Sets entries of one layer; back again when that leaves more of the pieces at fault than before. Whether it stays. */
  const change = (layer: number, changed: readonly Dna[], choices: readonly number[]): boolean => {
    const before = changed.map((piece) => piece[layer] ?? 0)
    const faulty = faults.among(changed)
    faults.set(layer, changed, choices)
    // Equal moves stay: they lead out of places where no single one helps.
    const stays = faults.among(changed) <= faulty
    if (!stays) faults.set(layer, changed, before)
    return stays
  }
  const queue = pieces.filter(faults.has)
  let tries = TRIES_PER_PIECE * (queue.length + 10)
  for (let piece = queue.at(-1); piece !== undefined; piece = queue.at(-1)) {
    if (!faults.has(piece)) {
      queue.pop()
      continue
    }
    if (tries-- === 0) throw impossible(pieces.length, faults.among(pieces))
    const layer = random.int(catalogue.length)
    const shares = free[layer]
    const own = piece[layer] ?? 0
    const isCounted = catalogue[layer]?.traits[own]?.count !== undefined
    if (shares !== undefined && !isCounted && random.chance(0.5))
      change(layer, [piece], [chooseByShare(shares, random)])
    else {
      const other = random.pick(pieces)
      if (other !== piece && change(layer, [piece, other], [other[layer] ?? 0, own]) && faults.has(other))
        queue.push(other)
    }
  }
}

/** Knows which pieces break a rule or exist more than once, while their entries change. */
function createFaults({ rules }: Space, pieces: readonly Dna[], taken: ReadonlySet<string>) {
  const occurrences = new Map<string, number>()
  const count = (dna: Dna, by: number): void => {
    const key = dnaKey(dna)
    occurrences.set(key, (occurrences.get(key) ?? 0) + by)
  }
  for (const piece of pieces) count(piece, 1)
  const has = (dna: Dna): boolean => {
    const key = dnaKey(dna)
    return (occurrences.get(key) ?? 0) > 1 || taken.has(key) || !rules.allow(dna)
  }
  return {
    has,
    among: (some: readonly Dna[]) => some.filter(has).length,
    set(layer: number, changed: readonly Dna[], choices: readonly number[]) {
      changed.forEach((piece, i) => {
        count(piece, -1)
        piece[layer] = choices[i] ?? 0
        count(piece, 1)
      })
    },
  }
}

function impossible(pieces: number, left: number): CollectionError {
  return new CollectionError(
    'collection.infeasible',
    `the target counts, the rules and ${pieces} different pieces do not go together: ${left} pieces are left over. Lower a count, relax a rule or add traits`,
  )
}
