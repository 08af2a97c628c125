/** Reads content credentials beside the page: hashes and post-quantum signatures over a whole file. Asks no node. @module */
import { type CredentialReport, NO_CREDENTIALS, splitManifestStore } from '@demiurge/art'

/** What the worker answers. `report` is undefined for a file of a kind that holds no credentials. */
export type CredentialsReply =
  | { readonly ok: true; readonly report: CredentialReport | undefined }
  | { readonly ok: false; readonly message: string }

addEventListener('message', ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  const tell = (reply: CredentialsReply): void => postMessage(reply)
  read(data).then(
    (report) => tell({ ok: true, report }),
    (error: unknown) => tell({ ok: false, message: error instanceof Error ? error.message : String(error) }),
  )
})

/** What reads and verifies is loaded for files only that have something to be read. */
async function read(file: Uint8Array<ArrayBuffer>): Promise<CredentialReport | undefined> {
  const kind = kindOf(file)
  if (kind === 'unable') return undefined
  if (kind === 'bare') return NO_CREDENTIALS
  const [{ checkCredentials }, { portableSuites }] = await Promise.all([
    import('@demiurge/art/web/credentials'),
    import('@demiurge/crypto'),
  ])
  return checkCredentials(file, { suites: portableSuites })
}

function kindOf(file: Uint8Array): 'unable' | 'bare' | 'signed' {
  try {
    return splitManifestStore(file).store === undefined ? 'bare' : 'signed'
  } catch (error) {
    // Damaged is for the check to tell.
    return Object(error).code === 'file.unknown-format' ? 'unable' : 'signed'
  }
}
