import {
  joinManifestStore,
  type LicenceClaim,
  type StudioKey,
  signCredentials,
  splitManifestStore,
} from '@demiurge/art'
import {
  type BrowserStudioKey,
  createBrowserStudioKey,
  openBrowserStudioKey,
} from '@demiurge/art/web/credentials'
import { portableMerkleHasher, type Signer } from '@demiurge/crypto'
import { randomBytes } from '@demiurge/crypto/web'
import { keptValues } from '@demiurge/design/storage'

/** What a file is said to be. */
export interface EmbedOptions {
  /** The name of the file: the title in its credentials. */
  readonly title: string
  readonly signer: Signer
  readonly claim: Partial<LicenceClaim>
}

const keys = keptValues('demiurge.credentials', 'keys')
const KEY = 'studio'
const manifests = keptValues('demiurge.manifests', 'manifests')

/**
 * The PNG or JPEG with content credentials inside. On one device the same file with the same title, licence and creator gets the same
 * credentials again (some 10 kB of each are kept), so that trying again makes the same content and nothing is minted twice. Throws as
 * `signCredentials` and `createBrowserStudioKey`.
 */
export async function embedCredentials(
  file: Uint8Array<ArrayBuffer>,
  { title, signer, claim: { licence, ...rest } }: EmbedOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const claim = licence === undefined ? {} : { claim: { licence, ...rest } }
  const name = nameOf([portableMerkleHasher.sha256(file).toHex(), signer.address, title, claim])
  const known = await manifests.get(name).catch(() => undefined)
  if (known instanceof Uint8Array) return joinManifestStore({ store: known, rest: file })
  const key = await studioKey()
  const signed = await signCredentials(file, {
    title,
    key,
    signer,
    createdAtMs: Date.now(),
    random: randomBytes,
    ...claim,
  })
  // Where storage is forbidden a second try is another file, which costs a fee and nothing else.
  await manifests.put(name, splitManifestStore(signed).store).catch(() => undefined)
  return signed
}

function nameOf(parts: readonly unknown[]): string {
  return portableMerkleHasher.sha256(new TextEncoder().encode(JSON.stringify(parts))).toHex()
}

let studio: Promise<StudioKey> | undefined

/** The key of this browser: made when it is first needed, kept as a handle that nobody can read the key from. */
function studioKey(): Promise<StudioKey> {
  studio ??= loadStudioKey().catch((error: unknown) => {
    studio = undefined
    throw error
  })
  return studio
}

async function loadStudioKey(): Promise<StudioKey> {
  const kept = await keys.get(KEY).catch(() => undefined)
  if (isStudioKey(kept)) return openBrowserStudioKey(kept)
  const made = await createBrowserStudioKey('Demiurge studio in a browser')
  await keys.put(KEY, made).catch(() => undefined)
  return openBrowserStudioKey(made)
}

function isStudioKey(value: unknown): value is BrowserStudioKey {
  const { privateKey, chain } = Object(value)
  return privateKey instanceof CryptoKey && Array.isArray(chain) && chain.length === 2
}
