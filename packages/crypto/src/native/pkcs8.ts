import { createPrivateKey, type KeyObject } from 'node:crypto'

/** Last arc of the algorithm's object identifier under 2.16.840.1.101.3.4: 3 are signatures, 4 are KEMs (NIST CSOR). */
const ARCS = {
  'ml-dsa-44': [3, 17],
  'ml-dsa-65': [3, 18],
  'ml-dsa-87': [3, 19],
  'ml-kem-512': [4, 1],
  'ml-kem-768': [4, 2],
  'ml-kem-1024': [4, 3],
} as const

/**
 * Imports an expanded ML-DSA or ML-KEM secret key. Node takes seeds in the raw, expanded keys only as PKCS#8: a SEQUENCE of version,
 * algorithm and an OCTET STRING that holds the `expandedKey` choice, an OCTET STRING itself (RFC 9881 section 6, RFC 9935 section 6).
 */
export function importExpandedKey(algorithm: keyof typeof ARCS, expanded: Uint8Array): KeyObject {
  const oid = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, ...ARCS[algorithm]]
  const version = Uint8Array.of(0x02, 0x01, 0x00)
  const key = element(0x04, element(0x04, expanded))
  const der = element(0x30, Buffer.concat([version, element(0x30, Uint8Array.from(oid)), key]))
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** One DER element of up to 65,535 bytes: tag, length (X.690 8.1.3), content. */
function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Uint8Array.of(tag, ...size), content])
}
