import { address, list, struct, u128 } from '@demiurge/codec'
import { defineModule } from '@demiurge/runtime'
import { transfer, transferAll } from './calls.ts'
import { locked, reaped, reserved, transferred, unlocked, unreserved } from './events.ts'
import { depositsAreHeld, locksAreHeld, noncesAreSingle, reservesAddUp, supplyIsWhole } from './invariants.ts'
import { accounts, existentialDeposit, income, supply } from './state.ts'

const MAX_SUPPLY = 2n ** 128n - 1n

/** The chain's own coin: accounts, transfers, reserves and locks. */
export const balances = defineModule({
  name: 'balances',
  version: 1,
  doc: 'Accounts and transfers of DEM (1 DEM is 10^9 sparks).',
  calls: { transfer, transferAll },
  events: { transferred, reaped, reserved, unreserved, locked, unlocked },
  errors: {
    'balances.InsufficientFunds': 'The account has less to spend than is asked for.',
    'balances.NothingToTransfer': 'The amount is zero.',
    'balances.BelowDeposit':
      'The receiver does not exist and the amount is less than the existential deposit.',
    'balances.MustStay': 'The account has reserves or locks and must keep the existential deposit.',
    'balances.NotReserved': 'Less is reserved for that reason than is asked back.',
    'balances.NotLocked': 'There is no lock for that reason.',
    'balances.TooManyLocks': 'The account has as many locks as it can have.',
  },
  genesis: {
    codec: struct({
      existentialDeposit: u128,
      accounts: list(struct({ account: address, amount: u128 }), 65_536),
    }),
    build(state, genesis) {
      const ctx = { state }
      let total = 0n
      existentialDeposit.set(ctx, genesis.existentialDeposit)
      for (const { account, amount } of genesis.accounts) {
        if (amount < genesis.existentialDeposit)
          throw new RangeError(`genesis gives ${account} ${amount} sparks, less than the existential deposit`)
        if (accounts.get(ctx, account) !== undefined) throw new RangeError(`genesis names ${account} twice`)
        accounts.set(ctx, account, { free: amount, reserved: 0n, locked: 0n, nonce: 0n })
        total += amount
      }
      if (total > MAX_SUPPLY) throw new RangeError('genesis gives out more than 2^128 - 1 sparks')
      supply.set(ctx, total)
    },
  },
  sums: [income],
  invariants: { supplyIsWhole, depositsAreHeld, reservesAddUp, locksAreHeld, noncesAreSingle },
})
