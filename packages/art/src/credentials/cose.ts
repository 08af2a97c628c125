import { type CborValue, encodeCbor, taggedCbor } from './cbor.ts'
import type { StudioKey } from './studio-key.ts'

/** RFC 9052 4.2. */
const COSE_SIGN1 = 18
/** RFC 9052 3.1, RFC 9053 2.1. */
const ALGORITHM = 1
const ES256 = -7
/** RFC 9360: the certificate chain in the protected header. */
const X5CHAIN = 33
const NOTHING = new Uint8Array()

/**
 * COSE_Sign1 (RFC 9052) over a claim with ES256 (RFC 9053 2.1), tagged, the payload detached, as C2PA 2.2 13.2 asks. There is no padding,
 * so that no byte of it goes unsigned.
 */
export async function signClaim(
  claim: Uint8Array,
  { sign, chain }: StudioKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = protectedHeader(chain)
  // RFC 9052 4.4.
  const toSign = encodeCbor(['Signature1', header, NOTHING, claim])
  return envelope(header, await sign(toSign))
}

/** How long `signClaim`'s result is, whatever the claim. */
export function signatureLength({ chain }: Pick<StudioKey, 'chain'>): number {
  return envelope(protectedHeader(chain), new Uint8Array(64)).length
}

/** Protected header, empty unprotected header, null for the payload, signature. */
function envelope(header: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  return taggedCbor(COSE_SIGN1, [header, {}, null, signature])
}

function protectedHeader(chain: readonly Uint8Array[]): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [ALGORITHM, ES256],
      [X5CHAIN, chain],
    ]),
  )
}
