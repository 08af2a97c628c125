import { hash, struct } from '@demiurge/codec'
import { call } from '@demiurge/runtime'
import { checkOwner, checkUnlocked, getCollection, getItem } from '../access.ts'
import { burned } from '../events.ts'
import { collections, items } from '../state.ts'

/** Destroys an item. */
export const burn = call({
  doc: 'Destroys an item for ever; only its owner may. Its serial, its content and its traits’ history stay on record.',
  params: struct({ item: hash }),
  weight: 2_000,
  run(ctx, { item: id }) {
    const item = getItem(ctx, id)
    checkOwner(ctx, item)
    checkUnlocked(item)
    const collection = getCollection(ctx, item.collection)
    items.delete(ctx, id)
    collections.set(ctx, item.collection, { ...collection, burned: collection.burned + 1n })
    const { collection: home, owner, contentHash } = item
    ctx.emit(burned, { item: id, collection: home, owner, contentHash })
  },
})
