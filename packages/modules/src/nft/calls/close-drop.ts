import { hash, struct } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { getCollection } from '../access.ts'
import { endOf } from '../drop-terms.ts'
import { endSale } from '../end-sale.ts'
import { getDrop } from '../sale.ts'

/** Ends a sale that is not sold out, so that the starting index can be drawn. */
export const closeDrop = call({
  doc: 'Ends the sale of a drop for ever: its creator at any time, anybody after the last phase. A drop that is sold out has ended by itself.',
  params: struct({ collection: hash }),
  weight: 2_500,
  run(ctx, { collection }) {
    const { drop, sale } = getDrop(ctx, collection)
    if (sale.drawEpoch !== null)
      throw new RuntimeError('nft.SaleOver', `the sale has ended with ${sale.sold} pieces already`)
    const end = endOf(drop.phases)
    if (ctx.timeMs < end && getCollection(ctx, collection).creator !== ctx.sender)
      throw new RuntimeError(
        'nft.SaleGoesOn',
        `until ${end} only the creator may end the sale, it is ${ctx.timeMs}`,
      )
    endSale(ctx, collection)
  },
})
