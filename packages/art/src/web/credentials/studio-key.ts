import { randomBytes } from '@demiurge/crypto/web'
import { type EcKeyPair, issueStudioChain, type StudioKey } from '../../credentials/studio-key.ts'
import { ArtError } from '../../errors.ts'

/** A studio's key as a browser keeps it: a handle of the private key, whose bytes nobody gets to see, and the certificates. */
export interface BrowserStudioKey {
  readonly privateKey: CryptoKey
  /** DER: the signer's certificate, then that of the studio's own authority. */
  readonly chain: readonly Uint8Array<ArrayBuffer>[]
}

const KEY = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' }

/**
 * Makes a studio's key that never leaves this browser, and its certificates (`issueStudioChain`). It survives a structured clone, as
 * into IndexedDB. Throws ArtError `credentials.failed` where the page is not secure (neither https nor this machine).
 */
export async function createBrowserStudioKey(name: string): Promise<BrowserStudioKey> {
  // Secure contexts, 4: elsewhere the browser hides it.
  if (globalThis.crypto.subtle === undefined)
    throw new ArtError(
      'credentials.failed',
      'this browser signs content credentials only on https or localhost; switch them off or open the page there',
    )
  const generate = () => crypto.subtle.generateKey(KEY, false, ['sign', 'verify'])
  const [signer, authority] = await Promise.all([generate(), generate()])
  const chain = await issueStudioChain({
    name,
    signer: await pairOf(signer),
    authority: await pairOf(authority),
    random: randomBytes,
  })
  return { privateKey: signer.privateKey, chain }
}

/** The key as `signCredentials` takes it. */
export function openBrowserStudioKey({ privateKey, chain }: BrowserStudioKey): StudioKey {
  return { sign: signerOf(privateKey), chain }
}

async function pairOf({ publicKey, privateKey }: CryptoKeyPair): Promise<EcKeyPair> {
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))
  return { spki, sign: signerOf(privateKey) }
}

function signerOf(privateKey: CryptoKey): StudioKey['sign'] {
  // WebCrypto 23.3.3 gives r and s as IEEE P1363 does.
  return async (message) => new Uint8Array(await crypto.subtle.sign(SIGNATURE, privateKey, message))
}
