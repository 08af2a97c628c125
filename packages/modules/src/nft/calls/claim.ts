import { hash, list, optional, struct, u8, u32, u128 } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { move } from '../../balances/port.ts'
import { getCollection } from '../access.ts'
import { claims, MAX_CLAIM, sales } from '../drop-state.ts'
import { endSale } from '../end-sale.ts'
import { claimed } from '../events.ts'
import { mintSealed } from '../minting.ts'
import { checkClaim, getDrop } from '../sale.ts'

/** Hashes in the proof of one leaf: a tree has at most 2^32. */
const PROOF_HASHES = 32

/** Takes pieces of a drop, unseen. */
export const claim = call({
  doc: 'Pays the creator and mints the next pieces of a drop to the sender, sealed: which they are is drawn when the sale is over.',
  params: struct({
    collection: hash,
    provenance: hash,
    phase: u8,
    count: u32,
    price: u128,
    listing: optional(struct({ allowance: u32, index: u32, proof: list(hash, PROOF_HASHES) })),
  }),
  weight: ({ count, listing }) =>
    4_000 + Math.min(count, MAX_CLAIM) * 3_500 + (listing?.proof.length ?? 0) * 300,
  check({ count }) {
    if (count === 0) throw new RuntimeError('nft.EmptyBatch', 'a claim takes at least one piece')
    if (count > MAX_CLAIM)
      throw new RuntimeError('nft.BadLimit', `a claim takes at most ${MAX_CLAIM} pieces, not ${count}`)
  },
  run(ctx, wish) {
    const { collection, phase: at, count } = wish
    const home = getCollection(ctx, collection)
    const running = getDrop(ctx, collection)
    const { drop, sale } = running
    const { price } = checkClaim(ctx, running, wish)
    // A creator who keeps pieces pays nobody, and has no proceeds of it.
    const paid = home.creator === ctx.sender ? 0n : price * BigInt(count)
    if (paid > 0n) move(ctx, ctx.sender, { to: home.creator, amount: paid })
    mintSealed(ctx, { collection, home, count, uri: drop.placeholderUri, metadataHash: drop.placeholderHash })
    const key = { collection, phase: at, account: ctx.sender }
    claims.set(ctx, key, (claims.get(ctx, key) ?? 0) + count)
    const sold = sale.sold + count
    sales.set(ctx, collection, {
      ...sale,
      sold,
      byPhase: sale.byPhase.map((before, i) => (i === at ? before + count : before)),
      proceeds: sale.proceeds + paid,
    })
    ctx.emit(claimed, { collection, phase: at, by: ctx.sender, first: home.minted + 1n, count, paid })
    if (sold === drop.pieces) endSale(ctx, collection)
  },
})
