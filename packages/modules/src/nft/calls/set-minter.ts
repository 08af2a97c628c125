import { address, bool, hash, struct } from '@demiurge/codec'
import { call } from '@demiurge/runtime'
import { checkCreator, getCollection } from '../access.ts'
import { minterChanged } from '../events.ts'
import { minters } from '../state.ts'

/** Lets an account mint in a collection, or takes that back. */
export const setMinter = call({
  doc: 'Lets an account mint in a collection, or takes that back; only the creator of the collection may.',
  params: struct({ collection: hash, minter: address, allowed: bool }),
  weight: 2_500,
  run(ctx, { collection, minter, allowed }) {
    checkCreator(ctx, getCollection(ctx, collection))
    if (allowed) minters.set(ctx, { collection, minter }, true)
    else minters.delete(ctx, { collection, minter })
    ctx.emit(minterChanged, { collection, minter, allowed })
  },
})
