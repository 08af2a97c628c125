import { address, bool, struct } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { operatorChanged } from '../events.ts'
import { operators } from '../state.ts'

/** Lets an account move all of the sender's items, or takes that back. */
export const setOperator = call({
  doc: 'Lets an account move all items of the sender, those to come included, or takes that back.',
  params: struct({ operator: address, allowed: bool }),
  weight: 2_500,
  run(ctx, { operator, allowed }) {
    const owner = ctx.sender
    if (operator === owner)
      throw new RuntimeError('nft.OwnOperator', 'an owner needs no permission for their own items')
    if (allowed) operators.set(ctx, { owner, operator }, true)
    else operators.delete(ctx, { owner, operator })
    ctx.emit(operatorChanged, { owner, operator, allowed })
  },
})
