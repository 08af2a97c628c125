import { expect, test } from 'vitest'
import { itemId, nft, nftQueries, nftState } from '../../src/index.ts'
import { alice, bob, callOf, World } from '../world.ts'
import { hashOf, minted, mintOf, NOTHING, opened } from './works.ts'

test('an item says what it is, and its event tells all of it', () => {
  const world = new World()
  const collection = opened(world)
  world.nextCommit()
  const [event] = world.apply(alice, mintOf(collection, 'moon', { to: bob }))
  const item = itemId(collection, 1n)
  const told = {
    collection,
    serial: 1n,
    edition: 1,
    creator: alice,
    metadataUri: 'ipfs://moon',
    metadataHash: hashOf('metadata of moon'),
    contentHash: hashOf('moon'),
    provenanceHash: hashOf('statement on moon'),
    royaltyBps: 500,
    soulbound: false,
  }
  expect(event).toEqual({ name: 'nft.minted', data: { ...told, item, to: bob } })
  expect(nftQueries.findItem(world, item)).toEqual({
    ...told,
    owner: bob,
    metadataFrozen: true,
    approved: null,
    lock: null,
    mintedAt: 2n,
  })
})

test('an item can be found by the bytes of its asset', () => {
  const world = new World()
  const item = minted(world, opened(world))
  expect(nftQueries.findContent(world, hashOf('moon'))).toEqual({ first: item, copies: 1n })
  expect(nftQueries.findContent(world, hashOf('star'))).toBeUndefined()
})

test('the same content is not minted twice, in no collection that promises new content', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection)
  world.refuse('nft.ContentAlreadyMinted', alice, mintOf(collection, 'moon'))
  const theirs = opened(world, { salt: hashOf('theirs') }, bob)
  world.refuse('nft.ContentAlreadyMinted', bob, mintOf(theirs, 'moon'))
  world.apply(alice, callOf(nft, 'burn', { item }))
  world.refuse('nft.ContentAlreadyMinted', alice, mintOf(collection, 'moon'))
})

test('whoever mints a stranger’s file first is first, and cannot keep its creator from minting it', () => {
  const world = new World()
  const squatted = opened(world, {}, bob)
  world.apply(bob, mintOf(squatted, 'moon', { to: bob }))
  const first = itemId(squatted, 1n)
  const collection = opened(world, { editions: 3 })
  const item = minted(world, collection)
  expect(nftQueries.findContent(world, hashOf('moon'))).toEqual({ first, copies: 2n })
  expect(nftQueries.findItem(world, item)?.edition).toBe(1)
})

test('a collection with editions takes as many copies as it declared, and numbers them', () => {
  const world = new World()
  const collection = opened(world, { editions: 2 })
  minted(world, collection, 'moon')
  minted(world, collection, 'star')
  const second = minted(world, collection, 'moon')
  expect(nftQueries.findItem(world, second)).toMatchObject({ serial: 3n, edition: 2 })
  world.refuse('nft.EditionsReached', alice, mintOf(collection, 'moon'))
  minted(world, collection, 'star')
  expect(world.brokenInvariants()).toEqual([])
})

test('content is required: zeros are the hash of nothing', () => {
  const world = new World()
  const collection = opened(world)
  expect(() => world.transaction(alice, [mintOf(collection, 'moon', { contentHash: NOTHING })])).toThrow(
    expect.objectContaining({ code: 'nft.ContentRequired' }),
  )
})

test('an item may have its own royalty, within the limit', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection, 'moon', { royaltyBps: 0 })
  expect(nftQueries.findItem(world, item)?.royaltyBps).toBe(0)
  expect(() => world.transaction(alice, [mintOf(collection, 'star', { royaltyBps: 5_001 })])).toThrow(
    expect.objectContaining({ code: 'nft.RoyaltyTooHigh' }),
  )
})

test('an index that lost a content is noticed, and one that points elsewhere', () => {
  const world = new World()
  const collection = opened(world)
  const moon = minted(world, collection, 'moon')
  const star = minted(world, collection, 'star')
  nftState.contents.set(world, hashOf('moon'), { first: star, copies: 1n })
  expect(world.brokenInvariants()[0]).toContain('has another')
  nftState.contents.set(world, hashOf('moon'), { first: moon, copies: 0n })
  expect(world.brokenInvariants()[0]).toContain('more items than copies')
  nftState.contents.delete(world, hashOf('moon'))
  expect(world.brokenInvariants()[0]).toContain('is not in the index')
})

test('an item under a wrong identifier, edition, serial or royalty is noticed', () => {
  const world = new World()
  const id = minted(world, opened(world))
  const item = nftState.items.get(world, id)
  if (item === undefined) throw new Error('the item is there')
  const broken = (changes: Partial<typeof item>): string => {
    nftState.items.set(world, id, { ...item, ...changes })
    return world.brokenInvariants().join()
  }
  expect(broken({ serial: 2n })).toContain('serial 2 of 1')
  expect(broken({ edition: 2 })).toContain('edition 2 of 1')
  expect(broken({ royaltyBps: 5_001 })).toContain('royalty of 5001')
  expect(broken({ soulbound: true, approved: bob })).toContain('nft.soulboundStay')
  nftState.items.set(world, hashOf('elsewhere'), item)
  expect(broken({})).toContain('wrong identifier')
  nftState.editions.set(world, { collection: item.collection, contentHash: item.contentHash }, 2)
  expect(broken({})).toContain('nft.editionsAreKept')
})
