import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readCollection, type SignedCollection, signCollection } from '@demiurge/art/native'
import type { Signer } from '@demiurge/crypto'
import { showAccount } from '../client.ts'
import { CommandError } from '../error.ts'
import { MINT_RECORD_FILE } from '../mint-record.ts'
import { checkCreator } from '../mintable.ts'
import { describePace } from '../pace.ts'
import type { Terminal } from '../terminal.ts'
import { openStudioKey } from './studio-key-file.ts'

/** What a folder is signed with. */
export interface SignFolderOptions {
  readonly signer: Signer
  /** The data folder, where the studio's key is. */
  readonly data: string
  readonly terminal: Pick<Terminal, 'progress'>
  readonly signal: AbortSignal
}

/**
 * Puts content credentials into the pictures of a finished collection, those that have none yet. Throws CommandError
 * `collection.Minted` for a collection that is on chain, whose files must stay as they are, `collection.OtherCreator`, and what
 * `signCollection` throws.
 */
export async function signFolder(
  folder: string,
  { signer, data, terminal, signal }: SignFolderOptions,
): Promise<SignedCollection> {
  const finished = readCollection(folder)
  checkCreator(finished, showAccount(signer.address))
  const isSigned = finished.pieces.every(({ drawn }) => drawn !== undefined)
  if (!isSigned && existsSync(join(folder, MINT_RECORD_FILE)))
    throw new CommandError(
      'collection.Minted',
      `${folder} is committed on a chain (${MINT_RECORD_FILE}): its files must stay as they are`,
    )
  const progress = terminal.progress('Credentials')
  const startedMs = performance.now()
  return signCollection({
    ...{ folder, signer, signal, key: await openStudioKey(data), nowMs: () => Date.now() },
    onProgress: ({ done, total, kept }) =>
      progress.update(
        done / total,
        describePace({ done, total, before: kept }, performance.now() - startedMs),
      ),
  }).finally(progress.end)
}
