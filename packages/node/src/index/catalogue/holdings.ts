import { u32 } from '@demiurge/codec'
import type { Batch } from '../batch.ts'
import { catalogueKeys } from './keys.ts'
import { Holdings } from './records.ts'

/** From how many items on a holder is counted in which band; the last one has no end. */
export const HOLDING_BANDS = [1, 2, 4, 11, 26, 51, 101] as const

/** Nobody holds anything. */
export const NO_HOLDINGS: Holdings = { holders: 0, bands: HOLDING_BANDS.map(() => 0) }

/** Adds items of a collection to a holder's, or takes them away, and keeps order and distribution. */
export async function changeHolding(
  batch: Batch,
  change: { readonly collection: string; readonly owner: string; readonly by: 1 | -1 },
): Promise<void> {
  const { collection, owner, by } = change
  const key = catalogueKeys.held(collection, owner)
  const before = (await batch.get(key, u32)) ?? 0
  const after = before + by
  if (before > 0) batch.delete(catalogueKeys.holder(collection, before, owner))
  if (after > 0) {
    batch.put(catalogueKeys.holder(collection, after, owner), u32, after)
    batch.put(key, u32, after)
  } else batch.delete(key)
  const { holders, bands } = (await batch.get(catalogueKeys.holdings(collection), Holdings)) ?? NO_HOLDINGS
  const counted = [...bands]
  if (before > 0) counted[bandOf(before)] = (counted[bandOf(before)] ?? 0) - 1
  if (after > 0) counted[bandOf(after)] = (counted[bandOf(after)] ?? 0) + 1
  batch.put(catalogueKeys.holdings(collection), Holdings, {
    holders: holders + (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0),
    bands: counted,
  })
}

function bandOf(items: number): number {
  return HOLDING_BANDS.findLastIndex((from) => items >= from)
}
