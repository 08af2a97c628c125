import { encode, type Infer, toHex } from '@demiurge/codec'
import {
  Allowance,
  type Drop,
  leafHash,
  nft,
  nftQueries,
  type Phase,
  pieceLeaf,
  rangeProof,
  serialOf,
  treeRoot,
} from '../../src/index.ts'
import { alice, callOf, type World } from '../world.ts'
import { hashOf, NOTHING, opened } from './works.ts'

/** A piece of a story: its number in the creator's order, from 1, says all about it. */
export const piece = (number: number, name = 'piece') => ({
  contentHash: hashOf(`${name} ${number}`),
  metadataHash: hashOf(`metadata of ${name} ${number}`),
})
const leavesOf = (count: number, name?: string) =>
  Array.from({ length: count }, (_, i) => pieceLeaf(piece(i + 1, name)))

export const PRICE = 1_000_000n
/** Open from one second after the world begins, for a minute. */
export const PUBLIC: Phase = {
  name: 'public',
  startMs: 1_001_000n,
  endMs: 1_061_000n,
  price: PRICE,
  perAccount: null,
  supply: null,
  allowlist: null,
}

/** Terms of a drop of so many pieces. */
export function termsOf(pieces: number, changes: Partial<Drop> = {}): Drop {
  return {
    provenance: toHex(treeRoot(leavesOf(pieces))),
    pieces,
    placeholderUri: 'ipfs://sealed',
    placeholderHash: hashOf('placeholder'),
    revealByMs: 1_100_000n,
    phases: [PUBLIC],
    ...changes,
  }
}

export const openDropOf = (collection: string, terms: Drop) =>
  callOf(nft, 'openDrop', { collection, ...terms })

/** Opens a collection with a drop. */
export function dropped(world: World, pieces: number, changes: Partial<Drop> = {}): string {
  const collection = opened(world)
  world.apply(alice, openDropOf(collection, termsOf(pieces, changes)))
  return collection
}

export const claimOf = (
  collection: string,
  count = 1,
  { pieces = 10, ...changes }: Partial<Infer<typeof nft.calls.claim.params>> & { pieces?: number } = {},
) => {
  const { provenance } = termsOf(pieces)
  const wish = { collection, provenance, phase: 0, count, price: PRICE, listing: null, ...changes }
  return callOf(nft, 'claim', wish)
}

export const closeOf = (collection: string) => callOf(nft, 'closeDrop', { collection })

/** Reveals `count` pieces from number `first` on of a drop of `pieces`. */
export function revealOf(
  collection: string,
  { pieces, first = 1, count = pieces }: { pieces: number; first?: number; count?: number },
  changes: Partial<Infer<typeof nft.calls.reveal.params>> = {},
) {
  const works = Array.from({ length: count }, (_, i) => ({
    ...piece(first + i),
    ending: String(first + i),
    provenanceHash: NOTHING,
  }))
  const proof = rangeProof(leavesOf(pieces), first - 1, count).map(toHex)
  return callOf(nft, 'reveal', { collection, first, baseUri: 'ipfs://true/', works, proof, ...changes })
}

/** An allowlist as a creator makes it, and what each account on it shows. */
export function allowlistOf(entries: readonly Allowance[]) {
  const leaves = entries.map((entry) => leafHash(encode(Allowance, entry)))
  return {
    allowlist: { root: toHex(treeRoot(leaves)), size: entries.length, uri: 'ipfs://list' },
    listingOf: (index: number) => ({
      allowance: entries[index]?.allowance ?? 0,
      index,
      proof: rangeProof(leaves, index, 1).map(toHex),
    }),
  }
}

/** The serial of the item that a piece is. */
export function serialIn(world: World, collection: string, number: number): bigint {
  const start = nftQueries.startingIndexOf(world, collection)
  const pieces = nftQueries.findDrop(world, collection)?.drop.pieces
  if (start === undefined || pieces === undefined) throw new Error('the drop is not drawn')
  return BigInt(serialOf(number, start, pieces))
}
