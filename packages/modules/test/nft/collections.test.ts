import { expect, test } from 'vitest'
import { collectionId, nft, nftQueries, nftState } from '../../src/index.ts'
import { alice, bob, callOf, World } from '../world.ts'
import { hashOf, minted, mintOf, open, opened } from './works.ts'

const freeze = (collection: string) => callOf(nft, 'freezeCollection', { collection })
const setMinter = (collection: string, minter: string, allowed: boolean) =>
  callOf(nft, 'setMinter', { collection, minter, allowed })

test('a collection keeps its terms and tells them', () => {
  const world = new World()
  const [event] = world.apply(alice, open({ maxSupply: 12n }))
  const id = collectionId(alice, hashOf('salt'))
  expect(event).toMatchObject({
    name: 'nft.collectionCreated',
    data: { collection: id, creator: alice, name: 'Nocturnes', maxSupply: 12n, editions: 1, royaltyBps: 500 },
  })
  expect(nftQueries.findCollection(world, id)).toMatchObject({
    creator: alice,
    minted: 0n,
    burned: 0n,
    frozen: false,
    createdAt: 1n,
  })
})

test('the identifier follows from creator and salt, so that nobody can take it first', () => {
  const world = new World()
  const mine = opened(world)
  world.refuse('nft.CollectionExists', alice, open({ name: 'Another' }))
  const theirs = opened(world, {}, bob)
  expect(theirs).not.toBe(mine)
  expect(opened(world, { salt: hashOf('second') })).not.toBe(mine)
})

test('a collection without a name, without room or with an endless royalty is refused before it costs anything', () => {
  const world = new World()
  const refused = (terms: Parameters<typeof open>[0], code: string) =>
    expect(() => world.transaction(alice, [open(terms)])).toThrow(expect.objectContaining({ code }))
  refused({ name: '' }, 'nft.NameRequired')
  refused({ maxSupply: 0n }, 'nft.BadLimit')
  refused({ editions: 0 }, 'nft.BadLimit')
  refused({ royaltyBps: 5_001 }, 'nft.RoyaltyTooHigh')
  world.apply(alice, open({ royaltyBps: 5_000 }))
})

test('only the creator and approved minters mint', () => {
  const world = new World()
  const collection = opened(world)
  world.refuse('nft.NotMinter', bob, mintOf(collection, 'moon'))
  world.refuse('nft.NotCreator', bob, setMinter(collection, bob, true))
  const [event] = world.apply(alice, setMinter(collection, bob, true))
  expect(event?.data).toEqual({ collection, minter: bob, allowed: true })
  expect(nftQueries.mayMint(world, collection, bob)).toBe(true)
  const [mint] = world.apply(bob, mintOf(collection, 'moon'))
  expect(mint?.data).toMatchObject({ creator: bob, to: alice })
  world.apply(alice, setMinter(collection, bob, false))
  expect(nftQueries.mayMint(world, collection, bob)).toBe(false)
  expect(nftQueries.mayMint(world, collection, alice)).toBe(true)
  world.refuse('nft.NotMinter', bob, mintOf(collection, 'star'))
})

test('a frozen collection takes no more items, for ever', () => {
  const world = new World()
  const collection = opened(world)
  minted(world, collection)
  world.refuse('nft.NotCreator', bob, freeze(collection))
  world.apply(alice, freeze(collection))
  world.refuse('nft.CollectionFrozen', alice, mintOf(collection, 'star'))
  world.refuse('nft.CollectionFrozen', alice, freeze(collection))
})

test('burning makes no room under maxSupply', () => {
  const world = new World()
  const collection = opened(world, { maxSupply: 2n })
  const item = minted(world, collection, 'moon')
  minted(world, collection, 'star')
  world.apply(alice, callOf(nft, 'burn', { item }))
  world.refuse('nft.SupplyReached', alice, mintOf(collection, 'sun'))
  expect(world.brokenInvariants()).toEqual([])
})

test('what is not there is named', () => {
  const world = new World()
  world.refuse('nft.UnknownCollection', alice, mintOf(hashOf('nowhere'), 'moon'))
  world.refuse('nft.UnknownCollection', alice, setMinter(hashOf('nowhere'), bob, true))
  world.refuse('nft.UnknownItem', alice, callOf(nft, 'burn', { item: hashOf('nothing') }))
})

test('a collection that counts wrongly is noticed', () => {
  const world = new World()
  const id = opened(world, { maxSupply: 1n })
  const item = minted(world, id)
  const collection = nftState.collections.get(world, id)
  if (collection === undefined) throw new Error('the collection is there')
  nftState.collections.set(world, id, { ...collection, minted: 2n, burned: 1n })
  expect(world.brokenInvariants()).toEqual([
    expect.stringContaining('nft.suppliesAddUp'),
    expect.stringContaining('nft.contentIsIndexed'),
  ])
  nftState.collections.set(world, id, { ...collection, minted: 0n, burned: 0n })
  expect(world.brokenInvariants()[0]).toContain('has 1 items, 0 were minted')
  nftState.collections.delete(world, id)
  expect(world.brokenInvariants()).toContain(`nft.itemsAreAtHome: item ${item} has no collection`)
})
