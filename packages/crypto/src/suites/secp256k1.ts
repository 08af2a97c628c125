import { secp256k1 } from '@noble/curves/secp256k1.js'
import type { SuiteEngine } from './suite.ts'

/**
 * ECDSA over SHA-256 of the message, 64-byte compact r || s with s at most half the group order (the other s would be a second
 * signature), 33-byte compressed public keys. The 48-byte seed is reduced to a scalar without bias (FIPS 186-5 A.2.1).
 */
export const secp256k1Engines = {
  secp256k1: {
    keyPairFromSeed: (seed) => secp256k1.keygen(seed),
    sign: (message, { secretKey }, _context, entropy) =>
      secp256k1.sign(message, secretKey, { prehash: true, lowS: true, extraEntropy: entropy ?? false }),
    verify: (signature, message, publicKey) =>
      secp256k1.verify(signature, message, publicKey, { prehash: true, lowS: true }),
  },
} satisfies Record<string, SuiteEngine>
