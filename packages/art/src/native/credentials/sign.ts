import { createHash } from 'node:crypto'
import type { Signer } from '@demiurge/crypto'
import { splitManifestStore } from '../../credentials/manifest-store.ts'
import {
  credentialToAssertion,
  LICENCE_LABEL,
  PROVENANCE_LABEL,
  signCredential,
} from '../../credentials/statement.ts'
import { ArtError } from '../../errors.ts'
import { isPng } from '../../files/png.ts'
import type { LicenceClaim } from '../../licences/claim.ts'
import { loadC2pa, MemoryBlob } from './c2pa.ts'
import { signatureLength, signClaim } from './cose.ts'
import type { StudioKey } from './studio-key.ts'

/** What a file is signed with. */
export interface CredentialOptions {
  /** Shown as the title of the manifest. */
  readonly title: string
  readonly key: StudioKey
  /** The creator, whose post-quantum signature goes into the file. */
  readonly signer: Signer
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  readonly claim?: LicenceClaim
  /** Whether the studio drew the file itself, which C2PA calls algorithmic media. */
  readonly isDrawn: boolean
}

/**
 * The file (PNG or JPEG) with content credentials (C2PA 2): a claim signed with ES256 by the studio's key, in it our statement signed by
 * the creator's account, and the licence. Nothing is asked of a network. The pixels do not change. Throws ArtError `file.unknown-format`, `file.damaged`,
 * `credentials.present` when it has some already, `credentials.failed`.
 */
export async function signCredentials(
  file: Uint8Array<ArrayBuffer>,
  options: CredentialOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { store, rest } = splitManifestStore(file)
  if (store !== undefined)
    throw new ArtError(
      'credentials.present',
      'the file has content credentials already; they are not replaced',
    )
  const { WasmBuilder } = await loadC2pa()
  const mediaType = isPng(file) ? 'image/png' : 'image/jpeg'
  using builder = WasmBuilder.fromJson(JSON.stringify(manifest(rest, mediaType, options)), SETTINGS)
  const { key } = options
  const signer = {
    alg: 'es256',
    reserveSize: signatureLength(key),
    sign: async (claim: Uint8Array) => new Uint8Array(signClaim(claim, key)),
  }
  try {
    return new Uint8Array(await builder.sign(signer, mediaType, new MemoryBlob(file)))
  } catch (cause) {
    throw new ArtError('credentials.failed', `the file cannot be signed: ${String(cause)}`, { cause })
  }
}

/** No thumbnail, nothing fetched, and no check of the signer's trust at signing: nobody vouches for a studio's own authority. */
const SETTINGS = JSON.stringify({
  builder: { thumbnail: { enabled: false } },
  verify: { verify_trust: false, ocsp_fetch: false, remote_manifest_fetch: false, verify_after_sign: false },
})

const DIGITAL_SOURCE = 'http://cv.iptc.org/newscodes/digitalsourcetype'

function manifest(
  rest: Uint8Array,
  mediaType: string,
  { title, signer, createdAtMs, claim, isDrawn }: CredentialOptions,
): object {
  const sha256 = `0x${createHash('sha256').update(rest).digest('hex')}`
  const input = { sha256, bytes: rest.length, mediaType, createdAtMs }
  const signed = signCredential(claim === undefined ? input : { ...input, claim }, signer)
  const digitalSourceType = `${DIGITAL_SOURCE}/${isDrawn ? 'algorithmicMedia' : 'digitalCreation'}`
  return {
    claim_generator_info: [{ name: 'Demiurge', version: '0.1.0' }],
    title,
    assertions: [
      { label: 'c2pa.actions.v2', data: { actions: [{ action: 'c2pa.created', digitalSourceType }] } },
      { label: PROVENANCE_LABEL, data: credentialToAssertion(signed) },
      ...(claim === undefined ? [] : [{ label: LICENCE_LABEL, data: claim }]),
    ],
  }
}
