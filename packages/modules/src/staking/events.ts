import { address, bool, struct, text, u16, u64, u128 } from '@demiurge/codec'
import { event } from '@demiurge/runtime'

export const registered = event(
  'An account has become a validator.',
  struct({ validator: address, name: text(64), commissionBps: u16 }),
)
export const delegated = event(
  'Sparks were staked with a validator.',
  struct({ validator: address, delegator: address, amount: u128 }),
)
export const undelegated = event(
  'Stake was taken back; it stays liable until readyMs.',
  struct({ validator: address, delegator: address, amount: u128, readyMs: u64 }),
)
export const withdrawn = event(
  'Stake whose time was over is free again.',
  struct({ delegator: address, amount: u128 }),
)
export const slashed = event(
  'A validator was punished for an offence, and its delegators with it.',
  struct({ validator: address, amount: u128, reporter: address, epoch: u64, bps: u16 }),
)
export const stood = event(
  'A validator wants seats from the next epoch on, or no longer.',
  struct({ validator: address, wanted: bool }),
)
