import { hash, struct } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { checkCreator, getItem } from '../access.ts'
import { royaltyLowered } from '../events.ts'
import { Royalty } from '../minting.ts'
import { items } from '../state.ts'

/** Lowers an item's royalty. */
export const setRoyalty = call({
  doc: 'Lowers the royalty of an item; only its creator may. Who bought knew the royalty, so it never rises.',
  params: struct({ item: hash, royaltyBps: Royalty }),
  weight: 1_500,
  run(ctx, { item: id, royaltyBps }) {
    const item = getItem(ctx, id)
    checkCreator(ctx, item)
    if (royaltyBps >= item.royaltyBps)
      throw new RuntimeError(
        'nft.RoyaltyOnlyFalls',
        `the royalty is ${item.royaltyBps} in 10,000 and can only be lowered, not set to ${royaltyBps}`,
      )
    items.set(ctx, id, { ...item, royaltyBps })
    ctx.emit(royaltyLowered, { item: id, collection: item.collection, royaltyBps })
  },
})
