import { createPrivateKey, createPublicKey, type KeyObject, sign, type X509Certificate } from 'node:crypto'

/** A self-signed certificate and its key, as TLS takes them. */
export interface Identity {
  readonly certificate: string
  readonly privateKey: string
  readonly publicKey: Uint8Array
}

// RFC 9881 section 2: id-ml-dsa-65, 2.16.840.1.101.3.4.3.18, no parameters.
const ALGORITHM = Buffer.from('300b0609608648016503040312', 'hex')
// RFC 9881 section 6: OneAsymmetricKey whose private key is the seed form, [0] IMPLICIT OCTET STRING of 32 bytes.
const PKCS8_PREFIX = Buffer.from('3034020100300b060960864801650304031204228020', 'hex')
const PUBLIC_KEY_BYTES = 1_952

/**
 * The certificate of an ML-DSA-65 key (seed of 32 bytes), X.509 v3, signed by itself. Who holds the key is all that it says: names and
 * validity mean nothing, and peers read only the key.
 */
export function selfSigned(seed: Uint8Array): Identity {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const name = sequence(
    tlv(0x31, sequence(Buffer.from('0603550403', 'hex'), tlv(0x0c, Buffer.from('demiurge')))),
  )
  const validity = sequence(utcTime('250101000000Z'), utcTime('491231235959Z'))
  const version = tlv(0xa0, tlv(0x02, Buffer.from([2])))
  const serial = tlv(0x02, Buffer.from([1]))
  const body = sequence(version, serial, ALGORITHM, name, validity, name, spki)
  const signature = sign(null, body, key)
  const der = sequence(body, ALGORITHM, tlv(0x03, Buffer.from([0]), signature))
  return {
    certificate: pem('CERTIFICATE', der),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: rawKey(spki),
  }
}

/** The raw ML-DSA-65 key of a peer's certificate, 1,952 bytes; undefined for any other kind of key. */
export function publicKeyOf(certificate: X509Certificate): Uint8Array | undefined {
  const key: KeyObject = certificate.publicKey
  if (key.asymmetricKeyType !== 'ml-dsa-65') return undefined
  return rawKey(key.export({ type: 'spki', format: 'der' }))
}

/** SubjectPublicKeyInfo ends with the key itself. */
function rawKey(spki: Uint8Array): Uint8Array {
  return Uint8Array.from(spki.subarray(spki.length - PUBLIC_KEY_BYTES))
}

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), derLength(body.length), body])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x30, ...parts)
}

function utcTime(text: string): Buffer {
  return tlv(0x17, Buffer.from(text))
}

/** X.690 8.1.3: short form below 128, else the number of length bytes and the length, big-endian. */
function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  if (length < 0x100) return Buffer.from([0x81, length])
  return Buffer.from([0x82, length >> 8, length & 0xff])
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
