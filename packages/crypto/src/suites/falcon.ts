import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { falcon512padded, falcon1024padded } from '@noble/post-quantum/falcon.js'
import { engineVerified } from '../engine/engine-verified.ts'
import type { SuiteEngine } from './suite.ts'

const SIGNING_DOMAIN = utf8ToBytes('demiurge/falcon/sign/v1')

/**
 * Falcon as submitted to NIST's third round, in the padded detached form: header 0x30 + log2(N), 40-byte salt, compressed s2, zeros
 * up to the fixed length. Fixed length means one encoding for a signature, and a wrong length is refused before any arithmetic.
 */
function falconEngine(scheme: typeof falcon512padded): SuiteEngine {
  return {
    keyPairFromSeed: (seed) => scheme.keygen(seed),
    sign(message, { secretKey }, _context, entropy) {
      // Two Gaussian samples for one salted hash would leak the key, so salt and sampler always depend on key and message together.
      const seed = hmac(
        sha512,
        secretKey,
        concatBytes(SIGNING_DOMAIN, entropy ?? new Uint8Array(48), message),
      )
      return scheme.sign(message, secretKey, { extraEntropy: seed.subarray(0, 48) })
    },
    verify: (signature, message, publicKey) => scheme.verify(signature, message, publicKey),
  }
}

export const falconEngines = {
  'falcon-512': engineVerified('falcon-512', falconEngine(falcon512padded)),
  'falcon-1024': engineVerified('falcon-1024', falconEngine(falcon1024padded)),
}
