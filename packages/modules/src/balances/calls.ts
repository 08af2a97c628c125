import { address, bool, struct, u128 } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { move, spendable } from './port.ts'
import { accounts } from './state.ts'

/** Pays another account. */
export const transfer = call({
  doc: 'Pays sparks to another account. A sender left below the existential deposit is reaped.',
  params: struct({ to: address, amount: u128 }),
  weight: 1_000,
  check({ amount }) {
    if (amount === 0n)
      throw new RuntimeError('balances.NothingToTransfer', 'a transfer moves at least one spark')
  },
  run(ctx, payment) {
    move(ctx, ctx.sender, payment)
  },
})

/** Pays all that the account can give. */
export const transferAll = call({
  doc: 'Pays all that can be spent; with keepAlive the existential deposit stays and the account lives on.',
  params: struct({ to: address, keepAlive: bool }),
  weight: 1_000,
  run(ctx, { to, keepAlive }) {
    const held = accounts.get(ctx, ctx.sender)
    const closes = !keepAlive && held !== undefined && held.reserved === 0n && held.locked === 0n
    const amount = closes ? held.free : spendable(ctx, ctx.sender)
    if (amount === 0n)
      throw new RuntimeError(
        'balances.NothingToTransfer',
        'the account has nothing to give above its deposit',
      )
    move(ctx, ctx.sender, { to, amount })
  },
})
