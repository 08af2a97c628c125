import { encode } from '@demiurge/codec'
import { LIMITS } from '@demiurge/ledger'
import { describe, expect, test } from 'vitest'
import { itemId, MAX_REVEAL, nft, nftQueries, startingIndex } from '../../src/index.ts'
import { StakedWorld } from '../staking/validators.ts'
import { alice, bob, callOf, carol, World } from '../world.ts'
import {
  allowlistOf,
  claimOf,
  closeOf,
  dropped,
  openDropOf,
  PRICE,
  PUBLIC,
  piece,
  revealOf,
  serialIn,
  termsOf,
} from './drop-works.ts'
import { hashOf, minted, mintOf, NOTHING, open, opened } from './works.ts'

/** A drop whose public phase goes on. */
function selling<W extends World>(world: W, pieces: number, changes = {}): { world: W; collection: string } {
  const collection = dropped(world, pieces, changes)
  world.timeMs = PUBLIC.startMs
  return { world, collection }
}

/** A sold-out drop of six pieces, three of bob and three of carol, that is drawn. */
function drawn() {
  const { world, collection } = selling(new StakedWorld(), 6)
  world.apply(bob, claimOf(collection, 3, { pieces: 6 }))
  world.apply(carol, claimOf(collection, 3, { pieces: 6 }))
  world.nextEpoch()
  world.nextEpoch()
  world.nextCommit()
  return { world, collection }
}

const itemAt = (world: World, collection: string, serial: bigint) =>
  nftQueries.findItem(world, itemId(collection, serial))

