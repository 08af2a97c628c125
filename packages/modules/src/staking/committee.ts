import type { Reading } from '@demiurge/runtime'
import { parameters, registered, validators } from './state.ts'

/** 1 DEM in sparks: weights are whole DEM, so that all of them stay far below 2^52. */
const DEM = 1_000_000_000n

/** A seat of the next committee. */
export interface NextSeat {
  readonly account: string
  readonly weight: bigint
}

/**
 * The seats of an epoch: the validators with the most stake that are not out, at most `maxSeats`, in ascending order of account. Ties
 * go to the lower account.
 */
export function electSeats(ctx: Reading, epoch: bigint): readonly NextSeat[] {
  const rules = parameters.get(ctx)
  const candidates = (registered.get(ctx) ?? []).flatMap((account) => {
    const record = validators.get(ctx, account)
    if (record === undefined || record.isRetired || record.mustAsk || record.jailedUntil > epoch) return []
    return record.stake < (rules?.minSelfStake ?? 0n) || record.stake === 0n
      ? []
      : [{ account, stake: record.stake }]
  })
  candidates.sort((a, b) =>
    a.stake === b.stake ? (a.account < b.account ? -1 : 1) : a.stake > b.stake ? -1 : 1,
  )
  const chosen = candidates.slice(0, rules?.maxSeats ?? 0)
  const weights = capWeights(chosen.map(({ stake }) => (stake < DEM ? 1n : stake / DEM)))
  return chosen
    .map(({ account }, i) => ({ account, weight: weights[i] ?? 1n }))
    .sort((a, b) => (a.account < b.account ? -1 : 1))
}

/**
 * Cuts weights so that none exceeds max(1/10, 6/(5n)) of all of them: one part in ten in large committees, a fifth above the fair share in
 * small ones, where a tenth is impossible. Each cut lowers the total, so it is done again until nothing exceeds; weights stay at least 1.
 */
export function capWeights(weights: readonly bigint[]): readonly bigint[] {
  if (weights.length === 0) return []
  const n = BigInt(weights.length)
  const [numerator, denominator] = n >= 12n ? [1n, 10n] : [6n, 5n * n]
  let capped = weights
  for (;;) {
    const total = capped.reduce((sum, weight) => sum + weight, 0n)
    const most = (total * numerator) / denominator
    const cap = most < 1n ? 1n : most
    if (capped.every((weight) => weight <= cap)) return capped
    capped = capped.map((weight) => (weight > cap ? cap : weight))
  }
}
