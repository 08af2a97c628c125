import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from '@demiurge/codec'
import { type Collection, collectionId, type Item, itemId, nftState } from '@demiurge/modules'
import { MemoryState } from '@demiurge/state'
import { openBlobStore, openStore } from '@demiurge/store'
import { expect, test } from 'vitest'
import { NftQueries } from '../src/index/nft-queries.ts'
import { rebuildItems } from '../src/index/rebuild-items.ts'

const hash = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const [ada, bob] = [hash(1), hash(2)]

const collectionBy = (creator: string, minted: bigint, createdAt: bigint): Collection => ({
  creator,
  name: `By ${creator.slice(-1)}`,
  description: '',
  metadataUri: '',
  metadataHash: hash(0),
  maxSupply: null,
  editions: 1,
  royaltyBps: 500,
  soulbound: false,
  mutableMetadata: false,
  frozen: false,
  minted,
  burned: 1n,
  createdAt,
})

const itemOf = (collection: string, serial: bigint, owner: string, mintedAt: bigint): Item => ({
  collection,
  serial,
  edition: 1,
  owner,
  creator: ada,
  metadataUri: '',
  metadataHash: hash(100 + Number(serial)),
  contentHash: hash(200 + Number(serial)),
  provenanceHash: hash(0),
  royaltyBps: 500,
  soulbound: false,
  metadataFrozen: false,
  approved: null,
  lock: null,
  mintedAt,
})

test('lists, counts, owners and artworks are found again from the state alone', async () => {
  const state = new MemoryState()
  const [early, late] = [collectionId(ada, hash(7)), collectionId(bob, hash(7))]
  state.load(nftState.collections.keyOf(late), encode(nftState.collections.value, collectionBy(bob, 1n, 40n)))
  state.load(nftState.collections.keyOf(early), encode(nftState.collections.value, collectionBy(ada, 4n, 9n)))
  const items = [
    itemOf(early, 3n, bob, 30n),
    itemOf(late, 1n, ada, 41n),
    itemOf(early, 1n, ada, 10n),
    itemOf(early, 2n, ada, 30n),
  ]
  for (const item of items)
    state.load(nftState.items.keyOf(itemId(item.collection, item.serial)), encode(nftState.items.value, item))

  const store = await openStore({ engine: 'memory' })
  const description = { name: 'A work', description: '', image: '', mediaType: 'image/png' }
  const describe = async (metadataHash: string) =>
    metadataHash === hash(101) ? { ...description, uuid: 'urn:one' } : undefined
  await rebuildItems({ state, store, describe })

  const folder = mkdtempSync(join(tmpdir(), 'demiurge-rebuild-'))
  const queries = new NftQueries(store, state, await openBlobStore({ directory: folder }))
  const all = await queries.items({ collection: null, owner: null }, null, 10)
  expect(all.items.map(({ item }) => [item.collection, item.serial])).toEqual([
    [late, 1n],
    [early, 3n],
    [early, 2n],
    [early, 1n],
  ])
  expect(all.total).toBe(4)
  expect((await queries.items({ collection: early, owner: null }, null, 10)).items.length).toBe(3)
  const own = await queries.items({ collection: null, owner: ada }, null, 10)
  expect(own.items.map(({ item }) => item.serial)).toEqual([1n, 2n, 1n])
  expect(
    (await queries.collections(null, null, 10)).collections.map(({ id, items: held, owners }) => [
      id,
      held,
      owners,
    ]),
  ).toEqual([
    [late, 1, 1],
    [early, 3, 2],
  ])
  expect((await queries.collections(bob, null, 10)).total).toBe(1)
  expect(await queries.byArtwork('urn:one')).toBe(itemId(early, 1n))
  expect((await queries.detail(itemId(early, 2n))).history).toEqual([])
  await store.close()
  rmSync(folder, { recursive: true })
})
