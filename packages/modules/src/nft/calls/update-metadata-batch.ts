import { hash, list, struct, u64 } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { checkCreator, getCollection } from '../access.ts'
import { metadataUpdated } from '../events.ts'
import { checkMutable } from '../metadata.ts'
import { BaseUri, Ending } from '../minting.ts'
import { itemId, items, MAX_BATCH } from '../state.ts'

/** Changes the metadata of many items. */
export const updateMetadataBatch = call({
  doc: 'Changes the metadata of up to 1,000 items of a collection that allows it; only their creator may. Items that were burned are passed over.',
  params: struct({
    collection: hash,
    baseUri: BaseUri,
    updates: list(struct({ serial: u64, ending: Ending, metadataHash: hash }), MAX_BATCH),
  }),
  weight: ({ updates }) => 1_500 + updates.length * 2_000,
  check({ updates }) {
    if (updates.length === 0) throw new RuntimeError('nft.EmptyBatch', 'a batch changes at least one item')
  },
  run(ctx, { collection, baseUri, updates }) {
    const { minted } = getCollection(ctx, collection)
    for (const { serial, ending, metadataHash } of updates) {
      if (serial === 0n || serial > minted)
        throw new RuntimeError(
          'nft.UnknownItem',
          `serial ${serial} was not minted: the collection has ${minted}`,
        )
      const id = itemId(collection, serial)
      const item = items.get(ctx, id)
      // Else whoever burns an item in time could keep a batch out.
      if (item === undefined) continue
      checkCreator(ctx, item)
      checkMutable(item)
      const metadataUri = baseUri + ending
      items.set(ctx, id, { ...item, metadataUri, metadataHash })
      ctx.emit(metadataUpdated, { item: id, collection, metadataUri, metadataHash })
    }
  },
})
