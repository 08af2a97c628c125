import { ApiError, type TransactionStatus } from '@demiurge/api'
import { SignedStatement, STATEMENT_VERSION, signStatement } from '@demiurge/art'
import { encode, toHex } from '@demiurge/codec'
import { H, type Signer } from '@demiurge/crypto'
import { collectionId } from '@demiurge/modules'
import { assetUri } from '../assets.ts'
import type { Client } from '../client.ts'
import { SdkError, TransactionError } from '../error.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'

/** The files of one piece. */
export interface PieceFiles {
  readonly image: Uint8Array
  /** Canonical JSON. */
  readonly metadata: Uint8Array
}

/** A finished collection to be minted; pieces are numbered from 1. */
export interface CollectionWork {
  readonly name: string
  readonly description: string
  /** The creator's share of later sales in ten-thousandths. */
  readonly royaltyBps: number
  /** An SPDX identifier or a URI; as the pieces' metadata have it. */
  readonly licence?: string
  /** The collection's metadata with the provenance of all pieces in it: its hash is on chain before the first piece. */
  readonly document: Uint8Array
  /** Merkle root over all pieces, SHA-256 in hex. The collection's identifier follows from it and the creator. */
  readonly provenance: string
  readonly count: number
  /** Of the images, such as `image/png`. */
  readonly mediaType: string
  readonly readPiece: (edition: number) => Promise<PieceFiles>
}

/** How a minting is followed and ended. Aborting stops between two batches; minting again goes on there. */
export interface CollectionControl {
  readonly signal?: CancelSignal
  /** Pieces in one transaction, 1 to MAX_PIECES_PER_BATCH; all of them when left out. */
  readonly batch?: number
  /** Told when the collection is open, and after every batch: how many pieces are final. */
  readonly onProgress?: (progress: { readonly minted: number; readonly total: number }) => void
}

/** A collection that is minted and final. */
export interface MintedCollection {
  readonly collection: string
  /** Pieces that this run minted; the others were there before. */
  readonly fresh: number
  readonly count: number
}

/** So many pieces of 168 bytes fit a transaction of 131,072 bytes beside the longest signatures. */
export const MAX_PIECES_PER_BATCH = 400
/** Uploads under way at once. */
const UPLOADS = 8
/** A batch that another one overtook is built anew; so often in a row without a piece having become final. */
const MOST_FAILURES = 5

const DOMAIN = new TextEncoder().encode('demiurge/collection-set/1')

/** The identifier of the collection that a creator makes of pieces with this provenance (Merkle root, hex): the same at every attempt. */
export function mintedCollectionId(creator: string, provenance: string): string {
  return collectionId(creator, saltOf(provenance))
}

function saltOf(provenance: string): string {
  return toHex(H(DOMAIN, Uint8Array.fromHex(provenance)))
}

/**
 * Mints a whole collection in order of edition, the serial of each item being its edition: opens it with the hash of its provenance, then
 * stores files and signed statements and mints batch by batch. What the chain has already is not minted again, whenever an earlier run
 * ended: the chain takes each content once, and batches follow what it says is minted. Throws ApiError, TransactionError, and SdkError
 * `mint.OtherCollection` when the collection on chain was opened with another document.
 */