describe('a sale', () => {
  test('pays the creator to the spark and gives the buyer sealed items, in order of their claims', () => {
    const { world, collection } = selling(new World(), 10)
    const before = { alice: world.free(alice), bob: world.free(bob) }
    const events = world.apply(bob, claimOf(collection, 2))
    expect(world.free(alice)).toBe(before.alice + 2n * PRICE)
    const { fee } = world.submit(carol, [claimOf(collection)])
    expect(fee).toBeGreaterThan(0n)
    expect(events.at(-1)).toEqual({
      name: 'nft.claimed',
      data: { collection, phase: 0, by: bob, first: 1n, count: 2, paid: 2n * PRICE },
    })
    expect(itemAt(world, collection, 2n)).toMatchObject({
      owner: bob,
      creator: alice,
      edition: 0,
      contentHash: NOTHING,
      provenanceHash: NOTHING,
      metadataUri: 'ipfs://sealed',
      metadataHash: hashOf('placeholder'),
      royaltyBps: 500,
    })
    expect(itemAt(world, collection, 3n)?.owner).toBe(carol)
    expect(nftQueries.findDrop(world, collection)?.sale).toMatchObject({ sold: 3, proceeds: 3n * PRICE })
    expect(world.brokenInvariants()).toEqual([])
  })

  test('a creator who keeps pieces pays nobody and has no proceeds of it', () => {
    const { world, collection } = selling(new World(), 10)
    const before = world.free(alice)
    const { fee } = world.submit(alice, [claimOf(collection, 4)])
    expect(world.free(alice)).toBe(before - fee)
    expect(nftQueries.findDrop(world, collection)?.sale).toMatchObject({ sold: 4, proceeds: 0n })
  })

  test('is open from its first to before its last millisecond, at the price that the buyer names', () => {
    const world = new World()
    const collection = dropped(world, 10)
    world.timeMs = PUBLIC.startMs - 1n
    world.refuse('nft.PhaseNotOpen', bob, claimOf(collection))
    world.timeMs = PUBLIC.startMs
    world.refuse('nft.OtherPrice', bob, claimOf(collection, 1, { price: PRICE - 1n }))
    world.refuse('nft.UnknownPhase', bob, claimOf(collection, 1, { phase: 1 }))
    world.refuse('nft.OtherPieces', bob, claimOf(collection, 1, { provenance: hashOf('others') }))
    world.apply(bob, claimOf(collection))
    world.timeMs = PUBLIC.endMs
    world.refuse('nft.PhaseNotOpen', bob, claimOf(collection))
  })

  test('nobody claims more than a phase, an account or the drop has', () => {
    const phases = [
      { ...PUBLIC, perAccount: 3, supply: 5 },
      { ...PUBLIC, name: 'late' },
    ]
    const { world, collection } = selling(new World(), 7, { phases })
    world.refuse('nft.AllowanceUsed', bob, claimOf(collection, 4, { pieces: 7 }))
    world.apply(bob, claimOf(collection, 3, { pieces: 7 }))
    world.refuse('nft.AllowanceUsed', bob, claimOf(collection, 1, { pieces: 7 }))
    world.refuse('nft.SoldOut', carol, claimOf(collection, 3, { pieces: 7 }))
    world.apply(carol, claimOf(collection, 2, { pieces: 7 }))
    world.refuse('nft.SoldOut', bob, claimOf(collection, 3, { pieces: 7, phase: 1 }))
    world.apply(bob, claimOf(collection, 2, { pieces: 7, phase: 1 }))
    world.refuse('nft.SaleOver', bob, claimOf(collection, 1, { pieces: 7, phase: 1 }))
    expect(nftQueries.findDrop(world, collection)?.sale.byPhase).toEqual([5, 2])
    expect(nftQueries.claimedBy(world, collection, 0, bob)).toBe(3)
    expect(world.brokenInvariants()).toEqual([])
  })

  test('an allowlist lets in who is on it, with their own allowance and nobody else’s', () => {
    const { allowlist, listingOf } = allowlistOf([
      { account: carol, allowance: 1 },
      { account: bob, allowance: 2 },
      { account: alice, allowance: 9 },
    ])
    const phases = [{ ...PUBLIC, allowlist }, PUBLIC]
    const { world, collection } = selling(new World(), 10, { phases })
    const listing = listingOf(1)
    world.refuse('nft.NotListed', bob, claimOf(collection))
    world.refuse('nft.NotListed', carol, claimOf(collection, 1, { listing }))
    world.refuse('nft.NotListed', bob, claimOf(collection, 1, { listing: { ...listing, allowance: 9 } }))
    world.refuse('nft.NotListed', bob, claimOf(collection, 1, { listing: { ...listing, index: 7 } }))
    world.refuse('nft.NotListed', bob, claimOf(collection, 1, { phase: 1, listing }))
    world.apply(bob, claimOf(collection, 2, { listing }))
    world.refuse('nft.AllowanceUsed', bob, claimOf(collection, 1, { listing }))
    world.apply(carol, claimOf(collection, 1, { listing: listingOf(0) }))
  })

  test('a buyer who cannot pay gets nothing', () => {
    const { world, collection } = selling(new World(), 10, { phases: [{ ...PUBLIC, price: 10n ** 11n }] })
    world.refuse('balances.InsufficientFunds', bob, claimOf(collection, 10, { price: 10n ** 11n }))
    expect(itemAt(world, collection, 1n)).toBeUndefined()
  })

  test('sealed items change hands and can be burned, and nobody changes what they say', () => {
    const world = new World()
    const collection = opened(world, { mutableMetadata: true })
    world.apply(alice, openDropOf(collection, termsOf(4)))
    world.timeMs = PUBLIC.startMs
    world.apply(bob, claimOf(collection, 2, { pieces: 4 }))
    const item = itemId(collection, 1n)
    const update = { item, metadataUri: 'ipfs://mine', metadataHash: hashOf('mine') }
    world.refuse('nft.Sealed', alice, callOf(nft, 'updateMetadata', update))
    world.refuse('nft.Sealed', alice, callOf(nft, 'freezeMetadata', { item }))
    world.apply(bob, callOf(nft, 'transfer', { item, to: carol }))
    world.apply(carol, callOf(nft, 'burn', { item }))
    expect(world.brokenInvariants()).toEqual([])
  })
})

