/** The known-answer tests of Falcon-512's round 3 submission. @module */
import { portableSuites } from '@demiurge/crypto'
import { fromVectorHex, readVectorText, type VectorCase, type VectorSet } from './vector-set.ts'

const SIGNATURE_BYTES = 666
const NONCE_BYTES = 40

/**
 * Maps the NIST API's signed message (length of the signature as 2 bytes big-endian, nonce, message, 0x29, compressed s2) to the
 * padded detached form: 0x39, nonce, compressed s2, zeros. A signature that compressed badly has no padded form.
 */
function toPadded(signedMessage: Uint8Array, messageBytes: number): Uint8Array | undefined {
  const compressed = signedMessage.subarray(2 + NONCE_BYTES + messageBytes + 1)
  if (1 + NONCE_BYTES + compressed.length > SIGNATURE_BYTES) return undefined
  const signature = new Uint8Array(SIGNATURE_BYTES)
  signature[0] = 0x39
  signature.set(signedMessage.subarray(2, 2 + NONCE_BYTES), 1)
  signature.set(compressed, 1 + NONCE_BYTES)
  return signature
}

/** Each of the hundred signatures, as published and with one bit of the message changed. */
export function falconVectors(): VectorSet {
  const suite = portableSuites.get('falcon-512')
  const records = readVectorText('falcon/falcon512-KAT.rsp').split('\ncount = ').slice(1)
  let unpaddable = 0
  const cases = records.flatMap((record, i): VectorCase[] => {
    const field = (name: string): Uint8Array =>
      fromVectorHex(new RegExp(`\\n${name} = ([0-9A-F]*)`).exec(record)?.[1])
    const message = field('msg')
    const publicKey = field('pk')
    const signature = toPadded(field('sm'), message.length)
    if (signature === undefined) {
      unpaddable++
      return []
    }
    const changed = message.map((byte, at) => (at === 0 ? byte ^ 1 : byte))
    return [
      {
        family: 'Falcon-512 round 3 KAT portable',
        id: `${i}`,
        check: () =>
          suite.verify(signature, message, publicKey) && !suite.verify(signature, changed, publicKey),
      },
    ]
  })
  const reason = 'Falcon-512 round 3 KAT, signature longer than the padded form: only that form is offered'
  return { cases, leftOut: [{ reason, count: unpaddable }] }
}
