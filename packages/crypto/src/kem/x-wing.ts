import { sha3_256, shake256 } from '@noble/hashes/sha3.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { KemEngine, KemParameters } from './kem.ts'

/** X25519 (RFC 7748): both functions throw when the result would be the all-zero point. */
export interface X25519 {
  publicKey(secretKey: Uint8Array): Uint8Array
  sharedSecret(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array
}

export const xWingParameters: KemParameters = {
  name: 'x-wing',
  label: 'X-Wing',
  standard: 'draft-connolly-cfrg-xwing-kem',
  seedBytes: 32,
  publicKeyBytes: 1216,
  ciphertextBytes: 1120,
}

const LABEL = utf8ToBytes('\\.//^\\')

/**
 * X-Wing: ML-KEM-768 and X25519 together, safe while either of them is. The same code runs over both engines' parts.
 * Keys and ciphertexts are ML-KEM part || X25519 part; SHA3-256(ssM || ssX || ctX || pkX || label) is the shared secret.
 */
export function xWingEngine(mlKem768: KemEngine, x25519: X25519): KemEngine {
  const expand = (seed: Uint8Array) => {
    const bytes = shake256(seed, { dkLen: 96 })
    const mlKemSeed = bytes.subarray(0, 64)
    const x = bytes.subarray(64)
    return { mlKemSeed, mlKemPublic: mlKem768.publicKeyFromSeed(mlKemSeed), x, xPublic: x25519.publicKey(x) }
  }
  return {
    randomBytes: mlKem768.randomBytes + 32,
    publicKeyFromSeed(seed) {
      const { mlKemPublic, xPublic } = expand(seed)
      return concatBytes(mlKemPublic, xPublic)
    },
    encapsulate(publicKey, random) {
      const xPublic = publicKey.subarray(1184)
      const ephemeral = random.subarray(mlKem768.randomBytes)
      const m = mlKem768.encapsulate(publicKey.subarray(0, 1184), random.subarray(0, mlKem768.randomBytes))
      const ciphertext = x25519.publicKey(ephemeral)
      const shared = x25519.sharedSecret(ephemeral, xPublic)
      return {
        ciphertext: concatBytes(m.ciphertext, ciphertext),
        sharedSecret: combine(m.sharedSecret, shared, ciphertext, xPublic),
      }
    },
    decapsulate(ciphertext, keyPair) {
      const { mlKemSeed, mlKemPublic, x, xPublic } = expand(keyPair.secretKey)
      const m = mlKem768.decapsulate(ciphertext.subarray(0, 1088), {
        publicKey: mlKemPublic,
        secretKey: mlKemSeed,
      })
      const ephemeral = ciphertext.subarray(1088)
      return combine(m, x25519.sharedSecret(x, ephemeral), ephemeral, xPublic)
    },
  }
}

function combine(m: Uint8Array, x: Uint8Array, ciphertext: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return sha3_256(concatBytes(m, x, ciphertext, publicKey, LABEL))
}