describe('the terms of a drop', () => {
  test('are set by the creator of an empty collection that has room', () => {
    const world = new World()
    const full = opened(world, { salt: hashOf('full') })
    minted(world, full)
    world.refuse('nft.NotEmpty', alice, openDropOf(full, termsOf(4)))
    const small = opened(world, { salt: hashOf('small'), maxSupply: 3n })
    world.refuse('nft.SupplyReached', alice, openDropOf(small, termsOf(4)))
    const frozen = opened(world, { salt: hashOf('frozen') })
    world.apply(alice, callOf(nft, 'freezeCollection', { collection: frozen }))
    world.refuse('nft.CollectionFrozen', alice, openDropOf(frozen, termsOf(4)))
    world.refuse('nft.NotCreator', bob, openDropOf(small, termsOf(3)))
    world.refuse('nft.UnknownCollection', alice, openDropOf(hashOf('none'), termsOf(3)))
    world.refuse('nft.NoDrop', bob, claimOf(small, 1, { pieces: 4 }))
  })

  test('can be set right until the first phase begins, and after a sale that ended without a buyer', () => {
    const world = new World()
    const collection = dropped(world, 4)
    world.apply(alice, openDropOf(collection, termsOf(5)))
    world.timeMs = PUBLIC.startMs
    world.refuse('nft.DropStands', alice, openDropOf(collection, termsOf(6)))
    world.apply(alice, closeOf(collection))
    const later = { ...PUBLIC, startMs: 1_070_000n, endMs: 1_080_000n }
    world.apply(alice, openDropOf(collection, termsOf(6, { phases: [later] })))
    world.timeMs = later.startMs
    // What was signed when other pieces were on sale buys none of these.
    world.refuse('nft.OtherPieces', bob, claimOf(collection, 1, { pieces: 4 }))
    world.apply(bob, claimOf(collection, 1, { pieces: 6 }))
    world.apply(alice, closeOf(collection))
    world.refuse('nft.NotEmpty', alice, openDropOf(collection, termsOf(6)))
  })

  test('close the collection to every other minting', () => {
    const { world, collection } = selling(new World(), 4)
    world.refuse('nft.InDrop', alice, mintOf(collection, 'moon'))
  })

  test.each([
    ['phases is empty', { phases: [] }],
    ['pieces is 0', { pieces: 0 }],
    ['provenance must be', { provenance: NOTHING }],
    ['reveal after that', { revealByMs: PUBLIC.endMs - 1n }],
    ['phase 0 has no name', { phases: [{ ...PUBLIC, name: '' }] }],
    ['not after its beginning', { phases: [{ ...PUBLIC, endMs: PUBLIC.startMs }] }],
    ['phase 1 begins before phase 0', { phases: [PUBLIC, { ...PUBLIC, startMs: 0n }] }],
    ['limit of 0', { phases: [{ ...PUBLIC, perAccount: 0 }] }],
    ['limit of 0', { phases: [{ ...PUBLIC, supply: 0 }] }],
    ['cost too much', { phases: [{ ...PUBLIC, price: 2n ** 127n }] }],
    ['allowlist of nobody', { phases: [{ ...PUBLIC, allowlist: { root: NOTHING, size: 0, uri: '' } }] }],
  ])('are refused before they cost anything where %s', (message, changes) => {
    const world = new World()
    const submit = () => world.transaction(alice, [openDropOf(hashOf('any'), termsOf(4, changes))])
    expect(submit).toThrow(expect.objectContaining({ code: 'nft.BadDrop' }))
    expect(submit).toThrow(message)
  })
})

describe('the draw', () => {
  test('takes the seed of the epoch after the next, which nothing that is revealed in this one makes', () => {
    const { world, collection } = selling(new StakedWorld(), 2)
    const before = world.environment.epoch
    const [, , , , closed] = world.apply(bob, claimOf(collection, 2, { pieces: 2 }))
    expect(closed).toEqual({
      name: 'nft.dropClosed',
      data: { collection, sold: 2, drawEpoch: before + 2n },
    })
    world.nextEpoch()
    world.nextCommit()
    world.refuse('nft.NotDrawn', alice, revealOf(collection, { pieces: 2 }))
    world.nextEpoch()
    world.nextCommit()
    const start = nftQueries.startingIndexOf(world, collection)
    expect(start).toBeTypeOf('number')
    // Whoever asks later, in another epoch, gets the same answer.
    world.nextEpoch()
    world.nextCommit()
    expect(nftQueries.startingIndexOf(world, collection)).toBe(start)
  })

  test('does not begin while the sale goes on; the creator ends it at any time, anybody after the last phase', () => {
    const { world, collection } = selling(new World(), 9)
    world.apply(bob, claimOf(collection, 1, { pieces: 9 }))
    world.refuse('nft.NotDrawn', alice, revealOf(collection, { pieces: 9 }))
    world.refuse('nft.SaleGoesOn', bob, closeOf(collection))
    world.timeMs = PUBLIC.endMs
    world.apply(bob, closeOf(collection))
    world.refuse('nft.SaleOver', alice, closeOf(collection))
  })

  test('gives every starting index the same chance, as far as seeds do', () => {
    const counts = [0, 0, 0, 0, 0]
    for (let i = 0; i < 2_000; i++) {
      const start = startingIndex(hashOf(`seed ${i}`), hashOf('collection'), 5)
      counts[start] = (counts[start] ?? 0) + 1
    }
    const chi = counts.reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0)
    // 4 degrees of freedom: 18.5 once in a thousand; the seeds are always the same.
    expect(chi).toBeLessThan(18.5)
  })
})

