import { type Infer, toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { collectionId, itemId, nft } from '../../src/index.ts'
import { alice, callOf, type World } from '../world.ts'

type Terms = Infer<typeof nft.calls.createCollection.params>
type MintRequest = Infer<typeof nft.calls.mint.params>

/** A hash for anything that needs one. */
export const hashOf = (what: string | number): string => toHex(H(new TextEncoder().encode(String(what))))
export const NOTHING = `0x${'00'.repeat(32)}`

const TERMS: Terms = {
  salt: hashOf('salt'),
  name: 'Nocturnes',
  description: 'Twelve drawings of the same night.',
  metadataUri: 'ipfs://collection',
  metadataHash: hashOf('collection metadata'),
  maxSupply: null,
  editions: 1,
  royaltyBps: 500,
  soulbound: false,
  mutableMetadata: false,
}

/** The call that opens a collection, with the terms that a test cares about. */
export const open = (terms: Partial<Terms> = {}) => callOf(nft, 'createCollection', { ...TERMS, ...terms })

/** Opens a collection and returns its identifier. */
export function opened(world: World, terms: Partial<Terms> = {}, creator = alice): string {
  world.apply(creator, open(terms))
  return collectionId(creator, terms.salt ?? TERMS.salt)
}

/** The call that mints a work; each `content` is a different file. */
export const mintOf = (collection: string, content: string | number, changes: Partial<MintRequest> = {}) =>
  callOf(nft, 'mint', {
    collection,
    to: alice,
    royaltyBps: null,
    soulbound: false,
    metadataUri: `ipfs://${content}`,
    metadataHash: hashOf(`metadata of ${content}`),
    contentHash: hashOf(content),
    provenanceHash: hashOf(`statement on ${content}`),
    ...changes,
  })

/** Mints a work and returns the item. */
export function minted(
  world: World,
  collection: string,
  content: string | number = 'moon',
  changes: Partial<MintRequest> = {},
): string {
  const [event] = world.apply(alice, mintOf(collection, content, changes))
  const { item, serial } = event?.data ?? {}
  if (item !== itemId(collection, serial))
    throw new Error('the item has another identifier than the rule gives')
  return item
}
