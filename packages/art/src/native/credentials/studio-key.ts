import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { ArtError } from '../../errors.ts'
import { objectIdentifier, sequence, tlv } from './der.ts'

/** The key with which a studio signs C2PA claims, and its certificates, the leaf first. All of it is made on this machine. */
export interface StudioKey {
  readonly privateKey: KeyObject
  /** DER: the signer's certificate, then that of the studio's own authority. */
  readonly chain: readonly Uint8Array[]
}

const ECDSA_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
const COMMON_NAME = '2.5.4.3'
const ORGANIZATION = '2.5.4.10'
/** id-kp-documentSigning (RFC 9336), one of the purposes that C2PA 2.2 14.5.1 takes. */
const DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36'

/**
 * Makes a studio's key: ES256, and a certificate by an authority that signs this one certificate and whose key is then gone; C2PA
 * refuses certificates that sign themselves. Nobody vouches for it: readers show it as untrusted until they take the authority on.
 * `name` stands in the certificates.
 */
export function createStudioKey(name: string): string {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = nameOf(`${name} authority`)
  const root = certificate({
    subject: issuer,
    key: authority.publicKey,
    issuer,
    by: authority,
    isAuthority: true,
  })
  const leaf = certificate({
    subject: nameOf(name),
    key: signer.publicKey,
    issuer,
    by: authority,
    isAuthority: false,
  })
  const key = signer.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return [key, pem(leaf), pem(root)].join('')
}

/** Reads what `createStudioKey` made. Throws ArtError `credentials.bad-key`. */
export function readStudioKey(text: string): StudioKey {
  try {
    const privateKey = createPrivateKey(text)
    const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)
    const chain = [...blocks].map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')))
    if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1' || chain.length < 2)
      throw new Error('it holds no P-256 key with two certificates')
    return { privateKey, chain }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ArtError(
      'credentials.bad-key',
      `the studio key cannot be read: ${reason}; delete it to get a new one`,
      { cause },
    )
  }
}

interface CertificatePlan {
  readonly subject: Buffer
  readonly key: KeyObject
  readonly issuer: Buffer
  readonly by: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  readonly isAuthority: boolean
}

/** X.509 v3 (RFC 5280) with the extensions that C2PA 2.2 14.5.1 asks for. */
function certificate({ subject, key, issuer, by, isAuthority }: CertificatePlan): Buffer {
  const serial = randomBytes(16)
  // Positive, and not shortened: DER allows no leading zero byte.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const extensions = isAuthority
    ? [extension('2.5.29.19', true, sequence(tlv(0x01, Buffer.from([0xff])))), keyUsage(0x06, 1)]
    : [
        extension('2.5.29.19', true, sequence()),
        keyUsage(0x80, 7),
        extension('2.5.29.37', false, sequence(objectIdentifier(DOCUMENT_SIGNING))),
      ]
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    ECDSA_SHA256,
    issuer,
    // Claims without a time stamp are checked against the present: the certificate must not run out while works live.
    sequence(utcTime('250101000000Z'), utcTime('491231235959Z')),
    subject,
    key.export({ type: 'spki', format: 'der' }),
    tlv(
      0xa3,
      sequence(
        ...extensions,
        extension('2.5.29.14', false, tlv(0x04, keyIdentifier(key))),
        extension('2.5.29.35', false, sequence(tlv(0x80, keyIdentifier(by.publicKey)))),
      ),
    ),
  )
  return sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.from([0]), sign('sha256', body, by.privateKey)))
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Buffer {
  const critical = isCritical ? [tlv(0x01, Buffer.from([0xff]))] : []
  return sequence(objectIdentifier(id), ...critical, tlv(0x04, value))
}

/** RFC 5280 4.2.1.3: the bits, and how many of the last byte are not used. */
function keyUsage(bits: number, unused: number): Buffer {
  return extension('2.5.29.15', true, tlv(0x03, Buffer.from([unused, bits])))
}

/** RFC 5280 4.2.1.2 (1). */
function keyIdentifier(key: KeyObject): Buffer {
  const point = key.export({ type: 'spki', format: 'der' }).subarray(-65)
  return createHash('sha1').update(point).digest()
}

function nameOf(commonName: string): Buffer {
  const part = (id: string, value: string): Buffer =>
    tlv(0x31, sequence(objectIdentifier(id), tlv(0x0c, Buffer.from(value))))
  return sequence(part(ORGANIZATION, 'Demiurge'), part(COMMON_NAME, commonName))
}

function utcTime(text: string): Buffer {
  return tlv(0x17, Buffer.from(text))
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