describe('a reveal', () => {
  test('makes each item the piece that the draw says, whatever order its batches come in', () => {
    const { world, collection } = drawn()
    world.apply(alice, revealOf(collection, { pieces: 6, first: 4, count: 3 }))
    const events = world.apply(alice, revealOf(collection, { pieces: 6, first: 1, count: 3 }))
    expect(events).toHaveLength(3)
    const serials = new Set<bigint>()
    for (let number = 1; number <= 6; number++) {
      const serial = serialIn(world, collection, number)
      serials.add(serial)
      expect(itemAt(world, collection, serial)).toMatchObject({
        ...piece(number),
        edition: 1,
        serial,
        metadataUri: `ipfs://true/${number}`,
        owner: serial <= 3n ? bob : carol,
      })
    }
    expect(serials.size).toBe(6)
    expect(events[0]?.data).toMatchObject({ piece: 1, serial: serialIn(world, collection, 1) })
    expect(nftQueries.findDrop(world, collection)?.sale.revealed).toBe(6)
    expect(world.brokenInvariants()).toEqual([])
  })

  test('of as many pieces as it takes fits a transaction, keys and signature included', () => {
    const works = Array.from({ length: MAX_REVEAL }, (_, i) => ({
      ...piece(i + 1),
      ending: piece(i + 1).metadataHash.slice(2),
      provenanceHash: NOTHING,
    }))
    const params = encode(nft.calls.reveal.params, {
      collection: hashOf('any'),
      first: 1,
      baseUri: `demiurge://${'c'.repeat(32)}/assets/`,
      works,
      proof: Array.from({ length: 62 }, () => NOTHING),
    })
    expect(params.length).toBeLessThan(LIMITS.transactionBytes - 1_952 - 3_309 - 1_000)
  })

  test('takes nothing but the pieces that were committed, each at its place', () => {
    const { world, collection } = drawn()
    const wrong = [
      revealOf(collection, { pieces: 6, first: 1, count: 2 }, { first: 2 }),
      revealOf(collection, { pieces: 6, first: 1, count: 2 }, { proof: [] }),
      revealOf(collection, { pieces: 7, first: 1, count: 2 }),
      revealOf(
        collection,
        { pieces: 6, first: 1, count: 1 },
        {
          works: [{ ...piece(1), metadataHash: hashOf('other'), ending: '1', provenanceHash: NOTHING }],
        },
      ),
      revealOf(collection, { pieces: 6, first: 6, count: 1 }, { first: 2 ** 32 - 1 }),
    ]
    for (const call of wrong) world.refuse('nft.WrongPieces', alice, call)
    expect(() => world.transaction(alice, [revealOf(collection, { pieces: 6 }, { first: 0 })])).toThrow(
      'from 1',
    )
  })

  test('goes on where another one ended, and passes over what was burned or never claimed', () => {
    const { world, collection } = selling(new StakedWorld(), 6)
    world.apply(bob, claimOf(collection, 4, { pieces: 6 }))
    world.apply(alice, closeOf(collection))
    world.nextEpoch()
    world.nextEpoch()
    world.nextCommit()
    world.apply(bob, callOf(nft, 'burn', { item: itemId(collection, 2n) }))
    expect(world.apply(alice, revealOf(collection, { pieces: 6 }))).toHaveLength(3)
    world.refuse('nft.NothingToReveal', alice, revealOf(collection, { pieces: 6 }))
    expect(nftQueries.findDrop(world, collection)?.sale).toMatchObject({ sold: 4, revealed: 3 })
    expect(world.brokenInvariants()).toEqual([])
  })

  test('is the creator’s until the deadline, and then anybody’s, who adds nothing of their own', () => {
    const { world, collection } = drawn()
    const honest = (number: number) => ({
      baseUri: 'demiurge://test/assets/',
      works: [{ ...piece(number), ending: piece(number).metadataHash.slice(2), provenanceHash: NOTHING }],
    })
    const reveal = (changes = {}) =>
      revealOf(collection, { pieces: 6, first: 2, count: 1 }, { ...honest(2), ...changes })
    world.refuse('nft.NotCreator', bob, reveal())
    world.timeMs = 1_100_000n
    world.refuse('nft.NotCreator', bob, reveal({ baseUri: 'https://bob.example/' }))
    const signed = honest(2).works.map((work) => ({ ...work, provenanceHash: hashOf('bob’s word') }))
    world.refuse('nft.NotCreator', bob, reveal({ works: signed }))
    world.apply(bob, reveal())
    world.apply(alice, revealOf(collection, { pieces: 6 }))
  })

  test('cannot be kept out by somebody who mints the pieces elsewhere first', () => {
    const { world, collection } = drawn()
    const { contentHash } = piece(3)
    const [created] = world.apply(bob, open({ salt: hashOf('thief') }))
    const [stolen] = world.apply(bob, mintOf(created?.data.collection, 'x', { contentHash }))
    world.apply(alice, revealOf(collection, { pieces: 6 }))
    expect(nftQueries.findContent(world, contentHash)).toEqual({ first: stolen?.data.item, copies: 2n })
    expect(itemAt(world, collection, serialIn(world, collection, 3))?.contentHash).toBe(contentHash)
    expect(world.brokenInvariants()).toEqual([])
  })
})

