import type { EncodedCall } from '@demiurge/runtime'
import fc from 'fast-check'
import { collectionId, itemId, nft } from '../../src/index.ts'
import { probe } from '../probe.ts'
import { callOf, people } from '../world.ts'
import { claimOf, closeOf, openDropOf, PUBLIC, revealOf, termsOf } from './drop-works.ts'
import { hashOf, mintOf, NOTHING, open } from './works.ts'

// Few salts, serials and contents, so that calls meet each other's items often and collide sometimes.
const CREATORS = people.slice(0, 1)
const SALTS = [hashOf('a'), hashOf('b'), hashOf('c')]
const salt = fc.constantFrom(...SALTS)
const someone = fc.constantFrom(...people)
const collection = fc
  .tuple(fc.constantFrom(...CREATORS), salt)
  .map(([creator, s]) => collectionId(creator, s))
const item = fc.tuple(collection, fc.bigInt({ min: 1n, max: 4n })).map(([id, serial]) => itemId(id, serial))
const content = fc.nat(12)
const royaltyBps = fc.option(fc.nat(6_000), { nil: null })
const allowed = fc.boolean()

const terms = fc.record({
  salt,
  maxSupply: fc.option(fc.bigInt({ min: 1n, max: 8n }), { nil: null }),
  editions: fc.constantFrom(1, 1, 2),
  royaltyBps: fc.nat(5_000),
  soulbound: fc.constantFrom(false, false, true),
  mutableMetadata: allowed,
})

const batch = fc
  .record({ collection, to: someone, contents: fc.array(content, { minLength: 1, maxLength: 4 }) })
  .map(({ collection: id, to, contents }) =>
    callOf(nft, 'mintBatch', {
      collection: id,
      to,
      royaltyBps: null,
      soulbound: false,
      baseUri: 'ipfs://batch/',
      works: contents.map((c) => ({
        ending: String(c),
        metadataHash: hashOf(`m${c}`),
        contentHash: hashOf(c),
        provenanceHash: NOTHING,
      })),
    }),
  )

const PIECES = 6
const ALWAYS = { ...PUBLIC, startMs: 0n, endMs: 2n ** 60n, price: 5_000n }
const phases = fc.constantFrom(
  [ALWAYS],
  [
    { ...ALWAYS, perAccount: 2 },
    { ...ALWAYS, supply: 3 },
  ],
)
const dropCall: fc.Arbitrary<EncodedCall> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc
      .tuple(collection, phases)
      .map(([id, p]) => openDropOf(id, termsOf(PIECES, { phases: p, revealByMs: 2n ** 60n }))),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(collection, fc.integer({ min: 1, max: 3 }), fc.nat({ max: 1 }))
      .map(([id, count, phase]) => claimOf(id, count, { pieces: PIECES, phase, price: 5_000n })),
  },
  { weight: 1, arbitrary: collection.map(closeOf) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(collection, fc.integer({ min: 1, max: PIECES }))
      .map(([id, count]) => revealOf(id, { pieces: PIECES, count })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(collection, fc.bigInt({ min: 1n, max: 4n })).map(([id, serial]) =>
      callOf(nft, 'updateMetadataBatch', {
        collection: id,
        baseUri: 'ipfs://v2/',
        updates: [{ serial, ending: 'new', metadataHash: NOTHING }],
      }),
    ),
  },
)

/** Invents calls of the module, and uses of its port. */
export const nftCall: fc.Arbitrary<EncodedCall> = fc.oneof(
  { weight: 2, arbitrary: terms.map(open) },
  { weight: 6, arbitrary: dropCall },
  {
    weight: 6,
    arbitrary: fc
      .tuple(collection, content, fc.record({ to: someone, royaltyBps, soulbound: allowed }))
      .map(([id, c, changes]) =>
        mintOf(id, c, { ...changes, royaltyBps: Math.min(changes.royaltyBps ?? 0, 5_000) }),
      ),
  },
  { weight: 2, arbitrary: batch },
  { weight: 3, arbitrary: fc.record({ item, to: someone }).map((p) => callOf(nft, 'transfer', p)) },
  { weight: 2, arbitrary: fc.record({ item, to: someone }).map((p) => callOf(nft, 'approve', p)) },
  { weight: 1, arbitrary: fc.record({ item }).map((p) => callOf(nft, 'revoke', p)) },
  { weight: 2, arbitrary: fc.record({ item }).map((p) => callOf(nft, 'burn', p)) },
  {
    weight: 1,
    arbitrary: fc.record({ operator: someone, allowed }).map((p) => callOf(nft, 'setOperator', p)),
  },
  {
    weight: 1,
    arbitrary: fc.record({ collection, minter: someone, allowed }).map((p) => callOf(nft, 'setMinter', p)),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ item, name: fc.constantFrom('phase', 'place'), value: fc.string({ maxLength: 8 }) })
      .map((p) => callOf(nft, 'setTrait', p)),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ item, metadataUri: fc.constant('ipfs://new'), metadataHash: fc.constant(NOTHING) })
      .map((p) => callOf(nft, 'updateMetadata', p)),
  },
  { weight: 1, arbitrary: fc.record({ item }).map((p) => callOf(nft, 'freezeMetadata', p)) },
  {
    weight: 1,
    arbitrary: fc.record({ item, royaltyBps: fc.nat(600) }).map((p) => callOf(nft, 'setRoyalty', p)),
  },
  {
    weight: 1,
    arbitrary: fc.record({ item }).map((p) => callOf(probe, 'lockItem', { ...p, reason: 'vault' })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ item }).map((p) => callOf(probe, 'unlockItem', { ...p, reason: 'vault' })),
  },
)

/** Opens every collection that the other calls speak of, so that a history need not wait for chance to do it. */
export const opening = fc.tuple(
  ...CREATORS.flatMap((sender) =>
    SALTS.map((s, i) =>
      fc.tuple(terms, phases).map(([t, p]) => ({
        sender,
        // The last of them has a drop.
        calls: [
          open({ ...t, salt: s }),
          ...(i < SALTS.length - 1
            ? []
            : [openDropOf(collectionId(sender, s), termsOf(PIECES, { phases: p, revealByMs: 2n ** 60n }))]),
        ],
      })),
    ),
  ),
)
