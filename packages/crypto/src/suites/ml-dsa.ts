import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'
import { engineVerified } from '../engine/engine-verified.ts'
import type { KeyPair, SuiteEngine } from './suite.ts'

/** ML-DSA, FIPS 204, pure (not pre-hashed) signing. */
function mlDsaEngine(scheme: typeof ml_dsa65): SuiteEngine {
  // Expanding a seed costs a third of a signature; the expanded key lives exactly as long as its pair.
  const expanded = new WeakMap<KeyPair, Uint8Array>()
  const expand = (keyPair: KeyPair): Uint8Array => {
    if (keyPair.secretKey.length !== 32) return keyPair.secretKey
    const known = expanded.get(keyPair)
    if (known !== undefined) return known
    const { secretKey } = scheme.keygen(keyPair.secretKey)
    expanded.set(keyPair, secretKey)
    return secretKey
  }
  return {
    keyPairFromSeed: (seed) => ({ publicKey: scheme.keygen(seed).publicKey, secretKey: seed.slice() }),
    sign: (message, keyPair, context, entropy) =>
      scheme.sign(message, expand(keyPair), { context, extraEntropy: entropy ?? false }),
    verify: (signature, message, publicKey, context) =>
      scheme.verify(signature, message, publicKey, { context }),
  }
}

export const mlDsaEngines = {
  'ml-dsa-44': engineVerified('ml-dsa-44', mlDsaEngine(ml_dsa44)),
  'ml-dsa-65': engineVerified('ml-dsa-65', mlDsaEngine(ml_dsa65)),
  'ml-dsa-87': engineVerified('ml-dsa-87', mlDsaEngine(ml_dsa87)),
}
