import { toHex } from '@demiurge/codec'
import { portableMerkleHasher, type RandomSource, type Signer } from '@demiurge/crypto'
import { ArtError } from '../errors.ts'
import { isPng } from '../files/png.ts'
import { readRecipe } from '../files/recipe-in-file.ts'
import type { LicenceClaim } from '../licences/claim.ts'
import type { CborValue } from './cbor.ts'
import { joinManifestStore, splitManifestStore, storePlace } from './manifest-store.ts'
import { credentialToAssertion, LICENCE_LABEL, PROVENANCE_LABEL, signCredential } from './statement.ts'
import type { StudioKey } from './studio-key.ts'
import { type Assertion, writeManifestStore } from './write-store.ts'

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
  readonly random: RandomSource
  /** SHA-256 of a whole file; the portable one when left out. */
  readonly sha256?: (bytes: Uint8Array) => Uint8Array
}

/** Whether content credentials go into files of this kind. */
export function holdsCredentials(mediaType: string): boolean {
  return mediaType === 'image/png' || mediaType === 'image/jpeg'
}

/**
 * The file (PNG or JPEG) with content credentials (C2PA 2): a claim signed with ES256 by the studio's key, in it our statement signed by
 * the creator's account, and the licence. A file that carries its recipe is told to be algorithmic media. Nothing is asked of a network,
 * and the pixels do not change. Throws ArtError `file.unknown-format`, `file.damaged`, `credentials.present` when it has some already,
 * `credentials.failed`.
 */
export async function signCredentials(
  file: Uint8Array,
  options: CredentialOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { store, rest } = splitManifestStore(file)
  if (store !== undefined)
    throw new ArtError(
      'credentials.present',
      'the file has content credentials already; they are not replaced',
    )
  const { title, key, random, sha256 = portableMerkleHasher.sha256 } = options
  const restSha256 = sha256(rest)
  const written = await writeManifestStore({
    title,
    key,
    random,
    restSha256,
    place: storePlace(rest),
    assertions: assertionsOf(rest, restSha256, options),
  })
  return joinManifestStore({ store: written, rest })
}

const DIGITAL_SOURCE = 'http://cv.iptc.org/newscodes/digitalsourcetype'

function assertionsOf(
  rest: Uint8Array,
  restSha256: Uint8Array,
  { signer, createdAtMs, claim }: CredentialOptions,
): readonly Assertion[] {
  const mediaType = isPng(rest) ? 'image/png' : 'image/jpeg'
  const input = { sha256: toHex(restSha256), bytes: rest.length, mediaType, createdAtMs }
  const signed = signCredential(claim === undefined ? input : { ...input, claim }, signer)
  const digitalSourceType = `${DIGITAL_SOURCE}/${isDrawn(rest) ? 'algorithmicMedia' : 'digitalCreation'}`
  return [
    { label: 'c2pa.actions.v2', data: { actions: [{ action: 'c2pa.created', digitalSourceType }] } },
    { label: PROVENANCE_LABEL, data: { ...credentialToAssertion(signed) } },
    ...(claim === undefined ? [] : [{ label: LICENCE_LABEL, data: jsonToCbor(claim) }]),
  ]
}

function isDrawn(file: Uint8Array): boolean {
  try {
    readRecipe(file)
    return true
  } catch {
    // Made by another program.
    return false
  }
}

/** What JSON can say, as CBOR says it. */
function jsonToCbor(value: object): CborValue {
  // Dropping what is undefined is JSON's own rule, and what it gives is of these types.
  return JSON.parse(JSON.stringify(value)) as CborValue
}
