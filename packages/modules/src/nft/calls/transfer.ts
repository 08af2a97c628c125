import { address, hash, struct } from '@demiurge/codec'
import { call } from '@demiurge/runtime'
import { checkOwnerOrOperator, getItem } from '../access.ts'
import { move } from '../port.ts'

/** Gives an item to another account. */
export const transfer = call({
  doc: 'Gives an item to another account: by its owner, an operator of theirs, or the account approved for it.',
  params: struct({ item: hash, to: address }),
  weight: 1_500,
  run(ctx, { item: id, to }) {
    const item = getItem(ctx, id)
    if (item.approved !== ctx.sender) checkOwnerOrOperator(ctx, item)
    move(ctx, id, to)
  },
})
