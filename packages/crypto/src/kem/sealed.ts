import { byteList, CodecError, decode, encode, type Infer, struct, variant } from '@demiurge/codec'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { AEAD_TAG_BYTES, type Aead } from '../aead.ts'
import { CryptoError } from '../error.ts'
import type { RandomSource } from '../random.ts'
import type { KemKeyPair, Kems } from './kem.ts'
import { xWingParameters } from './x-wing.ts'

/** The longest message that one envelope carries, in bytes. */
export const MAX_SEALED_BYTES = 16 * 1024 * 1024

/**
 * A message that only one key opens. The case is the version of the format: `v1` is X-Wing (X25519 + ML-KEM-768), HKDF-SHA-256,
 * AES-256-GCM.
 */
export const SealedMessage = variant({
  v1: struct({
    encapsulation: byteList(xWingParameters.ciphertextBytes),
    ciphertext: byteList(MAX_SEALED_BYTES + AEAD_TAG_BYTES),
  }),
})
export type SealedMessage = Infer<typeof SealedMessage>

/** The parts that sealing is made of, from the portable or the native door. */
export interface SealingCrypto {
  readonly kems: Kems
  readonly aesGcm: Aead
}

export interface OpenOptions extends SealingCrypto {
  /** What the message is bound to and does not contain, such as the order it belongs to; must be equal on both sides. */
  readonly associatedData?: Uint8Array
}

export interface SealOptions extends OpenOptions {
  readonly random: RandomSource
}

const KEY_INFO = utf8ToBytes('demiurge/sealed/v1')
const NOTHING = new Uint8Array(0)

/**
 * Encrypts a message to an X-Wing public key and returns the encoded `SealedMessage`. It says nothing about who sealed it: sign the
 * result when that matters. Throws `kem.BadKey` when the key is none, and CodecError when the message is longer than 16 MiB.
 */
export function sealMessage(message: Uint8Array, publicKey: Uint8Array, options: SealOptions): Uint8Array {
  const { kems, aesGcm, random, associatedData = NOTHING } = options
  const { ciphertext: encapsulation, sharedSecret } = kems['x-wing'].encapsulate(publicKey, random)
  const { key, nonce } = keySchedule(sharedSecret)
  const ciphertext = aesGcm.seal(key, nonce, message, associatedData)
  return encode(SealedMessage, { kind: 'v1', value: { encapsulation, ciphertext } })
}

/**
 * Decrypts what `sealMessage` made. Throws `sealed.Malformed` when the bytes are no envelope, and `sealed.CannotOpen` when they were
 * sealed for another key, changed, or bound to other associated data: which of the three is not knowable.
 */
export function openMessage(sealed: Uint8Array, keyPair: KemKeyPair, options: OpenOptions): Uint8Array {
  const { kems, aesGcm, associatedData = NOTHING } = options
  const { encapsulation, ciphertext } = parse(sealed).value
  const { key, nonce } = keySchedule(decapsulate(kems, encapsulation, keyPair))
  const message = aesGcm.open(key, nonce, ciphertext, associatedData)
  if (message === undefined) throw cannotOpen()
  return message
}

function parse(sealed: Uint8Array): SealedMessage {
  try {
    return decode(SealedMessage, sealed)
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw new CryptoError('sealed.Malformed', `the bytes are not a sealed message: ${cause.message}`, {
      cause,
    })
  }
}

function decapsulate(kems: Kems, encapsulation: Uint8Array, keyPair: KemKeyPair): Uint8Array {
  if (encapsulation.length !== xWingParameters.ciphertextBytes)
    throw new CryptoError(
      'sealed.Malformed',
      `the encapsulation has ${encapsulation.length} bytes, ${xWingParameters.ciphertextBytes} are needed`,
    )
  try {
    return kems['x-wing'].decapsulate(encapsulation, keyPair)
  } catch (cause) {
    // With a key of the right kind the one way to fail is an X25519 point of small order, which a changed envelope may hold.
    if (keyPair.kem === 'x-wing' && cause instanceof CryptoError) throw cannotOpen(cause)
    throw cause
  }
}

function cannotOpen(cause?: unknown): CryptoError {
  return new CryptoError(
    'sealed.CannotOpen',
    'the message was sealed for another key, changed since, or bound to other associated data',
    { cause },
  )
}

/** The key is used for this one message, so that the nonce may come from the same secret. */
function keySchedule(sharedSecret: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const bytes = hkdf(sha256, sharedSecret, undefined, KEY_INFO, 44)
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32) }
}
