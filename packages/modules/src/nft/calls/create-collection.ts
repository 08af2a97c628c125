import { bool, hash, optional, struct, text, u16, u32, u64 } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { collectionCreated } from '../events.ts'
import { checkRoyalty } from '../minting.ts'
import { collectionId, collections, MetadataUri } from '../state.ts'

/** Opens a collection. */
export const createCollection = call({
  doc: 'Opens a collection; its identifier follows from the creator and the salt.',
  params: struct({
    salt: hash,
    name: text(128),
    description: text(1_024),
    metadataUri: MetadataUri,
    metadataHash: hash,
    maxSupply: optional(u64),
    editions: u32,
    royaltyBps: u16,
    soulbound: bool,
    mutableMetadata: bool,
  }),
  weight: 5_000,
  check({ name, maxSupply, editions, royaltyBps }) {
    checkRoyalty(royaltyBps)
    if (name === '') throw new RuntimeError('nft.NameRequired', 'a collection has a name')
    if (maxSupply === 0n)
      throw new RuntimeError('nft.BadLimit', 'maxSupply is at least 1, or left out where there is no limit')
    if (editions === 0)
      throw new RuntimeError('nft.BadLimit', 'editions is at least 1: one item for each content')
  },
  run(ctx, { salt, ...terms }) {
    const id = collectionId(ctx.sender, salt)
    if (collections.get(ctx, id) !== undefined)
      throw new RuntimeError('nft.CollectionExists', 'you have a collection with this salt: choose another')
    collections.set(ctx, id, {
      ...terms,
      creator: ctx.sender,
      frozen: false,
      minted: 0n,
      burned: 0n,
      createdAt: ctx.height,
    })
    ctx.emit(collectionCreated, { ...terms, collection: id, creator: ctx.sender })
  },
})
