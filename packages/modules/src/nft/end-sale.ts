import type { Context } from '@demiurge/runtime'
import { awaitSeed } from './draw.ts'
import { sales } from './drop-state.ts'
import { dropClosed } from './events.ts'
import { getDrop } from './sale.ts'

/** Ends a sale and names the epoch whose seed decides. Throws `nft.NoDrop`. */
export function endSale(ctx: Context, collection: string): void {
  const { sale } = getDrop(ctx, collection)
  const drawEpoch = awaitSeed(ctx)
  sales.set(ctx, collection, { ...sale, drawEpoch })
  ctx.emit(dropClosed, { collection, sold: sale.sold, drawEpoch })
}
