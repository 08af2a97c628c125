import { address, bool, hash, list, optional, struct } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { BaseUri, BatchWork, checkContent, checkRoyalty, mintWorks, Royalty, worksOf } from '../minting.ts'
import { MAX_BATCH } from '../state.ts'

/** Mints many items on the same terms. */
export const mintBatch = call({
  doc: 'Mints up to 1,000 items. The metadata URI of each is baseUri and its own ending, so that a thousand fit a transaction.',
  params: struct({
    collection: hash,
    to: address,
    royaltyBps: optional(Royalty),
    soulbound: bool,
    baseUri: BaseUri,
    works: list(BatchWork, MAX_BATCH),
  }),
  weight: ({ works }) => 1_500 + works.length * 4_500,
  check({ royaltyBps, works }) {
    checkRoyalty(royaltyBps ?? 0)
    if (works.length === 0) throw new RuntimeError('nft.EmptyBatch', 'a batch mints at least one item')
    for (const { contentHash } of works) checkContent(contentHash)
  },
  run(ctx, { collection, to, royaltyBps, soulbound, baseUri, works }) {
    mintWorks(ctx, { collection, to, royaltyBps, soulbound }, worksOf(baseUri, works))
  },
})
