/** @module A thread that reads and checks the content credentials of pictures, and tells what it finds of each. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import type { CredentialsJob, PieceCredentials } from './check-credentials.ts'

enableCompileCache()
const [{ nativeSuites: suites }, { checkCredentials }] = await Promise.all([
  import('@demiurge/crypto/native'),
  import('../credentials/check.ts'),
])
if (parentPort === null) throw new Error('this is the program of a worker thread')
// Given by `checkCollectionCredentials` on the other side, in this very form.
const [{ folder, pieces }] = (await once(parentPort, 'message')) as [CredentialsJob]
for (const { edition, file, drawn } of pieces) {
  const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0))
  const { verdict, statement, checks, claimSigner } = await checkCredentials(new Uint8Array(bytes), {
    suites,
  })
  const isOther = statement !== undefined && statement.source.sha256 !== `0x${drawn}`
  const found: PieceCredentials = {
    edition,
    // The manifest says what was drawn; credentials about another picture are not those of this piece.
    verdict: isOther ? 'altered' : verdict,
    creator: statement?.creator,
    licence: statement?.licence ?? undefined,
    claimSigner: claimSigner?.name,
    problem: checks.find(({ ok }) => !ok)?.detail,
  }
  parentPort.postMessage(found)
}
parentPort.close()