export async function mintCollection(
  client: Client,
  signer: Signer,
  work: CollectionWork,
  { signal, batch = MAX_PIECES_PER_BATCH, onProgress }: CollectionControl = {},
): Promise<MintedCollection> {
  const collection = mintedCollectionId(signer.address, work.provenance)
  const { chain } = await client.trust()
  await openCollection(client, signer, work, collection)
  const before = await mintedSoFar(client, collection)
  let minted = before
  let failures = 0
  while (minted < work.count) {
    onProgress?.({ minted, total: work.count })
    checkSignal(signal)
    const size = Math.min(batch, MAX_PIECES_PER_BATCH, work.count - minted)
    const editions = Array.from({ length: size }, (_, i) => minted + 1 + i)
    const works = await inParallel(editions, (edition) => storePiece(client, signer, work, edition))
    const terms = { collection, to: signer.address, royaltyBps: null, soulbound: false }
    const draft = client.tx.nft.mintBatch({ ...terms, baseUri: assetUri(chain.chainId, '0x'), works })
    const failure = await settled(draft.sign(signer).submit().watch())
    const now = await mintedSoFar(client, collection)
    failures = now > minted ? 0 : failures + 1
    // A batch of a run that was killed may come in between: then ours fails, and what is left is built from what the chain has now.
    if (failure !== undefined && failures >= MOST_FAILURES) throw failure
    minted = now
  }
  onProgress?.({ minted, total: work.count })
  return { collection, fresh: minted - before, count: work.count }
}

/** The error of a transaction that had no effect; undefined when it took effect. Throws what is no such thing. */
async function settled(watched: Promise<TransactionStatus>): Promise<TransactionError | undefined> {
  try {
    await watched
    return undefined
  } catch (error) {
    if (error instanceof TransactionError) return error
    throw error
  }
}

async function openCollection(
  client: Client,
  signer: Signer,
  work: CollectionWork,
  id: string,
): Promise<void> {
  const asset = await client.upload(work.document, 'application/json')
  const found = await findCollection(client, id)
  if (found === undefined) {
    const { name, description, royaltyBps } = work
    const opening = client.tx.nft.createCollection({
      salt: saltOf(work.provenance),
      name,
      description,
      royaltyBps,
      metadataUri: asset.uri,
      metadataHash: asset.sha256,
      maxSupply: BigInt(work.count),
      editions: 1,
      soulbound: false,
      mutableMetadata: false,
    })
    await opening.sign(signer).submit().watch()
  } else if (found.metadataHash !== asset.sha256)
    throw new SdkError(
      'mint.OtherCollection',
      `collection ${id} was opened with metadata ${found.metadataHash}, these have ${asset.sha256}: the same pieces were minted under another name or royalty`,
    )
}

async function findCollection(client: Client, id: string) {
  try {
    return (await client.request('nft_getCollection', { id })).collection
  } catch (error) {
    if (error instanceof ApiError && error.code === 'nft.UnknownCollection') return undefined
    throw error
  }
}

async function mintedSoFar(client: Client, id: string): Promise<number> {
  return Number((await findCollection(client, id))?.minted ?? 0n)
}

/** Stores a piece's files and its creator's signed statement; the batch's entry for it. */
async function storePiece(client: Client, signer: Signer, work: CollectionWork, edition: number) {
  const { image, metadata } = await work.readPiece(edition)
  const [asset, document] = await Promise.all([
    client.upload(image, work.mediaType),
    client.upload(metadata, 'application/json'),
  ])
  const statement = signStatement(
    {
      version: STATEMENT_VERSION,
      asset: { sha256: asset.sha256, mediaType: work.mediaType, bytes: BigInt(image.length) },
      metadata: { sha256: document.sha256, bytes: BigInt(metadata.length) },
      recipe: null,
      creator: signer.address,
      createdAtMs: BigInt(client.environment.nowMs()),
      previous: null,
      note: `Piece ${edition} of ${work.count}, provenance ${work.provenance}`,
      licence: work.licence ?? null,
    },
    signer,
  )
  const signed = await client.upload(encode(SignedStatement, statement), 'application/octet-stream')
  return {
    ending: document.sha256.slice(2),
    metadataHash: document.sha256,
    contentHash: asset.sha256,
    provenanceHash: signed.sha256,
  }
}

/** Runs an action for each value, a few at once, and keeps the order of the results. */
async function inParallel<T, R>(values: readonly T[], action: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let i = next++; i < values.length; i = next++) {
      const value = values[i]
      if (value !== undefined) results[i] = await action(value)
    }
  }
  await Promise.all(Array.from({ length: UPLOADS }, lane))
  return results
}
