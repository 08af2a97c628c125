/** @module The key with which a studio signs C2PA claims, and the certificates that it gives itself. */
import { portableMerkleHasher, type RandomSource } from '@demiurge/crypto'
import { objectIdentifier, sequence, tlv, unsignedInteger } from './der.ts'

/** A P-256 key pair that a platform holds; its private half may be where no code sees it. */
export interface EcKeyPair {
  /** The public key: SubjectPublicKeyInfo in DER (RFC 5480). */
  readonly spki: Uint8Array
  /** ECDSA with SHA-256 over a message: r and s in 32 bytes each (IEEE P1363). */
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/** The key with which a studio signs C2PA claims, and its certificates, the leaf first. All of it is made on this machine. */
export interface StudioKey {
  /** As `EcKeyPair.sign`. */
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
  /** DER: the signer's certificate, then that of the studio's own authority. */
  readonly chain: readonly Uint8Array[]
}

/** What a studio's certificates are made of. */
export interface CertificatePlan {
  /** Stands in the certificates. */
  readonly name: string
  readonly signer: EcKeyPair
  /** Signs the two certificates and is then to be forgotten. */
  readonly authority: EcKeyPair
  /** For the serial numbers. */
  readonly random: RandomSource
}

const ECDSA_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
const COMMON_NAME = '2.5.4.3'
const ORGANIZATION = '2.5.4.10'
/** id-kp-documentSigning (RFC 9336), one of the purposes that C2PA 2.2 14.5.1 takes. */
const DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36'
/** An uncompressed point of P-256 ends a SubjectPublicKeyInfo (RFC 5480 2.2). */
const POINT_BYTES = 65

/**
 * The certificates of a studio's key: ES256, and a certificate by an authority that signs this one certificate and whose key is then gone;
 * C2PA refuses certificates that sign themselves. Nobody vouches for it: readers show it as untrusted until they take the authority on.
 */
export async function issueStudioChain({
  name,
  signer,
  authority,
  random,
}: CertificatePlan): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const issuer = nameOf(`${name} authority`)
  const root = { subject: issuer, key: authority, isAuthority: true }
  const leaf = { subject: nameOf(name), key: signer, isAuthority: false }
  return Promise.all([leaf, root].map((plan) => certificate({ ...plan, issuer, by: authority, random })))
}

/** X.509 v3 (RFC 5280) with the extensions that C2PA 2.2 14.5.1 asks for. */
async function certificate({
  subject,
  key,
  issuer,
  by,
  isAuthority,
  random,
}: {
  readonly subject: Uint8Array
  readonly key: EcKeyPair
  readonly issuer: Uint8Array
  readonly by: EcKeyPair
  readonly isAuthority: boolean
  readonly random: RandomSource
}): Promise<Uint8Array<ArrayBuffer>> {
  const serial = Uint8Array.from(random(16))
  // Positive, and not shortened: DER allows no leading zero byte.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const extensions = isAuthority
    ? [extension('2.5.29.19', true, sequence(tlv(0x01, Uint8Array.of(0xff)))), keyUsage(0x06, 1)]
    : [
        extension('2.5.29.19', true, sequence()),
        keyUsage(0x80, 7),
        extension('2.5.29.37', false, sequence(objectIdentifier(DOCUMENT_SIGNING))),
      ]
  const body = sequence(
    tlv(0xa0, tlv(0x02, Uint8Array.of(2))),
    tlv(0x02, serial),
    ECDSA_SHA256,
    issuer,
    // Claims without a time stamp are checked against the present: the certificate must not run out while works live.
    sequence(utcTime('250101000000Z'), utcTime('491231235959Z')),
    subject,
    key.spki,
    tlv(
      0xa3,
      sequence(
        ...extensions,
        extension('2.5.29.14', false, tlv(0x04, keyIdentifier(key))),
        extension('2.5.29.35', false, sequence(tlv(0x80, keyIdentifier(by)))),
      ),
    ),
  )
  const signature = await by.sign(body)
  return sequence(body, ECDSA_SHA256, tlv(0x03, Uint8Array.of(0), ecdsaValue(signature)))
}

/** RFC 3279 2.2.3: certificates hold r and s as two INTEGERs. */
function ecdsaValue(signature: Uint8Array): Uint8Array {
  return sequence(unsignedInteger(signature.subarray(0, 32)), unsignedInteger(signature.subarray(32)))
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  const critical = isCritical ? [tlv(0x01, Uint8Array.of(0xff))] : []
  return sequence(objectIdentifier(id), ...critical, tlv(0x04, value))
}

/** RFC 5280 4.2.1.3: the bits, and how many of the last byte are not used. */
function keyUsage(bits: number, unused: number): Uint8Array {
  return extension('2.5.29.15', true, tlv(0x03, Uint8Array.of(unused, bits)))
}

/** RFC 7093 2 (1): the first 160 bits of the point's SHA-256. */
function keyIdentifier({ spki }: EcKeyPair): Uint8Array {
  return portableMerkleHasher.sha256(spki.subarray(-POINT_BYTES)).subarray(0, 20)
}

function nameOf(commonName: string): Uint8Array {
  const part = (id: string, value: string): Uint8Array =>
    tlv(0x31, sequence(objectIdentifier(id), tlv(0x0c, new TextEncoder().encode(value))))
  return sequence(part(ORGANIZATION, 'Demiurge'), part(COMMON_NAME, commonName))
}

function utcTime(text: string): Uint8Array {
  return tlv(0x17, new TextEncoder().encode(text))
}
