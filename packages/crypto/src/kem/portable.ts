import { x25519 } from '@noble/curves/ed25519.js'
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js'
import { defineKem, type KemEngine, type Kems, mlKemTable } from './kem.ts'
import { xWingEngine, xWingParameters } from './x-wing.ts'

/** ML-KEM, FIPS 203. */
function mlKemEngine(scheme: typeof ml_kem768): KemEngine {
  return {
    randomBytes: 32,
    publicKeyFromSeed: (seed) => scheme.keygen(seed).publicKey,
    encapsulate(publicKey, random) {
      const { cipherText, sharedSecret } = scheme.encapsulate(publicKey, random)
      return { ciphertext: cipherText, sharedSecret }
    },
    decapsulate(ciphertext, { secretKey }) {
      const expanded = secretKey.length === 64 ? scheme.keygen(secretKey).secretKey : secretKey
      return scheme.decapsulate(ciphertext, expanded)
    },
  }
}

const mlKem768 = mlKemEngine(ml_kem768)

/** ML-KEM and X-Wing in plain JavaScript. */
export const portableKems: Kems = {
  'ml-kem-512': defineKem(mlKemTable['ml-kem-512'], mlKemEngine(ml_kem512)),
  'ml-kem-768': defineKem(mlKemTable['ml-kem-768'], mlKem768),
  'ml-kem-1024': defineKem(mlKemTable['ml-kem-1024'], mlKemEngine(ml_kem1024)),
  'x-wing': defineKem(
    xWingParameters,
    xWingEngine(mlKem768, { publicKey: x25519.getPublicKey, sharedSecret: x25519.getSharedSecret }),
  ),
}
