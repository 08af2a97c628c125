import { hash, struct } from '@demiurge/codec'
import { call } from '@demiurge/runtime'
import { checkCreator, getItem } from '../access.ts'
import { metadataUpdated } from '../events.ts'
import { checkMutable } from '../metadata.ts'
import { items, MetadataUri } from '../state.ts'

/** Changes where an item's metadata lie and what they are. */
export const updateMetadata = call({
  doc: 'Changes the metadata of an item where its collection allows it; only the creator of the item may. Content never changes.',
  params: struct({ item: hash, metadataUri: MetadataUri, metadataHash: hash }),
  weight: 2_000,
  run(ctx, { item: id, metadataUri, metadataHash }) {
    const item = getItem(ctx, id)
    checkCreator(ctx, item)
    checkMutable(item)
    items.set(ctx, id, { ...item, metadataUri, metadataHash })
    ctx.emit(metadataUpdated, { item: id, collection: item.collection, metadataUri, metadataHash })
  },
})
