import { canonicalJson, collectionProvenance, createMetadata, type PieceHashes } from '@demiurge/art'
import { merkleHasher } from '@demiurge/crypto/native'
import { itemId, serialOf } from '@demiurge/modules'
import {
  artworkUuid,
  type Client,
  claimPieces,
  type DropWork,
  listEntries,
  openDrop,
  type PlannedPhase,
  publishList,
  type RevealWork,
  readList,
  revealDrop,
  SdkError,
  updateMetadata,
  verifyCollectionFiles,
} from '@demiurge/sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ada, bob, ChainDouble, person } from './chain-double.ts'

const COUNT = 7
const NAME = 'Tides'
const PRICE = 5_000_000n
const utf8 = new TextEncoder()
const eve = person('eve')

const sha256 = (bytes: Uint8Array): string => merkleHasher.sha256(bytes).toHex()
const filesOf = (piece: number) => ({
  image: utf8.encode(`picture ${piece}`),
  metadata: utf8.encode(
    canonicalJson(
      createMetadata({
        name: `${NAME} #${piece}`,
        description: '',
        image: `https://tides.example/${piece}.png`,
        mediaType: 'image/png',
        createdAt: '2026-01-31T12:00:00.000Z',
        uuid: artworkUuid({ piece }),
      }),
    ),
  ),
})
const pieces: readonly PieceHashes[] = Array.from({ length: COUNT }, (_, i) => {
  const { image, metadata } = filesOf(i + 1)
  return { image: sha256(image), metadata: sha256(metadata) }
})
const provenance = collectionProvenance(pieces)
const document = utf8.encode(canonicalJson({ name: NAME, demiurge: { version: 1, provenance } }))

function stage() {
  const chain = new ChainDouble()
  const client = chain.client()
  const startMs = BigInt(chain.nowMs)
  const open: PlannedPhase = {
    name: 'public',
    startMs,
    endMs: startMs + 60_000n,
    price: PRICE,
    perAccount: null,
    supply: null,
    allowlist: null,
  }
  const early = { ...open, name: 'friends', price: 0n, allowlist: [{ account: bob.address, allowance: 2 }] }
  const work: DropWork = {
    name: NAME,
    description: '',
    royaltyBps: 500,
    provenance: provenance.merkleRoot,
    count: COUNT,
    document,
    placeholder: { image: utf8.encode('a closed box'), mediaType: 'image/png' },
    phases: [early, open],
    revealByMs: startMs + 10_000_000n,
  }
  return { chain, client, work }
}

const revealing = (collection: string): RevealWork => ({
  collection,
  pieces,
  mediaType: 'image/png',
  readPiece: async (piece) => filesOf(piece),
})
const balance = async (client: Client, { address }: { address: string }) =>
  (await client.request('account_get', { address, lane: null })).free

/** A sold-out drop that is drawn. */
async function drawn() {
  const { chain, client, work } = stage()
  const { collection } = await openDrop(client, ada, work)
  await claimPieces(client, bob, { collection, count: 2 })
  await claimPieces(client, bob, { collection, count: 3 })
  await claimPieces(client, ada, { collection, count: 2, phase: 1 })
  chain.passEpochs(2)
  return { chain, client, work, collection }
}

describe('a creator opens a drop', () => {
  test('once, whatever often it is asked for, and sets terms right until the first phase begins', async () => {
    const { chain, client, work } = stage()
    const later = work.phases.map((phase) => ({ ...phase, startMs: phase.startMs + 30_000n }))
    const first = await openDrop(client, ada, { ...work, phases: later })
    expect(first.fresh).toBe(true)
    expect(await openDrop(client, ada, { ...work, phases: later })).toEqual({ ...first, fresh: false })
    expect((await openDrop(client, ada, work)).fresh).toBe(true)
    chain.nowMs += 1
    await expect(openDrop(client, ada, { ...work, phases: later })).rejects.toMatchObject({
      code: 'nft.DropStands',
    })
    const { collection } = await client.request('nft_getCollection', { id: first.collection })
    expect(collection).toMatchObject({ name: NAME, maxSupply: BigInt(COUNT), mutableMetadata: false })
  })

  test('shows nothing of the pieces', async () => {
    const { chain, client, work } = stage()
    await openDrop(client, ada, work)
    const stored = [...chain.assets.values()].map((bytes) => new TextDecoder().decode(bytes)).join('\n')
    expect(stored).toContain('Tides (sealed)')
    for (const { image, metadata } of pieces) {
      expect(stored).not.toContain(image)
      expect(stored).not.toContain(metadata)
    }
  })
})

