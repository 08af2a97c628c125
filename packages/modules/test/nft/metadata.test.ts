import { expect, test } from 'vitest'
import { nft, nftQueries, nftState } from '../../src/index.ts'
import { alice, bob, callOf, World } from '../world.ts'
import { hashOf, minted, opened } from './works.ts'

const setTrait = (item: string, name: string, value: string) => callOf(nft, 'setTrait', { item, name, value })
const update = (item: string, version: number) =>
  callOf(nft, 'updateMetadata', {
    item,
    metadataUri: `ipfs://v${version}`,
    metadataHash: hashOf(`v${version}`),
  })
const freeze = (item: string) => callOf(nft, 'freezeMetadata', { item })

test('metadata cannot change unless the collection said so', () => {
  const world = new World()
  const item = minted(world, opened(world))
  world.refuse('nft.MetadataFrozen', alice, update(item, 2))
  world.refuse('nft.MetadataFrozen', alice, freeze(item))
})

test('a creator updates metadata until they freeze them, and never the content', () => {
  const world = new World()
  const collection = opened(world, { mutableMetadata: true })
  const item = minted(world, collection, 'moon', { to: bob })
  world.refuse('nft.NotCreator', bob, update(item, 2))
  const [event] = world.apply(alice, update(item, 2))
  expect(event).toEqual({
    name: 'nft.metadataUpdated',
    data: { item, collection, metadataUri: 'ipfs://v2', metadataHash: hashOf('v2') },
  })
  expect(nftQueries.findItem(world, item)).toMatchObject({
    metadataUri: 'ipfs://v2',
    contentHash: hashOf('moon'),
  })
  world.refuse('nft.NotCreator', bob, freeze(item))
  world.apply(alice, freeze(item))
  world.refuse('nft.MetadataFrozen', alice, update(item, 3))
})

test('a trait keeps every value it ever had', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection)
  for (const value of ['new', 'waxing', 'full']) {
    world.apply(alice, setTrait(item, 'phase', value))
    world.nextCommit()
  }
  world.apply(alice, setTrait(item, 'place', 'Lisboa'))
  expect(nftQueries.traitHistoryOf(world, item, 'phase')).toEqual([
    { value: 'new', version: 1, height: 1n },
    { value: 'waxing', version: 2, height: 2n },
    { value: 'full', version: 3, height: 3n },
  ])
  expect(nftQueries.traitsOf(world, item)).toEqual([
    { name: 'phase', value: 'full', version: 3, height: 3n },
    { name: 'place', value: 'Lisboa', version: 1, height: 4n },
  ])
  expect(nftQueries.traitHistoryOf(world, item, 'colour')).toEqual([])
  expect(world.brokenInvariants()).toEqual([])
})

test('a change of a trait is told with its version', () => {
  const world = new World()
  const collection = opened(world)
  const item = minted(world, collection)
  const events = world.apply(alice, setTrait(item, 'phase', 'new'), setTrait(item, 'phase', 'full'))
  expect(events.map(({ data }) => data)).toEqual([
    { item, collection, name: 'phase', value: 'new', version: 1 },
    { item, collection, name: 'phase', value: 'full', version: 2 },
  ])
})

test('only the creator sets traits, whoever owns the item', () => {
  const world = new World()
  const item = minted(world, opened(world), 'moon', { to: bob })
  world.refuse('nft.NotCreator', bob, setTrait(item, 'phase', 'full'))
  world.apply(alice, setTrait(item, 'phase', 'full'))
})

test('an item has at most 64 traits, each with a name', () => {
  const world = new World()
  const item = minted(world, opened(world))
  world.apply(alice, ...Array.from({ length: 64 }, (_, i) => setTrait(item, `trait ${i}`, String(i))))
  world.refuse('nft.TooManyTraits', alice, setTrait(item, 'one more', ''))
  world.apply(alice, setTrait(item, 'trait 63', 'changed'))
  expect(() => world.transaction(alice, [setTrait(item, '', 'x')])).toThrow(
    expect.objectContaining({ code: 'nft.NameRequired' }),
  )
})

test('a burned item’s traits stay readable and change no more', () => {
  const world = new World()
  const item = minted(world, opened(world))
  world.apply(alice, setTrait(item, 'phase', 'full'), callOf(nft, 'burn', { item }))
  expect(nftQueries.traitsOf(world, item)).toHaveLength(1)
  world.refuse('nft.UnknownItem', alice, setTrait(item, 'phase', 'new'))
  expect(world.brokenInvariants()).toEqual([])
})

test('a history with a gap is noticed, and one that is too long', () => {
  const world = new World()
  const item = minted(world, opened(world))
  world.apply(alice, setTrait(item, 'phase', 'new'), setTrait(item, 'phase', 'full'))
  const first = { item, name: 'phase', version: 1 }
  const trait = nftState.traitHistory.get(world, first)
  if (trait === undefined) throw new Error('the first version is there')
  nftState.traitHistory.delete(world, first)
  expect(world.brokenInvariants()[0]).toContain('version 1 of trait "phase"')
  nftState.traitHistory.set(world, first, trait)
  nftState.traitHistory.set(world, { ...first, version: 9 }, trait)
  expect(world.brokenInvariants()[0]).toContain('2 earlier values are kept')
  nftState.traitNames.set(world, item, ['phase', 'phase2'])
  expect(world.brokenInvariants()[0]).toContain('2 traits are named')
})
