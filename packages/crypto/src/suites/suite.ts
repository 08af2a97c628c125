import { CryptoError } from '../error.ts'
import type { SuiteName, SuiteParameters } from './table.ts'

/**
 * A key and its secret. `publicKey` is in the standard's own encoding. `secretKey` is the shortest form that the standard knows: the
 * seed for ML-DSA (FIPS 204 3.6.3) and Ed25519, SK for SLH-DSA, the round 3 encoding for Falcon, the 32-byte big-endian scalar for
 * secp256k1. ML-DSA signs with an expanded key (FIPS 204 skEncode) as well, for keys made elsewhere.
 */
export interface KeyPair {
  readonly suite: SuiteName
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

export interface VerifyOptions {
  /** Context string of FIPS 204/205, at most 255 bytes; empty when absent. Only for suites with `hasContext`. */
  readonly context?: Uint8Array
}

export interface SignOptions extends VerifyOptions {
  /**
   * `entropyBytes` fresh random bytes that protect the secret against faults and side channels (FIPS 204 "hedged"). Without it
   * portable signing is deterministic. The native engine always draws its own and ignores these.
   */
  readonly entropy?: Uint8Array
}

/** One signature scheme behind the interface that all of them share. */
export interface Suite extends SuiteParameters<SuiteName> {
  /** The key pair that `seedBytes` bytes determine, the same in every engine. Throws `suite.BadSeed` on another length. */
  keyPairFromSeed(seed: Uint8Array): KeyPair
  /**
   * Signs the message. Throws `suite.BadKey` when the pair is of another suite or its secret malformed, `suite.BadContext` when the context is longer than
   * 255 bytes or the scheme has none, `suite.BadEntropy` on entropy of another length.
   */
  sign(message: Uint8Array, keyPair: KeyPair, options?: SignOptions): Uint8Array
  /** Whether the signature is valid. Any bytes may be passed: malformed ones, wrong lengths and impossible contexts are just false. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array, options?: VerifyOptions): boolean
}

/** What an implementation of a scheme has to bring; `defineSuite` adds the checks that are the same everywhere. */
export interface SuiteEngine {
  keyPairFromSeed(seed: Uint8Array): Omit<KeyPair, 'suite'>
  sign(
    message: Uint8Array,
    keyPair: KeyPair,
    context: Uint8Array,
    entropy: Uint8Array | undefined,
  ): Uint8Array
  /** Called with right lengths only; may throw on bytes that are no key or no signature. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array, context: Uint8Array): boolean
}

const NO_CONTEXT = new Uint8Array(0)
const MAX_CONTEXT_BYTES = 255

/** A suite from its numbers and an engine: the rules about lengths, contexts and exceptions are said here once. */
export function defineSuite(parameters: SuiteParameters<SuiteName>, engine: SuiteEngine): Suite {
  // FIPS 204 5.2 and FIPS 205 10.2: a context longer than 255 bytes is refused, never truncated.
  const contextLimit = parameters.hasContext ? MAX_CONTEXT_BYTES : 0
  return {
    ...parameters,
    keyPairFromSeed(seed) {
      if (seed.length !== parameters.seedBytes)
        throw new CryptoError(
          'suite.BadSeed',
          `a ${parameters.label} seed has ${parameters.seedBytes} bytes, got ${seed.length}`,
        )
      return { suite: parameters.name, ...engine.keyPairFromSeed(seed) }
    },
    sign(message, keyPair, options = {}) {
      const { context = NO_CONTEXT, entropy } = options
      checkSigning(parameters, keyPair, context.length, contextLimit, entropy)
      try {
        return engine.sign(message, keyPair, context, entropy)
      } catch (cause) {
        // Everything else that signing depends on has been checked: what an engine refuses now is the content of the key.
        throw new CryptoError('suite.BadKey', `the secret is not a valid ${parameters.label} key`, { cause })
      }
    },
    verify(signature, message, publicKey, options = {}) {
      const { context = NO_CONTEXT } = options
      if (signature.length !== parameters.signatureBytes) return false
      if (publicKey.length !== parameters.publicKeyBytes) return false
      if (context.length > contextLimit) return false
      try {
        return engine.verify(signature, message, publicKey, context)
      } catch {
        // Engines tell bytes that are no point, no key or no signature by throwing; to a verifier that is one more bad signature.
        return false
      }
    },
  }
}

function checkSigning(
  { name, label, entropyBytes, hasContext, secretKeyBytes }: SuiteParameters,
  keyPair: KeyPair,
  contextBytes: number,
  contextLimit: number,
  entropy: Uint8Array | undefined,
): void {
  if (keyPair.suite !== name)
    throw new CryptoError('suite.BadKey', `a ${keyPair.suite} key cannot sign with ${label}`)
  if (!secretKeyBytes.includes(keyPair.secretKey.length))
    throw new CryptoError(
      'suite.BadKey',
      `a ${label} secret has ${secretKeyBytes.join(' or ')} bytes, got ${keyPair.secretKey.length}`,
    )
  if (contextBytes > contextLimit)
    throw new CryptoError(
      'suite.BadContext',
      hasContext
        ? `the context has ${contextBytes} bytes, the limit is ${contextLimit}`
        : `${label} has no context string: put the domain into the message`,
    )
  if (entropy !== undefined && entropy.length !== entropyBytes)
    throw new CryptoError(
      'suite.BadEntropy',
      `${label} takes ${entropyBytes} bytes of signing entropy, got ${entropy.length}`,
    )
}
