import { address, hash, struct } from '@demiurge/codec'
import { call } from '@demiurge/runtime'
import { checkMovable, checkOwnerOrOperator, getItem } from '../access.ts'
import { approved } from '../events.ts'
import { items } from '../state.ts'

/** Lets an account move one item once. */
export const approve = call({
  doc: 'Lets an account move one item once, in place of one that was approved before.',
  params: struct({ item: hash, to: address }),
  weight: 1_500,
  run(ctx, { item: id, to }) {
    const item = getItem(ctx, id)
    checkOwnerOrOperator(ctx, item)
    checkMovable(item)
    items.set(ctx, id, { ...item, approved: to })
    ctx.emit(approved, { item: id, collection: item.collection, owner: item.owner, approved: to })
  },
})
