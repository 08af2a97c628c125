import type { Client, CollectionVerification, Verification } from '@demiurge/sdk'
import { UsageError } from './error.ts'
import type { Terminal } from './terminal.ts'

/** What is told at the end of every verification. */
export type Conclusion = Pick<Verification, 'checks' | 'summary' | 'verdict'>

/** What an identifier can be of. */
export type IdentifierKind = 'item' | 'collection' | 'transaction'

/** Whether a word has the form of an identifier. */
export function isIdentifier(word: string): boolean {
  return /^0x[0-9a-f]{64}$/i.test(word)
}

/**
 * Verifies whatever has this identifier, or what `kind` says that it is. The node is only asked what it might be: what it says is then proven. Throws
 * UsageError when it knows nothing of that name.
 */
export async function verifyIdentifier(
  client: Client,
  id: string,
  { kind, terminal }: { readonly kind: IdentifierKind | undefined; readonly terminal: Terminal },
): Promise<Conclusion> {
  const found = kind ?? (await findKind(client, id))
  if (found === 'item') return client.verifyItem(id)
  if (found === 'transaction') return client.verifyTransaction(id)
  const progress = terminal.progress('Works')
  const onProgress = (done: number, total: number): void => progress.update(done / Math.max(1, total))
  return concluded(await client.verifyCollection(id, { onProgress }).finally(progress.end))
}

async function findKind(client: Client, id: string): Promise<IdentifierKind> {
  if (await isKnown(client.request('nft_getItem', { id }))) return 'item'
  if (await isKnown(client.request('nft_getCollection', { id }))) return 'collection'
  if (await isKnown(client.request('tx_get', { id }))) return 'transaction'
  throw new UsageError(`the node knows no item, collection or transaction ${id}`)
}

/** What the node answers of something that it does not know. */
const UNKNOWN: readonly unknown[] = ['nft.UnknownItem', 'nft.UnknownCollection', 'tx.NotFound']

async function isKnown(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (error) {
    if (UNKNOWN.includes((error as { code?: unknown }).code)) return false
    throw error
  }
}

/** The verdict on a collection, as it is given on everything else. */
function concluded({ collection, checks, living, burned, owners }: CollectionVerification): Conclusion {
  if (collection === undefined) return { checks, verdict: 'unknown', summary: 'There is no such collection.' }
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name)
  if (failed.length > 0)
    return {
      checks,
      verdict: 'unverifiable',
      summary: `Not everything of the collection holds. Failed: ${failed.join(', ')}.`,
    }
  const gone = burned === 0 ? '' : `, burned ${burned}`
  return {
    checks,
    verdict: 'authentic',
    summary: `"${collection.name}" is proven whole: works ${living}, owners ${owners}${gone}.`,
  }
}
