import { address, bool, hash, list, optional, struct, text } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { checkContent, checkRoyalty, mintWorks, Royalty } from '../minting.ts'
import { MAX_BATCH } from '../state.ts'

// Base and ending together keep within the 256 bytes of a metadata URI.
const BASE_BYTES = 192
const ENDING_BYTES = 64

/** Mints many items on the same terms. */
export const mintBatch = call({
  doc: 'Mints up to 1,000 items. The metadata URI of each is baseUri and its own ending, so that a thousand fit a transaction.',
  params: struct({
    collection: hash,
    to: address,
    royaltyBps: optional(Royalty),
    soulbound: bool,
    baseUri: text(BASE_BYTES),
    works: list(
      struct({ ending: text(ENDING_BYTES), metadataHash: hash, contentHash: hash, provenanceHash: hash }),
      MAX_BATCH,
    ),
  }),
  weight: ({ works }) => 1_500 + works.length * 4_500,
  check({ royaltyBps, works }) {
    checkRoyalty(royaltyBps ?? 0)
    if (works.length === 0) throw new RuntimeError('nft.EmptyBatch', 'a batch mints at least one item')
    for (const { contentHash } of works) checkContent(contentHash)
  },
  run(ctx, { collection, to, royaltyBps, soulbound, baseUri, works }) {
    const terms = { collection, to, royaltyBps, soulbound }
    mintWorks(
      ctx,
      terms,
      works.map(({ ending, ...work }) => ({ ...work, metadataUri: baseUri + ending })),
    )
  },
})
