import { hash, struct, text, u128 } from '@demiurge/codec'
import { call, defineModule, RuntimeError } from '@demiurge/runtime'
import { balancesPort, nftPort } from '../src/index.ts'

const Purpose = struct({ reason: text(32), amount: u128 })
const Held = struct({ item: hash, reason: text(32) })

/** A module that does nothing of its own: its calls are the ports of others, for the sender's account and any item. */
export const probe = defineModule({
  name: 'probe',
  version: 1,
  doc: 'Ports as calls.',
  calls: {
    reserve: call({
      doc: 'balancesPort.reserve',
      params: Purpose,
      weight: 1,
      run: (ctx, purpose) => balancesPort.reserve(ctx, ctx.sender, purpose),
    }),
    unreserve: call({
      doc: 'balancesPort.unreserve',
      params: Purpose,
      weight: 1,
      run: (ctx, purpose) => balancesPort.unreserve(ctx, ctx.sender, purpose),
    }),
    lock: call({
      doc: 'balancesPort.lock',
      params: Purpose,
      weight: 1,
      run: (ctx, purpose) => balancesPort.lock(ctx, ctx.sender, purpose),
    }),
    unlock: call({
      doc: 'balancesPort.unlock',
      params: struct({ reason: text(32) }),
      weight: 1,
      run: (ctx, { reason }) => balancesPort.unlock(ctx, ctx.sender, reason),
    }),
    lockItem: call({
      doc: 'nftPort.lock',
      params: Held,
      weight: 1,
      run: (ctx, { item, reason }) => nftPort.lock(ctx, item, reason),
    }),
    unlockItem: call({
      doc: 'nftPort.unlock',
      params: Held,
      weight: 1,
      run: (ctx, { item, reason }) => nftPort.unlock(ctx, item, reason),
    }),
    fail: call({
      doc: 'Fails, to undo what came before it in the same transaction.',
      params: struct({ message: text(2_048) }),
      weight: 1,
      run(_ctx, { message }) {
        throw new RuntimeError('probe.Failed', message)
      },
    }),
  },
  events: {},
  errors: { 'probe.Failed': 'It was asked to fail.' },
})
