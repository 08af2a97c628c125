import * as noble from '@noble/post-quantum/slh-dsa.js'
import type { SuiteEngine } from './suite.ts'

/** SLH-DSA (SPHINCS+), FIPS 205, pure (not pre-hashed) signing. */
function slhDsaEngine(scheme: typeof noble.slh_dsa_sha2_128s): SuiteEngine {
  return {
    keyPairFromSeed: (seed) => scheme.keygen(seed),
    sign: (message, { secretKey }, context, entropy) =>
      scheme.sign(message, secretKey, { context, extraEntropy: entropy ?? false }),
    verify: (signature, message, publicKey, context) =>
      scheme.verify(signature, message, publicKey, { context }),
  }
}

export const slhDsaEngines = {
  'slh-dsa-sha2-128s': slhDsaEngine(noble.slh_dsa_sha2_128s),
  'slh-dsa-sha2-128f': slhDsaEngine(noble.slh_dsa_sha2_128f),
  'slh-dsa-sha2-192s': slhDsaEngine(noble.slh_dsa_sha2_192s),
  'slh-dsa-sha2-192f': slhDsaEngine(noble.slh_dsa_sha2_192f),
  'slh-dsa-sha2-256s': slhDsaEngine(noble.slh_dsa_sha2_256s),
  'slh-dsa-sha2-256f': slhDsaEngine(noble.slh_dsa_sha2_256f),
  'slh-dsa-shake-128s': slhDsaEngine(noble.slh_dsa_shake_128s),
  'slh-dsa-shake-128f': slhDsaEngine(noble.slh_dsa_shake_128f),
  'slh-dsa-shake-192s': slhDsaEngine(noble.slh_dsa_shake_192s),
  'slh-dsa-shake-192f': slhDsaEngine(noble.slh_dsa_shake_192f),
  'slh-dsa-shake-256s': slhDsaEngine(noble.slh_dsa_shake_256s),
  'slh-dsa-shake-256f': slhDsaEngine(noble.slh_dsa_shake_256f),
}
