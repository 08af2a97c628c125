import type { TransactionStatus } from '@demiurge/api'
import type { Signer } from '@demiurge/crypto'
import { assetUri } from '../assets.ts'
import type { Client } from '../client.ts'
import { TransactionError } from '../error.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { type CollectionTerms, findCollection, mintedCollectionId, openingOf } from './collection-on-chain.ts'
import { type LicensedWork, storeLicenceText } from './store-licence.ts'
import { inParallel, type StoredWork, storePiece } from './store-piece.ts'

/** A finished collection to be minted; pieces are numbered from 1. */
export interface CollectionWork extends CollectionTerms, StoredWork, LicensedWork {
  /** The collection's metadata with the provenance of all pieces in it: its hash is on chain before the first piece. */
  readonly document: Uint8Array
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
/** A batch that another one overtook is built anew; so often in a row without a piece having become final. */
const MOST_FAILURES = 5

/**
 * Mints a whole collection in order of edition, the serial of each item being its edition: opens it with the hash of its provenance, then
 * stores files and signed statements and mints batch by batch. What the chain has already is not minted again, whenever an earlier run
 * ended: the chain takes each content once, and batches follow what it says is minted. Throws ApiError, TransactionError, and SdkError
 * `mint.OtherCollection` when the collection on chain was opened with another document, `mint.OtherLicence`.
 */
export async function mintCollection(
  client: Client,
  signer: Signer,
  work: CollectionWork,
  { signal, batch = MAX_PIECES_PER_BATCH, onProgress }: CollectionControl = {},
): Promise<MintedCollection> {
  const collection = mintedCollectionId(signer.address, work.provenance)
  const { chain } = await client.trust()
  await storeLicenceText(client, work)
  const asset = await client.upload(work.document, 'application/json')
  const opening = await openingOf(client, collection, work, asset)
  if (opening !== undefined) await opening.sign(signer).submit().watch()
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

async function mintedSoFar(client: Client, id: string): Promise<number> {
  return Number((await findCollection(client, id))?.minted ?? 0n)
}