describe('a buyer', () => {
  test('claims in the cheapest phase that takes them, with their proof, and pays the creator', async () => {
    const { client, work } = stage()
    const { collection } = await openDrop(client, ada, work)
    const before = await balance(client, ada)
    const free = await claimPieces(client, bob, { collection, count: 2 })
    expect(free).toMatchObject({ phase: 0, serials: [1n, 2n], paid: 0n })
    const seen: number[] = []
    const paid = await claimPieces(
      client,
      bob,
      { collection, count: 3 },
      { onProgress: ({ claimed }) => seen.push(claimed) },
    )
    expect(paid).toMatchObject({ phase: 1, serials: [3n, 4n, 5n], paid: 3n * PRICE })
    expect(seen).toEqual([0, 3])
    expect(await balance(client, ada)).toBe(before + 3n * PRICE)
    expect((await client.proveItem(paid.items[0] ?? '')).value?.owner).toBe(bob.address)
  })

  test('is told why not', async () => {
    const { chain, client, work } = stage()
    const { collection } = await openDrop(client, ada, work)
    const claim = (changes: object, signer = bob) =>
      claimPieces(client, signer, { collection, count: 1, ...changes })
    await expect(claim({ phase: 0 }, eve)).rejects.toMatchObject({ code: 'drop.NotListed' })
    await expect(claim({ phase: 2 })).rejects.toMatchObject({ code: 'drop.NoPhase' })
    await expect(claim({ count: COUNT + 1 })).rejects.toMatchObject({ code: 'drop.NoPhase' })
    await expect(claim({ phase: 1, maxPrice: PRICE - 1n })).rejects.toMatchObject({ code: 'drop.TooDear' })
    await expect(claim({ phase: 0, count: 3 })).rejects.toMatchObject({ code: 'nft.AllowanceUsed' })
    for (const [hash, bytes] of chain.assets)
      if (new TextDecoder().decode(bytes).includes('allowance')) chain.assets.set(hash, utf8.encode('[]'))
    await expect(claim({ phase: 0 })).rejects.toMatchObject({ code: 'asset.Mismatch' })
  })
})

describe('a reveal', () => {
  test('waits for the end of the sale and for the draw, and says so', async () => {
    const { client, work } = stage()
    const { collection } = await openDrop(client, ada, work)
    const reveal = () => revealDrop(client, ada, revealing(collection))
    await expect(reveal()).rejects.toMatchObject({ code: 'drop.NotDrawn', message: /sale goes on/ })
    await claimPieces(client, bob, { collection, count: 2 })
    await client.tx.nft.closeDrop({ collection }).sign(ada).submit().watch()
    await expect(reveal()).rejects.toThrow('seed of epoch 2')
  })

  test('that was stopped goes on where it ended, and everything is verified before and after', async () => {
    const { client, collection } = await drawn()
    const files = { collection, document, pieces }
    const before = await client.verifyCollection(collection)
    expect(before).toMatchObject({ sealed: COUNT, living: COUNT })
    expect(before.checks.every(({ ok }) => ok)).toBe(true)
    expect((await verifyCollectionFiles(client, files)).verdict).toBe('authentic')

    const stop = new AbortController()
    const stopped = revealDrop(client, ada, revealing(collection), {
      batch: 3,
      signal: stop.signal,
      onProgress: ({ revealed }) => revealed === 3 && stop.abort(new Error('stopped')),
    })
    await expect(stopped).rejects.toThrow('stopped')
    const half = await client.verifyCollection(collection)
    expect(half.sealed).toBe(COUNT - 3)
    expect((await verifyCollectionFiles(client, files)).verdict).toBe('authentic')
    const rest = await revealDrop(client, ada, revealing(collection), { batch: 3 })
    expect(rest).toMatchObject({ fresh: COUNT - 3, revealed: COUNT, sold: COUNT })
    expect((await revealDrop(client, ada, revealing(collection))).fresh).toBe(0)

    const whole = await client.verifyCollection(collection)
    expect(whole.sealed).toBe(0)
    expect(whole.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(whole.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['draw', 'provenance']))
    expect((await verifyCollectionFiles(client, files)).verdict).toBe('authentic')

    const item = itemId(collection, BigInt(serialOf(4, rest.startingIndex, COUNT)))
    const piece = await client.verifyFile(filesOf(4).image)
    expect(piece).toMatchObject({ verdict: 'authentic', item, proven: { name: 'Tides #4' } })
  })

  test('by anybody after the deadline has the same pieces and no statement', async () => {
    const { chain, client, collection, work } = await drawn()
    await expect(revealDrop(client, bob, revealing(collection))).rejects.toMatchObject({
      code: 'nft.NotCreator',
    })
    chain.nowMs = Number(work.revealByMs)
    expect((await revealDrop(client, bob, revealing(collection))).fresh).toBe(COUNT)
    const { checks } = await client.verifyCollection(collection)
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
  })

  test('of other pieces is refused before anything is sent', async () => {
    const { client, collection } = await drawn()
    const swapped = { ...revealing(collection), pieces: [...pieces].reverse() }
    await expect(revealDrop(client, ada, swapped)).rejects.toMatchObject({ code: 'drop.OtherPieces' })
    const { verdict, checks } = await verifyCollectionFiles(client, {
      ...{ collection, document },
      pieces: swapped.pieces,
    })
    expect(verdict).not.toBe('authentic')
    expect(checks.find(({ name }) => name === 'provenance')?.ok).toBe(false)
  })
})

