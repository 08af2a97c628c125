import { hash, struct } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { checkOwnerOrOperator, getItem } from '../access.ts'
import { approved } from '../events.ts'
import { items } from '../state.ts'

/** Takes an approval back. */
export const revoke = call({
  doc: 'Takes the approval of an item back.',
  params: struct({ item: hash }),
  weight: 1_500,
  run(ctx, { item: id }) {
    const item = getItem(ctx, id)
    checkOwnerOrOperator(ctx, item)
    if (item.approved === null) throw new RuntimeError('nft.NotApproved', 'nobody is approved for this item')
    items.set(ctx, id, { ...item, approved: null })
    ctx.emit(approved, { item: id, collection: item.collection, owner: item.owner, approved: null })
  },
})
