import type { AssetView } from '@demiurge/api'
import { ApiError } from '@demiurge/api'
import { toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { type Collection, collectionId } from '@demiurge/modules'
import type { Client } from '../client.ts'
import { SdkError } from '../error.ts'
import type { Draft } from '../tx/draft.ts'

/** What a collection of finished pieces is opened with. */
export interface CollectionTerms {
  readonly name: string
  readonly description: string
  /** The creator's share of later sales in ten-thousandths. */
  readonly royaltyBps: number
  /** Merkle root over all pieces, SHA-256 in hex. The collection's identifier follows from it and the creator. */
  readonly provenance: string
  readonly count: number
  /** Whether the creator may change metadata afterwards; never when left out. */
  readonly mutableMetadata?: boolean
}

const DOMAIN = new TextEncoder().encode('demiurge/collection-set/1')

/** The identifier of the collection that a creator makes of pieces with this provenance (Merkle root, hex): the same at every attempt. */
export function mintedCollectionId(creator: string, provenance: string): string {
  return collectionId(creator, saltOf(provenance))
}

function saltOf(provenance: string): string {
  return toHex(H(DOMAIN, Uint8Array.fromHex(provenance)))
}

/**
 * The call that opens a collection whose document is stored as `asset`; undefined when it is open already. Throws SdkError
 * `mint.OtherCollection` when it was opened with another document.
 */
export async function openingOf(
  client: Client,
  id: string,
  terms: CollectionTerms,
  asset: AssetView,
): Promise<Draft | undefined> {
  const found = await findCollection(client, id)
  if (found === undefined) {
    const { name, description, royaltyBps, provenance, count, mutableMetadata = false } = terms
    return client.tx.nft.createCollection({
      salt: saltOf(provenance),
      name,
      description,
      royaltyBps,
      metadataUri: asset.uri,
      metadataHash: asset.sha256,
      maxSupply: BigInt(count),
      editions: 1,
      soulbound: false,
      mutableMetadata,
    })
  }
  if (found.metadataHash === asset.sha256) return undefined
  throw new SdkError(
    'mint.OtherCollection',
    `collection ${id} was opened with metadata ${found.metadataHash}, these have ${asset.sha256}: the same pieces were minted under another name or royalty`,
  )
}

/** The collection as the node has it; undefined when there is none. */
export async function findCollection(client: Client, id: string): Promise<Collection | undefined> {
  try {
    return (await client.request('nft_getCollection', { id })).collection
  } catch (error) {
    if (error instanceof ApiError && error.code === 'nft.UnknownCollection') return undefined
    throw error
  }
}
