import { hash, struct } from '@demiurge/codec'
import { call } from '@demiurge/runtime'
import { checkCreator, getItem } from '../access.ts'
import { metadataFrozen } from '../events.ts'
import { checkMutable } from '../metadata.ts'
import { items } from '../state.ts'

/** Makes an item's metadata final. */
export const freezeMetadata = call({
  doc: 'Makes the metadata of an item final; only the creator of the item may.',
  params: struct({ item: hash }),
  weight: 1_500,
  run(ctx, { item: id }) {
    const item = getItem(ctx, id)
    checkCreator(ctx, item)
    checkMutable(item)
    items.set(ctx, id, { ...item, metadataFrozen: true })
    ctx.emit(metadataFrozen, { item: id, collection: item.collection })
  },
})
