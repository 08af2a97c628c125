import { statSync } from 'node:fs'
import { readId } from '../identifier.ts'
import { readMintRecord } from '../mint-record.ts'

/** The collection that a word means: its identifier, or the folder that was opened or minted as it. Throws UsageError or CommandError. */
export async function readCollectionId(word: string): Promise<string> {
  if (statSync(word, { throwIfNoEntry: false })?.isDirectory() === true)
    return (await readMintRecord(word)).collection
  return readId(word, 'collection')
}
