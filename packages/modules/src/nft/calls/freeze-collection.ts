import { hash, struct } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { checkCreator, getCollection } from '../access.ts'
import { collectionFrozen } from '../events.ts'
import { collections } from '../state.ts'

/** Ends minting in a collection for ever. */
export const freezeCollection = call({
  doc: 'Ends minting in a collection for ever; only its creator may.',
  params: struct({ collection: hash }),
  weight: 1_500,
  run(ctx, { collection: id }) {
    const collection = getCollection(ctx, id)
    checkCreator(ctx, collection)
    if (collection.frozen) throw new RuntimeError('nft.CollectionFrozen', 'the collection is frozen already')
    collections.set(ctx, id, { ...collection, frozen: true })
    ctx.emit(collectionFrozen, { collection: id })
  },
})
