/** Transactions that are looked at before they are executed: few enough that what was found is still at hand when it is used. */
const MOST = 512
/** And of how much weight together, which bounds their calls: some two thousand transfers. */
const MOST_WEIGHT = 2_048_000

/** Transactions in parts that are decoded and looked at together, in order. */
export function* partsOf<T>(
  transactions: readonly T[],
  weightOf: (transaction: T) => number,
): Generator<readonly T[]> {
  let part: T[] = []
  let weight = 0
  for (const each of transactions) {
    part.push(each)
    weight += weightOf(each)
    if (part.length < MOST && weight < MOST_WEIGHT) continue
    yield part
    part = []
    weight = 0
  }
  if (part.length > 0) yield part
}
