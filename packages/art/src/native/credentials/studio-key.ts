import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { type EcKeyPair, issueStudioChain, type StudioKey } from '../../credentials/studio-key.ts'
import { ArtError } from '../../errors.ts'

/** Makes a studio's key and its certificates (`issueStudioChain`) as PEM: the key, the leaf, the authority. `name` stands in the certificates. */
export async function createStudioKey(name: string): Promise<string> {
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const chain = await issueStudioChain({
    name,
    signer: pairOf(signer),
    authority: pairOf(authority),
    random: (length) => new Uint8Array(randomBytes(length)),
  })
  const key = signer.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return [key, ...chain.map((der) => new X509Certificate(der).toString())].join('')
}

/** Reads what `createStudioKey` made. Throws ArtError `credentials.bad-key`. */
export function readStudioKey(text: string): StudioKey {
  try {
    const privateKey = createPrivateKey(text)
    const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)
    const chain = [...blocks].map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')))
    if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1' || chain.length < 2)
      throw new Error('it holds no P-256 key with two certificates')
    return { sign: signerOf(privateKey), chain }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ArtError(
      'credentials.bad-key',
      `the studio key cannot be read: ${reason}; delete it to get a new one`,
      { cause },
    )
  }
}

function pairOf({
  publicKey,
  privateKey,
}: {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}): EcKeyPair {
  return {
    spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    sign: signerOf(privateKey),
  }
}

function signerOf(privateKey: KeyObject): StudioKey['sign'] {
  return async (message) =>
    new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
}