describe('metadata of a revealed drop', () => {
  const renamed = async (edition: number) =>
    edition > 4 ? filesOf(edition).metadata : utf8.encode(`{"name":"Another ${edition}"}`)

  test('become what the files are, each under the item that its piece is, in as many batches as it takes', async () => {
    const { chain, client, work } = stage()
    const { collection } = await openDrop(client, ada, { ...work, mutableMetadata: true })
    await claimPieces(client, bob, { collection, count: COUNT, phase: 1 })
    const update = (signer = ada, batch = 3) =>
      updateMetadata(client, signer, { collection, count: COUNT, readMetadata: renamed }, { batch })
    expect(await update()).toEqual({ collection, changed: 0, same: 0 })
    chain.passEpochs(2)
    const { startingIndex } = await revealDrop(client, ada, revealing(collection))
    await expect(update(bob)).rejects.toMatchObject({ code: 'nft.NotCreator' })
    expect(await update()).toEqual({ collection, changed: 4, same: 3 })
    expect(await update()).toEqual({ collection, changed: 0, same: COUNT })
    const { value } = await client.proveItem(itemId(collection, BigInt(serialOf(2, startingIndex, COUNT))))
    expect(value?.metadataHash).toBe(`0x${sha256(await renamed(2))}`)
    expect(value?.contentHash).toBe(`0x${pieces[1]?.image}`)
    const { checks } = await verifyCollectionFiles(client, { collection, document, pieces })
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['metadata'])
  })

  test('cannot change where the drop did not say so', async () => {
    const { client, collection } = await drawn()
    await revealDrop(client, ada, revealing(collection))
    const update = updateMetadata(client, ada, { collection, count: COUNT, readMetadata: renamed })
    await expect(update).rejects.toMatchObject({ code: 'nft.MetadataFrozen' })
  })
})

describe('a list', () => {
  test('says the same whatever order it was written in, and each account finds itself', () => {
    const entries = ['a', 'b', 'c'].map((name, i) => ({ account: person(name).address, allowance: i + 1 }))
    const list = publishList(entries)
    expect(publishList([...entries].reverse())).toMatchObject({ root: list.root, bytes: list.bytes })
    expect(readList(list.bytes).root).toBe(list.root)
    for (const { account, allowance } of entries) expect(list.listingOf(account)?.allowance).toBe(allowance)
    expect(list.listingOf(eve.address)).toBeUndefined()
    expect(() => publishList([...entries, ...entries])).toThrow('twice')
    expect(() => publishList([])).toThrow('0 accounts')
  })

  test('that is none is refused, whatever it is', () => {
    const refused = (action: () => unknown) => {
      try {
        action()
      } catch (error) {
        expect(error).toBeInstanceOf(SdkError)
        expect(error).toMatchObject({ code: 'drop.BadList' })
      }
    }
    fc.assert(fc.property(fc.anything(), (value) => refused(() => publishList(listEntries(value)))))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => refused(() => readList(bytes))))
    fc.assert(fc.property(fc.json(), (json) => refused(() => readList(utf8.encode(json)))))
  })
})
