import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from '@demiurge/sdk'
import { CommandError } from './error.ts'

/** Where a folder was minted: `mint.json` beside its pieces. It holds nothing secret. */
export interface MintRecord {
  readonly chainId: string
  readonly collection: string
  readonly creator: string
}

/** The name of the record's file. */
export const MINT_RECORD_FILE = 'mint.json'

/** Writes the record, whole or not at all. */
export async function writeMintRecord(folder: string, record: MintRecord): Promise<void> {
  const partial = join(folder, `${MINT_RECORD_FILE}.part`)
  await writeFile(partial, `${JSON.stringify(record, undefined, 2)}\n`)
  await rename(partial, join(folder, MINT_RECORD_FILE))
}

/** Whether the folder was minted, or its minting begun. */
export async function isMinted(folder: string): Promise<boolean> {
  return (await stat(join(folder, MINT_RECORD_FILE)).catch(() => undefined)) !== undefined
}

/** Reads the record. Throws CommandError `collection.NotMinted` when there is none that can be read. */
export async function readMintRecord(folder: string): Promise<MintRecord> {
  try {
    const { chainId, collection, creator } = Object(
      JSON.parse(await readFile(join(folder, MINT_RECORD_FILE), 'utf8')),
    )
    if ([chainId, collection, creator].every((each) => typeof each === 'string'))
      return { chainId, collection, creator }
  } catch (cause) {
    throw notMinted(folder, cause)
  }
  throw notMinted(folder)
}

/**
 * The collection that a folder was minted or opened as: what its record says or, where it has none (an archive of the studio's, say), what
 * the account makes of pieces with this provenance (hex), if the chain knows it; then the record is written. Throws CommandError
 * `collection.NotMinted`.
 */
export async function findMinted(
  folder: string,
  client: Client,
  { account, provenance }: { readonly account: string; readonly provenance: string },
): Promise<string> {
  try {
    return (await readMintRecord(folder)).collection
  } catch (notRecorded) {
    const [{ findCollection, mintedCollectionId }, { showAccount }] = await Promise.all([
      import('@demiurge/sdk'),
      import('./client.ts'),
    ])
    const collection = mintedCollectionId(account, provenance)
    if ((await findCollection(client, collection)) === undefined) throw notRecorded
    const { chain } = await client.trust()
    await writeMintRecord(folder, { chainId: chain.chainId, collection, creator: showAccount(account) })
    return collection
  }
}

function notMinted(folder: string, cause?: unknown): CommandError {
  return new CommandError(
    'collection.NotMinted',
    `${folder} does not say where it was minted (${MINT_RECORD_FILE}): demiurge nft mint-collection ${folder} mints it; if you did elsewhere, use the wallet that did`,
    { cause },
  )
}
