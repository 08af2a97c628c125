import { CryptoError } from '../error.ts'
import type { RandomSource } from '../random.ts'

/** The name of a key encapsulation mechanism. */
export type KemName = 'ml-kem-512' | 'ml-kem-768' | 'ml-kem-1024' | 'x-wing'

/** A key for receiving secrets. `secretKey` is the seed; ML-KEM decapsulates with an expanded key (FIPS 203 dk) as well. */
export interface KemKeyPair {
  readonly kem: KemName
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

/** A fresh secret of 32 bytes and the ciphertext from which only the key's holder gets it. */
export interface Encapsulation {
  readonly ciphertext: Uint8Array
  readonly sharedSecret: Uint8Array
}

/** The numbers of one mechanism; all lengths in bytes. */
export interface KemParameters {
  readonly name: KemName
  readonly label: string
  readonly standard: string
  readonly seedBytes: number
  readonly publicKeyBytes: number
  readonly ciphertextBytes: number
}

/** One key encapsulation mechanism. */
export interface Kem extends KemParameters {
  /** The key pair that a seed determines. Throws `kem.BadSeed` on another length. */
  keyPairFromSeed(seed: Uint8Array): KemKeyPair
  /** Makes a secret for the holder of the key. Throws `kem.BadKey` when the bytes are no key (FIPS 203 7.2). */
  encapsulate(publicKey: Uint8Array, random: RandomSource): Encapsulation
  /**
   * The secret in the ciphertext. Throws `kem.BadCiphertext` on a wrong length and `kem.BadKey` on a malformed key; a ciphertext for
   * someone else gives an unrelated secret instead (implicit rejection, FIPS 203 6.3), which the cipher behind it notices.
   */
  decapsulate(ciphertext: Uint8Array, keyPair: KemKeyPair): Uint8Array
}

/** The mechanisms of one engine. */
export type Kems = Readonly<Record<KemName, Kem>>

/** What an implementation brings; throws on malformed keys. */
export interface KemEngine {
  /** Bytes of randomness that `encapsulate` uses. */
  readonly randomBytes: number
  publicKeyFromSeed(seed: Uint8Array): Uint8Array
  encapsulate(publicKey: Uint8Array, random: Uint8Array): Encapsulation
  decapsulate(ciphertext: Uint8Array, keyPair: Omit<KemKeyPair, 'kem'>): Uint8Array
}

/** FIPS 203 table 3: the lengths of keys and ciphertexts; a seed is d || z (FIPS 203 7.1). */
export const mlKemTable = {
  'ml-kem-512': mlKem('ml-kem-512', 800, 768),
  'ml-kem-768': mlKem('ml-kem-768', 1184, 1088),
  'ml-kem-1024': mlKem('ml-kem-1024', 1568, 1568),
} as const

function mlKem(name: KemName, publicKeyBytes: number, ciphertextBytes: number): KemParameters {
  return {
    name,
    label: name.toUpperCase(),
    standard: 'FIPS 203',
    seedBytes: 64,
    publicKeyBytes,
    ciphertextBytes,
  }
}

/** A mechanism from its numbers and an engine, with the checks that are the same everywhere. */
export function defineKem(parameters: KemParameters, engine: KemEngine): Kem {
  const { name, label, seedBytes, publicKeyBytes, ciphertextBytes } = parameters
  return {
    ...parameters,
    keyPairFromSeed(seed) {
      if (seed.length !== seedBytes)
        throw new CryptoError('kem.BadSeed', `a ${label} seed has ${seedBytes} bytes, got ${seed.length}`)
      return { kem: name, publicKey: engine.publicKeyFromSeed(seed), secretKey: seed.slice() }
    },
    encapsulate(publicKey, random) {
      if (publicKey.length !== publicKeyBytes)
        throw new CryptoError(
          'kem.BadKey',
          `a ${label} public key has ${publicKeyBytes} bytes, got ${publicKey.length}`,
        )
      return asBadKey(label, () => engine.encapsulate(publicKey, random(engine.randomBytes)))
    },
    decapsulate(ciphertext, keyPair) {
      if (keyPair.kem !== name)
        throw new CryptoError('kem.BadKey', `a ${keyPair.kem} key cannot open what was made with ${label}`)
      if (ciphertext.length !== ciphertextBytes)
        throw new CryptoError(
          'kem.BadCiphertext',
          `a ${label} ciphertext has ${ciphertextBytes} bytes, got ${ciphertext.length}`,
        )
      return asBadKey(label, () => engine.decapsulate(ciphertext, keyPair))
    },
  }
}

/** Engines throw their own errors on keys that fail the checks of the standard; callers get one code for all of them. */
function asBadKey<T>(label: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    throw new CryptoError('kem.BadKey', `the bytes are not a valid ${label} key`, { cause })
  }
}
