import { defineModule, type HookContext } from '@demiurge/runtime'
import { remark, remarked } from './calls.ts'
import { nextFees } from './fees.ts'
import { feesWithinBounds } from './invariants.ts'
import { currentFees } from './port.ts'
import { FeeBounds, feeBounds, fees } from './state.ts'

/** Accounts' nonces and keys, and what transactions cost. */
export const system = defineModule({
  name: 'system',
  version: 1,
  doc: 'Nonces, the public keys of accounts, fees.',
  calls: { remark },
  events: { remarked },
  errors: {
    'system.UnknownCall': 'The chain has no call of that name.',
    'system.BadParameters': 'The bytes of the parameters are not what the call expects.',
  },
  genesis: {
    codec: FeeBounds,
    build(state, bounds) {
      const { floor, ceiling } = bounds
      if (floor.price > ceiling.price || floor.bytesPrice > ceiling.bytesPrice)
        throw new RangeError('the floor of the fees must not be above their ceiling')
      feeBounds.set({ state }, bounds)
      fees.set({ state }, floor)
    },
  },
  hooks: {
    afterCommit(ctx: HookContext, used) {
      const bounds = feeBounds.get(ctx)
      if (bounds === undefined) return
      const now = currentFees(ctx)
      const next = nextFees(now, bounds, used)
      if (next !== now) fees.set(ctx, next)
    },
  },
  invariants: { feesWithinBounds },
})
