import type { Suites } from '@demiurge/crypto'
import { type CredentialReport, checkCredentialsBy } from '../../credentials/check.ts'

/** `checkCredentialsBy` with c2pa-ts as the reader, which is loaded only when a file has credentials: 200 kB compressed. */
export function checkCredentials(
  file: Uint8Array<ArrayBuffer>,
  options: { readonly suites: Suites },
): Promise<CredentialReport> {
  return checkCredentialsBy(
    async (...asked) => (await import('./read-manifest.ts')).readByC2paTs(...asked),
    file,
    options,
  )
}
