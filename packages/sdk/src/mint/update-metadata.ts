import { toHex } from '@demiurge/codec'
import { portableMerkleHasher, type Signer } from '@demiurge/crypto'
import { nftState, serialOf } from '@demiurge/modules'
import { assetUri } from '../assets.ts'
import type { Client } from '../client.ts'
import { findDrop } from '../drop/open-drop.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import { inParallel } from './store-piece.ts'

/** Metadata of a whole collection as they should be; pieces are numbered from 1. */
export interface MetadataWork {
  readonly collection: string
  readonly count: number
  /** Canonical JSON. */
  readonly readMetadata: (edition: number) => Promise<Uint8Array>
}

/** How an update is followed and ended. Aborting stops between two batches; updating again goes on there. */
export interface UpdateControl {
  readonly signal?: CancelSignal
  /** Items in one transaction, 1 to MAX_UPDATES; all of them when left out. */
  readonly batch?: number
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** Metadata that are changed, and final. */
export interface UpdatedMetadata {
  readonly collection: string
  /** Items whose metadata this run changed. */
  readonly changed: number
  /** Items whose metadata were the same already. */
  readonly same: number
}

/** So many updates of 112 bytes fit a transaction of 131,072 bytes beside the longest signatures. */
export const MAX_UPDATES = 500
/** Items in one answer. */
const PAGE = 100

/**
 * Makes the metadata of a collection's items what they are in the files: of each item whose metadata differ, batch by batch. Items of a drop
 * that are sealed, and burned ones, are left alone. Throws ApiError and TransactionError (`nft.MetadataFrozen`, `nft.NotCreator`).
 */
export async function updateMetadata(
  client: Client,
  signer: Signer,
  work: MetadataWork,
  { signal, batch = MAX_UPDATES, onProgress }: UpdateControl = {},
): Promise<UpdatedMetadata> {
  const { collection } = work
  const { chain } = await client.trust()
  const current = await currentHashes(client, collection)
  const start = (await findDrop(client, collection))?.startingIndex ?? 0
  const serial = (edition: number) => serialOf(edition, start, work.count)
  const editions = Array.from({ length: work.count }, (_, i) => i + 1)
  const hashes = await inParallel(editions, async (edition) =>
    toHex(portableMerkleHasher.sha256(await work.readMetadata(edition))),
  )
  const known = editions.filter((edition) => current.has(serial(edition)))
  const wrong = known.filter((edition) => current.get(serial(edition)) !== hashes[edition - 1])
  const size = Math.min(batch, MAX_UPDATES)
  for (let done = 0; done < wrong.length; done += size) {
    onProgress?.({ done, total: wrong.length })
    checkSignal(signal)
    const updates = await inParallel(wrong.slice(done, done + size), async (edition) => {
      const { sha256 } = await client.upload(await work.readMetadata(edition), 'application/json')
      return { serial: BigInt(serial(edition)), ending: sha256.slice(2), metadataHash: sha256 }
    })
    const baseUri = assetUri(chain.chainId, '0x')
    await client.tx.nft.updateMetadataBatch({ collection, baseUri, updates }).sign(signer).submit().watch()
  }
  onProgress?.({ done: wrong.length, total: wrong.length })
  return { collection, changed: wrong.length, same: known.length - wrong.length }
}

/** The metadata hash of every item that exists and is not sealed, by serial. */
async function currentHashes(client: Client, collection: string): Promise<ReadonlyMap<number, string>> {
  const hashes = new Map<number, string>()
  let before: bigint | null = null
  do {
    const page = await listItems(client, collection, before)
    for (const { item, burned } of page.items)
      if (!burned && item.contentHash !== nftState.UNKNOWN) hashes.set(Number(item.serial), item.metadataHash)
    before = page.next
  } while (before !== null)
  return hashes
}

function listItems(client: Client, collection: string, before: bigint | null) {
  return client.request('nft_listItems', { collection, owner: null, before, limit: PAGE })
}
