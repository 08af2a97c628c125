import type { DropView } from '@demiurge/api'
import type { Signer } from '@demiurge/crypto'
import type { Client } from '../client.ts'
import type { CancelSignal } from '../signal.ts'

/** A sale that is over, final. */
export interface ClosedDrop {
  readonly transaction: string
  /** The drop after its end: `sale.drawEpoch` names the epoch whose seed decides. */
  readonly view: DropView
}

/**
 * Ends the sale of a drop for ever, so that it can be drawn which item is which piece: its creator may at any time, anybody after the last
 * phase. Throws ApiError and TransactionError (`nft.SaleOver` when it has ended already, `nft.SaleGoesOn`).
 */
export async function closeDrop(
  client: Client,
  signer: Signer,
  collection: string,
  { signal }: { readonly signal?: CancelSignal } = {},
): Promise<ClosedDrop> {
  const { id, watch } = await client.tx.nft.closeDrop({ collection }).sign(signer).submit()
  await watch(signal === undefined ? {} : { signal })
  return { transaction: id, view: await client.request('nft_getDrop', { id: collection }) }
}
