import { encode } from '@demiurge/codec'
import { LIMITS } from '@demiurge/ledger'
import { expect, test } from 'vitest'
import { itemId, nft, nftQueries } from '../../src/index.ts'
import { alice, bob, callOf, World } from '../world.ts'
import { hashOf, NOTHING, opened } from './works.ts'

const worksFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ending: `${first + i}.json`,
    metadataHash: hashOf(`metadata of ${first + i}`),
    contentHash: hashOf(first + i),
    provenanceHash: NOTHING,
  }))
const batch = (collection: string, works: ReturnType<typeof worksFrom>, baseUri = 'ipfs://night/') =>
  callOf(nft, 'mintBatch', { collection, to: bob, royaltyBps: null, soulbound: false, baseUri, works })

test('ten thousand items are minted in batches of a thousand', () => {
  const world = new World()
  const collection = opened(world, { maxSupply: 10_000n })
  for (let first = 1; first <= 10_000; first += 1_000) {
    const events = world.apply(alice, batch(collection, worksFrom(first, 1_000)))
    expect(events).toHaveLength(1_000)
    world.nextCommit()
  }
  expect(nftQueries.findCollection(world, collection)).toMatchObject({ minted: 10_000n, burned: 0n })
  expect(nftQueries.findItem(world, itemId(collection, 7_777n))).toMatchObject({
    serial: 7_777n,
    owner: bob,
    creator: alice,
    metadataUri: 'ipfs://night/7777.json',
    contentHash: hashOf(7_777),
  })
  expect(nftQueries.findContent(world, hashOf(10_000))?.first).toBe(itemId(collection, 10_000n))
  expect(world.brokenInvariants()).toEqual([])
})

test('a batch of a thousand fits a transaction, keys and signature included', () => {
  const works = worksFrom(9_000, 1_000)
  const params = encode(nft.calls.mintBatch.params, {
    collection: hashOf('any'),
    to: bob,
    royaltyBps: null,
    soulbound: false,
    baseUri: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/',
    works,
  })
  expect(params.length).toBeLessThan(LIMITS.transactionBytes - 1_952 - 3_309 - 1_000)
})

test('a batch pays for every item', () => {
  const world = new World()
  const collection = opened(world)
  const weigh = (count: number) =>
    world.transaction(alice, [batch(collection, worksFrom(1, count))]).prepared.weight
  expect(weigh(1_000) - weigh(999)).toBe(weigh(2) - weigh(1))
  expect(weigh(1_000)).toBeGreaterThan(999 * 4_000)
})

test('one wrong work keeps the whole batch out', () => {
  const world = new World()
  const collection = opened(world, { maxSupply: 10n })
  world.refuse('nft.ContentAlreadyMinted', alice, batch(collection, [...worksFrom(1, 3), ...worksFrom(2, 1)]))
  world.refuse('nft.SupplyReached', alice, batch(collection, worksFrom(1, 11)))
  expect(nftQueries.findCollection(world, collection)?.minted).toBe(0n)
  world.apply(alice, batch(collection, worksFrom(1, 10)))
})

test('an empty batch, one of too many and one with an empty content are refused before they cost anything', () => {
  const world = new World()
  const collection = opened(world)
  const submit = (works: ReturnType<typeof worksFrom>) => () =>
    world.transaction(alice, [batch(collection, works)])
  expect(submit([])).toThrow(expect.objectContaining({ code: 'nft.EmptyBatch' }))
  expect(submit(worksFrom(1, 1_001))).toThrow('longer than 1000')
  const [work] = worksFrom(1, 1)
  if (work === undefined) throw new Error('one work')
  expect(submit([{ ...work, contentHash: NOTHING }])).toThrow(
    expect.objectContaining({ code: 'nft.ContentRequired' }),
  )
})

test('base and ending at their longest make a metadata URI that state can hold', () => {
  const world = new World()
  const collection = opened(world)
  const [work] = worksFrom(1, 1)
  if (work === undefined) throw new Error('one work')
  world.apply(alice, batch(collection, [{ ...work, ending: 'é'.repeat(32) }], 'é'.repeat(96)))
  expect(world.snapshot().size).toBeGreaterThan(0)
  expect(nftQueries.findItem(world, itemId(collection, 1n))?.metadataUri).toBe('é'.repeat(128))
})
