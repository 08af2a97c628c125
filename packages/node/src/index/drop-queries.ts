import { ApiError, type ClaimsView, type DropView } from '@demiurge/api'
import { nftQueries, stakingPort } from '@demiurge/modules'
import type { Reading } from '@demiurge/runtime'

/** A collection's drop as the state has it. Throws ApiError `nft.UnknownCollection` or `nft.NoDrop`. */
export function dropView(ctx: Reading, id: string): DropView {
  const collection = nftQueries.findCollection(ctx, id)
  if (collection === undefined)
    throw new ApiError('nft.UnknownCollection', `there is no collection ${id}`, { status: 404 })
  const { drop, sale } = getDrop(ctx, id)
  const { drawEpoch } = sale
  return {
    collection: id,
    creator: collection.creator,
    drop,
    sale,
    startingIndex: nftQueries.startingIndexOf(ctx, id) ?? null,
    seed: drawEpoch === null ? null : (nftQueries.seedOf(ctx, drawEpoch) ?? null),
    drawnFromMs: drawEpoch === null ? null : beginningOf(ctx, drawEpoch),
  }
}

/** An account's part in a drop. Throws ApiError `nft.NoDrop`. */
export function claimsView(ctx: Reading, collection: string, account: string): ClaimsView {
  const { drop } = getDrop(ctx, collection)
  return {
    phases: drop.phases.map((_, phase) => ({
      claimed: nftQueries.claimedBy(ctx, collection, phase, account),
      left: nftQueries.claimable(ctx, collection, phase, account),
    })),
  }
}

function getDrop(ctx: Reading, id: string) {
  const found = nftQueries.findDrop(ctx, id)
  if (found === undefined) throw new ApiError('nft.NoDrop', `collection ${id} has no drop`, { status: 404 })
  return found
}

/** When an epoch begins at the earliest; the beginning of the present one for those that have begun. */
function beginningOf(ctx: Reading, epoch: bigint): bigint {
  const { number, startedMs, epochMs } = stakingPort.epochOf(ctx)
  return epoch <= number ? startedMs : startedMs + (epoch - number) * epochMs
}
