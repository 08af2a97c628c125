/** @module The content credentials of a whole collection, checked on worker threads. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { CredentialReport } from '../../credentials/check.ts'
import type { FinishedCollection } from './read-collection.ts'

/** What was found in the picture of a piece. */
export interface PieceCredentials {
  readonly edition: number
  readonly verdict: CredentialReport['verdict']
  /** Whose statement it is, 0x hex. */
  readonly creator: string | undefined
  readonly licence: string | undefined
  /** Who signed the C2PA claim, by name. */
  readonly claimSigner: string | undefined
  /** The first thing that does not hold, as a sentence. */
  readonly problem: string | undefined
}

/** What a thread is given: pictures that are said to have credentials, by path, each with the SHA-256 in hex of what was drawn. */
export interface CredentialsJob {
  readonly folder: string
  readonly pieces: readonly { readonly edition: number; readonly file: string; readonly drawn: string }[]
}

/**
 * Checks the content credentials of every picture that the manifest says has some (`art sign`), as `checkCredentials` does: by c2pa-rs and by
 * our own rules. In order of edition; empty for a collection without. Rejects for nothing in the files.
 */
export async function checkCollectionCredentials(
  folder: string,
  { pieces }: FinishedCollection,
  onProgress?: (share: number) => void,
): Promise<readonly PieceCredentials[]> {
  const signed = pieces.flatMap(({ edition, image: { file }, drawn }) =>
    drawn === undefined ? [] : [{ edition, file, drawn }],
  )
  const found: PieceCredentials[] = []
  const take = (each: PieceCredentials): void => {
    found.push(each)
    onProgress?.(found.length / signed.length)
  }
  const threads = Math.min(availableParallelism(), Math.ceil(signed.length / LEAST_EACH))
  const workers = Array.from({ length: threads }, (_, i) =>
    check({ folder, pieces: signed.filter((_, n) => n % threads === i) }, take),
  )
  await Promise.all(workers)
  return found.toSorted((a, b) => a.edition - b.edition)
}

/** A thread takes a while to load its reader: it is given so many pictures at least. */
const LEAST_EACH = 64

function check(job: CredentialsJob, take: (found: PieceCredentials) => void): Promise<void> {
  // `node --input-type ... -e` is about the main script; a worker, which is a file, refuses it.
  const execArgv = process.execArgv.filter((flag) => !flag.startsWith('--input-type'))
  const worker = new Worker(new URL('./check-credentials-worker.ts', import.meta.url), { execArgv })
  return new Promise((resolve, reject) => {
    worker.on('message', take)
    worker.once('error', reject)
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a thread that checks credentials ended with ${code}`)),
    )
    worker.postMessage(job)
  })
}
