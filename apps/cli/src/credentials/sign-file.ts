import { createHash } from 'node:crypto'
import {
  credentialToAssertion,
  type LicenceClaim,
  signCredential,
  signCredentials,
  splitManifestStore,
} from '@demiurge/art'
import type { Signer } from '@demiurge/crypto'
import { randomBytes } from '@demiurge/crypto/native'
import { openStudioKey } from './studio-key-file.ts'

/** What a file is signed with. */
export interface SignFileOptions {
  readonly file: Uint8Array<ArrayBuffer>
  readonly title: string
  readonly mediaType: string
  readonly signer: Signer
  readonly claim: LicenceClaim | undefined
  /** The data folder, where the studio's key is. */
  readonly data: string
}

/** Whether a PNG or JPEG has content credentials. Throws ArtError `file.damaged`. */
export function hasCredentials(file: Uint8Array): boolean {
  return splitManifestStore(file).store !== undefined
}

/** The file with content credentials inside. Throws as `signCredentials`. */
export async function signInside({
  file,
  title,
  signer,
  claim,
  data,
}: SignFileOptions): Promise<Uint8Array<ArrayBuffer>> {
  return signCredentials(file, {
    title,
    key: await openStudioKey(data),
    signer,
    createdAtMs: Date.now(),
    random: randomBytes,
    ...(claim === undefined ? {} : { claim }),
  })
}

/** The statement about a file that cannot hold it, for the file beside it: JSON. */
export function signBeside({ file, mediaType, signer, claim }: SignFileOptions): string {
  const input = {
    sha256: `0x${createHash('sha256').update(file).digest('hex')}`,
    bytes: file.length,
    mediaType,
    createdAtMs: Date.now(),
  }
  const signed = signCredential(claim === undefined ? input : { ...input, claim }, signer)
  return `${JSON.stringify(credentialToAssertion(signed))}\n`
}
