import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from './error.ts'

/** Where a folder was minted: `mint.json` beside its pieces. It holds nothing secret. */
export interface MintRecord {
  readonly chainId: string
  readonly collection: string
  readonly creator: string
}

const FILE = 'mint.json'

/** Writes the record, whole or not at all. */
export async function writeMintRecord(folder: string, record: MintRecord): Promise<void> {
  const partial = join(folder, `${FILE}.part`)
  await writeFile(partial, `${JSON.stringify(record, undefined, 2)}\n`)
  await rename(partial, join(folder, FILE))
}

/** Reads the record. Throws CommandError `collection.NotMinted` when there is none that can be read. */
export async function readMintRecord(folder: string): Promise<MintRecord> {
  try {
    const { chainId, collection, creator } = Object(JSON.parse(await readFile(join(folder, FILE), 'utf8')))
    if ([chainId, collection, creator].every((each) => typeof each === 'string'))
      return { chainId, collection, creator }
  } catch (cause) {
    throw notMinted(folder, cause)
  }
  throw notMinted(folder)
}

function notMinted(folder: string, cause?: unknown): CommandError {
  return new CommandError(
    'collection.NotMinted',
    `${folder} does not say where it was minted (${FILE}): demiurge nft mint-collection ${folder} mints it`,
    { cause },
  )
}
