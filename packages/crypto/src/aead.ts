import { gcm } from '@noble/ciphers/aes.js'

/**
 * AES-256-GCM (NIST SP 800-38D): key 32 bytes, nonce 12 bytes that must never repeat under one key, tag 16 bytes behind the
 * ciphertext. One interface for the portable and the native implementation.
 */
export interface Aead {
  /** Ciphertext followed by the tag; `associatedData` is authenticated and not encrypted. */
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array): Uint8Array
  /** The plaintext, or undefined when key, nonce, ciphertext or associated data is not the one that was sealed. */
  open(
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
    associatedData: Uint8Array,
  ): Uint8Array | undefined
}

/** Length of the tag in bytes. */
export const AEAD_TAG_BYTES = 16

/** AES-256-GCM in plain JavaScript. Its tables are not constant-time; see the README's security section. */
export const portableAesGcm: Aead = {
  seal: (key, nonce, plaintext, associatedData) => gcm(key, nonce, associatedData).encrypt(plaintext),
  open(key, nonce, sealed, associatedData) {
    if (sealed.length < AEAD_TAG_BYTES) return undefined
    try {
      return gcm(key, nonce, associatedData).decrypt(sealed)
    } catch {
      // The one thing that decrypting throws for arguments of these types is a tag that does not match.
      return undefined
    }
  },
}
