import type { AssetView } from '@demiurge/api'
import { SignedStatement, STATEMENT_VERSION, signStatement } from '@demiurge/art'
import { encode, type Infer } from '@demiurge/codec'
import type { Signer } from '@demiurge/crypto'
import { ZERO_HASH } from '@demiurge/ledger'
import type { nft } from '@demiurge/modules'
import type { Client } from '../client.ts'

/** The files of one piece. */
export interface PieceFiles {
  readonly image: Uint8Array
  /** Canonical JSON. */
  readonly metadata: Uint8Array
}

/** What is known of a collection whose pieces are stored; they are numbered from 1. */
export interface StoredWork {
  /** Merkle root over all pieces, SHA-256 in hex. */
  readonly provenance: string
  readonly count: number
  /** Of the images, such as `image/png`. */
  readonly mediaType: string
  /** An SPDX identifier or a URI; as the pieces' metadata have it. */
  readonly licence?: string
  readonly readPiece: (edition: number) => Promise<PieceFiles>
}

/** A piece's entry in a batch of mints or reveals. */
export type BatchWork = Infer<typeof nft.calls.mintBatch.params>['works'][number]

/** Uploads under way at once. */
const UPLOADS = 8

/** Stores a piece's files and its creator's signed statement; the batch's entry for it, whose URI is `demiurge://<chain>/assets/` and the ending. */
export async function storePiece(
  client: Client,
  signer: Signer,
  work: StoredWork,
  edition: number,
): Promise<BatchWork> {
  const { files, asset, document } = await storeFiles(client, work, edition)
  const statement = signStatement(
    {
      version: STATEMENT_VERSION,
      asset: { sha256: asset.sha256, mediaType: work.mediaType, bytes: BigInt(files.image.length) },
      metadata: { sha256: document.sha256, bytes: BigInt(files.metadata.length) },
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
  return entryOf(asset, document, signed.sha256)
}

/** The same by somebody who is not the creator and has no statement to make. */
export async function storeUnsigned(client: Client, work: StoredWork, edition: number): Promise<BatchWork> {
  const { asset, document } = await storeFiles(client, work, edition)
  return entryOf(asset, document, ZERO_HASH)
}

async function storeFiles(client: Client, work: StoredWork, edition: number) {
  const files = await work.readPiece(edition)
  const [asset, document] = await Promise.all([
    client.upload(files.image, work.mediaType),
    client.upload(files.metadata, 'application/json'),
  ])
  return { files, asset, document }
}

function entryOf(asset: AssetView, document: AssetView, provenanceHash: string): BatchWork {
  const { sha256: metadataHash } = document
  return { ending: metadataHash.slice(2), metadataHash, contentHash: asset.sha256, provenanceHash }
}

/** Runs an action for each value, a few at once, and keeps the order of the results. */
export async function inParallel<T, R>(values: readonly T[], action: (value: T) => Promise<R>): Promise<R[]> {
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
