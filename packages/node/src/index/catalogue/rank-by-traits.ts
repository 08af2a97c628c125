import { setImmediate } from 'node:timers/promises'
import type { TraitColumn } from './trait-table.ts'

/** Items between two turns of everything else on the thread: a millisecond or two. */
const AT_ONCE = 512

/** Ranks and scores by place, and the places by rank. */
export interface Ranking {
  readonly ranks: Uint32Array
  readonly scores: Uint32Array
  readonly byRank: Uint32Array
}

/**
 * Rarity as `rarityScores` of the art package has it (OpenRarity: the sum over all traits of -log2 p over the collection's entropy, a
 * missing trait being a value of its own), over columns: items with equally frequent values are alike and computed once, which is what
 * makes a hundred thousand items bearable between two blocks.
 */
export async function rankByTraits(columns: readonly TraitColumn[], size: number): Promise<Ranking> {
  const kinds = await kindsOf(columns, size)
  const entropy = entropyOf(columns, size)
  const sorted = kinds.list.toSorted((a, b) => (a.product < b.product ? -1 : a.product > b.product ? 1 : 0))
  let before = 0
  let rank = 1
  let product: bigint | undefined
  for (const kind of sorted) {
    // Different kinds may have the same product: they share a rank.
    if (kind.product !== product) rank = before + 1
    product = kind.product
    kind.rank = rank
    before += kind.items
  }
  const ranks = new Uint32Array(size)
  const scores = new Uint32Array(size)
  for (const [place, number] of kinds.ofPlace.entries()) {
    const kind = kinds.list[number]
    if (kind === undefined) continue
    ranks[place] = kind.rank
    scores[place] = entropy === 0 ? 0 : Math.round((kind.information / entropy) * 1_000)
  }
  return { ranks, scores, byRank: placesByRank(ranks) }
}

/** Items whose values are equally frequent, one for one. */
interface Kind {
  /** Of how often each value occurs: orders exactly as the information does, without rounding. */
  readonly product: bigint
  readonly information: number
  items: number
  rank: number
}

async function kindsOf(
  columns: readonly TraitColumn[],
  size: number,
): Promise<{ readonly list: readonly Kind[]; readonly ofPlace: Uint32Array }> {
  const numbers = new Map<string, number>()
  const list: Kind[] = []
  const ofPlace = new Uint32Array(size)
  const counts = new Float64Array(columns.length)
  for (let place = 0; place < size; place++) {
    if (place % AT_ONCE === AT_ONCE - 1) await setImmediate()
    for (const [i, column] of columns.entries()) counts[i] = column.counts[column.numberAt[place] ?? 0] ?? 0
    const key = counts.sort().join()
    let number = numbers.get(key)
    if (number === undefined) {
      number = list.push(kindOf(counts, size)) - 1
      numbers.set(key, number)
    }
    const kind = list[number]
    if (kind !== undefined) kind.items++
    ofPlace[place] = number
  }
  return { list, ofPlace }
}

function kindOf(counts: Float64Array, size: number): Kind {
  let product = 1n
  let information = 0
  for (const count of counts) {
    product *= BigInt(count)
    information += Math.log2(size / count)
  }
  return { product, information, items: 0, rank: 0 }
}

function entropyOf(columns: readonly TraitColumn[], size: number): number {
  const counts = columns.flatMap((column) => column.counts.filter((count) => count > 0))
  return counts
    .toSorted((a, b) => a - b)
    .reduce((sum, count) => sum + (count / size) * Math.log2(size / count), 0)
}

/** A counting sort: places keep their order within a rank. */
function placesByRank(ranks: Uint32Array): Uint32Array {
  const starts = new Uint32Array(ranks.length + 2)
  for (const rank of ranks) starts[rank + 1] = (starts[rank + 1] ?? 0) + 1
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const byRank = new Uint32Array(ranks.length)
  for (const [place, rank] of ranks.entries()) {
    const at = starts[rank] ?? 0
    byRank[at] = place
    starts[rank] = at + 1
  }
  return byRank
}
