import { address, struct, u128 } from '@demiurge/codec'
import { event } from '@demiurge/runtime'
import { Reason } from './state.ts'

export const transferred = event(
  'Sparks went from one account to another.',
  struct({ from: address, to: address, amount: u128 }),
)
export const reaped = event(
  'An account fell below the existential deposit and is gone; what was left went to the fees.',
  struct({ account: address, dust: u128 }),
)
export const reserved = event(
  'Sparks of an account were set aside.',
  struct({ account: address, reason: Reason, amount: u128 }),
)
export const unreserved = event(
  'Sparks that were set aside are free again.',
  struct({ account: address, reason: Reason, amount: u128 }),
)
export const locked = event(
  'An account keeps at least this much free until the lock is lifted.',
  struct({ account: address, reason: Reason, amount: u128 }),
)
export const unlocked = event('A lock was lifted.', struct({ account: address, reason: Reason }))