describe('metadata of a whole collection', () => {
  const batch = (collection: string, serials: readonly bigint[]) =>
    callOf(nft, 'updateMetadataBatch', {
      collection,
      baseUri: 'ipfs://v2/',
      updates: serials.map((serial) => ({
        serial,
        ending: String(serial),
        metadataHash: hashOf(`v2 ${serial}`),
      })),
    })

  test('change in batches where the collection allows it, burned items aside', () => {
    const world = new World()
    const collection = opened(world, { mutableMetadata: true })
    for (const content of ['a', 'b', 'c']) minted(world, collection, content)
    world.apply(alice, callOf(nft, 'burn', { item: itemId(collection, 2n) }))
    world.refuse('nft.NotCreator', bob, batch(collection, [1n]))
    world.refuse('nft.UnknownItem', alice, batch(collection, [1n, 4n]))
    world.refuse('nft.UnknownItem', alice, batch(collection, [0n]))
    const events = world.apply(alice, batch(collection, [1n, 2n, 3n]))
    expect(events.map(({ name }) => name)).toEqual(['nft.metadataUpdated', 'nft.metadataUpdated'])
    expect(itemAt(world, collection, 3n)).toMatchObject({
      metadataUri: 'ipfs://v2/3',
      metadataHash: hashOf('v2 3'),
      contentHash: hashOf('c'),
    })
    expect(() => world.transaction(alice, [batch(collection, [])])).toThrow(
      expect.objectContaining({ code: 'nft.EmptyBatch' }),
    )
  })

  test('stay as they are where it does not, and where an item is frozen or sealed', () => {
    const world = new World()
    const fixed = opened(world, { salt: hashOf('fixed') })
    minted(world, fixed, 'f')
    world.refuse('nft.MetadataFrozen', alice, batch(fixed, [1n]))
    const collection = opened(world, { mutableMetadata: true })
    world.apply(alice, openDropOf(collection, termsOf(4)))
    world.timeMs = PUBLIC.startMs
    world.apply(bob, claimOf(collection, 2, { pieces: 4 }))
    world.refuse('nft.Sealed', alice, batch(collection, [1n]))
  })
})
