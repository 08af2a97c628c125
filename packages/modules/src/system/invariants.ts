import type { Invariant } from '@demiurge/runtime'
import { feeBounds, fees } from './state.ts'

/** The fees are between their floor and their ceiling. */
export const feesWithinBounds: Invariant = (state) => {
  const now = fees.get({ state })
  const bounds = feeBounds.get({ state })
  if (now === undefined || bounds === undefined) return 'there are no fees or no bounds for them'
  const { floor, ceiling } = bounds
  const holds =
    now.price >= floor.price &&
    now.price <= ceiling.price &&
    now.bytesPrice >= floor.bytesPrice &&
    now.bytesPrice <= ceiling.bytesPrice
  return holds ? null : `prices ${now.price} and ${now.bytesPrice} are outside their bounds`
}
