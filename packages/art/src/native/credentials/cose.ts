import { sign } from 'node:crypto'
import type { StudioKey } from './studio-key.ts'

const ES256 = -7
/** RFC 9360: the certificate chain in the protected header. */
const X5CHAIN = 33

/**
 * COSE_Sign1 (RFC 9052) over a claim with ES256 (RFC 9053 2.1), tagged, the payload detached, as C2PA 2.2 13.2 asks. There is no padding,
 * so that no byte of it goes unsigned.
 */
export function signClaim(claim: Uint8Array, { privateKey, chain }: StudioKey): Buffer {
  const header = protectedHeader(chain)
  const toSign = Buffer.concat([
    head(4, 4),
    text('Signature1'),
    bytes(header),
    bytes(new Uint8Array()),
    bytes(claim),
  ])
  return envelope(header, sign('sha256', toSign, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
}

/** How long `signClaim`'s result is, whatever the claim. */
export function signatureLength({ chain }: Pick<StudioKey, 'chain'>): number {
  return envelope(protectedHeader(chain), new Uint8Array(64)).length
}

function envelope(header: Uint8Array, signature: Uint8Array): Buffer {
  // Tag 18, then protected header, empty unprotected header, null for the payload, signature.
  return Buffer.concat([
    head(6, 18),
    head(4, 4),
    bytes(header),
    head(5, 0),
    Buffer.from([0xf6]),
    bytes(signature),
  ])
}

function protectedHeader(chain: readonly Uint8Array[]): Buffer {
  return Buffer.concat([
    head(5, 2),
    head(0, 1),
    head(1, -1 - ES256),
    head(0, X5CHAIN),
    head(4, chain.length),
    ...chain.map(bytes),
  ])
}

function text(value: string): Buffer {
  const utf8 = Buffer.from(value)
  return Buffer.concat([head(3, utf8.length), utf8])
}

function bytes(value: Uint8Array): Buffer {
  return Buffer.concat([head(2, value.length), value])
}

/** RFC 8949 3: major type and argument, in the shortest form. */
function head(major: number, argument: number): Buffer {
  const type = major << 5
  if (argument < 24) return Buffer.from([type | argument])
  if (argument < 0x100) return Buffer.from([type | 24, argument])
  if (argument < 0x1_0000) return Buffer.from([type | 25, argument >> 8, argument & 0xff])
  const wide = Buffer.alloc(5)
  wide[0] = type | 26
  wide.writeUInt32BE(argument, 1)
  return wide
}
