import { address, bool, hash, optional, struct } from '@demiurge/codec'
import { call } from '@demiurge/runtime'
import { checkContent, checkRoyalty, mintWorks, Royalty, Work } from '../minting.ts'

/** Mints one item. */
export const mint = call({
  doc: 'Mints one item. royaltyBps is the collection’s where left out; the sender becomes the creator of the item.',
  params: struct({
    collection: hash,
    to: address,
    royaltyBps: optional(Royalty),
    soulbound: bool,
    ...Work.fields,
  }),
  weight: 6_000,
  check({ royaltyBps, contentHash }) {
    checkRoyalty(royaltyBps ?? 0)
    checkContent(contentHash)
  },
  run(ctx, { collection, to, royaltyBps, soulbound, ...work }) {
    mintWorks(ctx, { collection, to, royaltyBps, soulbound }, [work])
  },
})
