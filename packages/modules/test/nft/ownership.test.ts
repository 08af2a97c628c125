import { expect, test } from 'vitest'
import { nft, nftPort, nftQueries } from '../../src/index.ts'
import { probe } from '../probe.ts'
import { alice, bob, callOf, carol, World } from '../world.ts'
import { hashOf, minted, mintOf, opened } from './works.ts'

const transfer = (item: string, to: string) => callOf(nft, 'transfer', { item, to })
const approve = (item: string, to: string) => callOf(nft, 'approve', { item, to })
const revoke = (item: string) => callOf(nft, 'revoke', { item })
const burn = (item: string) => callOf(nft, 'burn', { item })
const setOperator = (operator: string, allowed: boolean) => callOf(nft, 'setOperator', { operator, allowed })
const hold = (item: string, reason: string) => callOf(probe, 'lockItem', { item, reason })
const release = (item: string, reason: string) => callOf(probe, 'unlockItem', { item, reason })

test('an owner gives an item away and cannot do it again', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection)
  const [event] = world.apply(alice, transfer(item, bob))
  expect(event).toEqual({
    name: 'nft.transferred',
    data: { item, collection, from: alice, to: bob, by: alice },
  })
  expect(nftPort.ownerOf(world, item)).toBe(bob)
  world.refuse('nft.NotOwner', alice, transfer(item, alice))
})

test('an approved account moves the item once', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection)
  const [event] = world.apply(alice, approve(item, bob))
  expect(event?.data).toEqual({ item, collection, owner: alice, approved: bob })
  world.refuse('nft.NotOwner', carol, transfer(item, carol))
  world.refuse('nft.NotOwner', bob, approve(item, bob))
  world.refuse('nft.NotOwner', bob, burn(item))
  const [moved] = world.apply(bob, transfer(item, carol))
  expect(moved?.data).toMatchObject({ from: alice, to: carol, by: bob })
  world.refuse('nft.NotOwner', bob, transfer(item, bob))
})

test('an approval can be taken back', () => {
  const world = new World()
  const item = minted(world, opened(world))
  world.refuse('nft.NotApproved', alice, revoke(item))
  world.apply(alice, approve(item, bob))
  world.refuse('nft.NotOwner', carol, revoke(item))
  const [event] = world.apply(alice, revoke(item))
  expect(event?.data).toMatchObject({ approved: null })
  world.refuse('nft.NotOwner', bob, transfer(item, bob))
})

test('an operator acts for all of an owner’s items, those to come included, until it is over', () => {
  const world = new World()
  const collection = opened(world)
  const [event] = world.apply(alice, setOperator(bob, true))
  expect(event?.data).toEqual({ owner: alice, operator: bob, allowed: true })
  const moon = minted(world, collection, 'moon')
  const star = minted(world, collection, 'star')
  world.apply(bob, approve(moon, carol), revoke(moon), transfer(moon, carol))
  world.refuse('nft.NotOwner', bob, burn(star))
  expect(nftQueries.isOperator(world, alice, bob)).toBe(true)
  world.refuse('nft.NotOwner', bob, transfer(moon, bob))
  world.apply(alice, setOperator(bob, false))
  world.refuse('nft.NotOwner', bob, transfer(star, bob))
  world.refuse('nft.OwnOperator', alice, setOperator(alice, true))
})

test('a soulbound item cannot change hands in any way, and its owner can burn it', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection, 'diploma', { to: bob, soulbound: true })
  world.refuse('nft.Soulbound', bob, transfer(item, carol))
  world.refuse('nft.Soulbound', bob, approve(item, carol))
  world.apply(bob, setOperator(carol, true))
  world.refuse('nft.Soulbound', carol, transfer(item, carol))
  world.refuse('nft.NotOwner', alice, burn(item))
  world.apply(bob, burn(item))
  expect(nftQueries.findItem(world, item)).toBeUndefined()
})

test('a soulbound collection binds every item', () => {
  const world = new World()
  const item = minted(world, opened(world, { soulbound: true }), 'diploma', { to: bob })
  world.refuse('nft.Soulbound', bob, transfer(item, carol))
})

test('a burned item stays burned', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection)
  const [event] = world.apply(alice, burn(item))
  expect(event?.data).toEqual({ item, collection, owner: alice, contentHash: hashOf('moon') })
  for (const call of [transfer(item, bob), approve(item, bob), burn(item)])
    world.refuse('nft.UnknownItem', alice, call)
  const next = minted(world, collection, 'star')
  expect(next).not.toBe(item)
  expect(nftQueries.findItem(world, next)?.serial).toBe(2n)
  expect(world.brokenInvariants()).toEqual([])
})

test('an item that a module holds stays where it is until that module lets go', () => {
  const world = new World()
  const item = minted(world, opened(world))
  world.apply(alice, hold(item, 'vault'))
  world.refuse('nft.Locked', alice, transfer(item, bob))
  world.refuse('nft.Locked', alice, approve(item, bob))
  world.refuse('nft.Locked', alice, burn(item))
  world.refuse('nft.Locked', alice, hold(item, 'dex'))
  world.refuse('nft.Locked', alice, release(item, 'dex'))
  world.apply(alice, release(item, 'vault'), transfer(item, bob))
  world.refuse('nft.Locked', alice, release(item, 'vault'))
})

test('a sale’s royalty is exact, rounded down, and the creator’s (ERC-2981)', () => {
  const world = new World()
  const item = minted(world, opened(world, { royaltyBps: 333 }), 'moon', { to: bob })
  const share = (price: bigint) => nftPort.royaltyOf(world, item, price)
  expect(share(10_000n)).toEqual({ receiver: alice, amount: 333n })
  expect(share(30n)).toEqual({ receiver: alice, amount: 0n })
  expect(share(31n).amount).toBe(1n)
  expect(share(2n ** 127n).amount).toBe((2n ** 127n * 333n) / 10_000n)
  expect(() => nftPort.royaltyOf(world, hashOf('nothing'), 1n)).toThrow(
    expect.objectContaining({ code: 'nft.UnknownItem' }),
  )
})

test('a royalty falls and never rises, and only the creator lowers it', () => {
  const world = new World()
  const item = minted(world, opened(world), 'moon', { to: bob })
  const setRoyalty = (royaltyBps: number) => callOf(nft, 'setRoyalty', { item, royaltyBps })
  world.refuse('nft.NotCreator', bob, setRoyalty(0))
  const [event] = world.apply(alice, setRoyalty(100))
  expect(event?.data).toMatchObject({ item, royaltyBps: 100 })
  world.refuse('nft.RoyaltyOnlyFalls', alice, setRoyalty(101))
  world.refuse('nft.RoyaltyOnlyFalls', alice, setRoyalty(100))
  expect(nftPort.royaltyOf(world, item, 10_000n).amount).toBe(100n)
})

test('a transfer to oneself ends an approval', () => {
  const world = new World()
  const item = minted(world, opened(world))
  world.apply(alice, approve(item, bob), transfer(item, alice))
  world.refuse('nft.NotOwner', bob, transfer(item, bob))
  world.refuse('nft.NotMinter', bob, mintOf(nftQueries.findItem(world, item)?.collection ?? '', 'star'))
})
