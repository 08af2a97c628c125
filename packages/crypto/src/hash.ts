import { blake3 } from '@noble/hashes/blake3.js'
import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { keccak_256, sha3_256 } from '@noble/hashes/sha3.js'

const functions = {
  'sha-256': sha256,
  'sha-512': sha512,
  'sha3-256': sha3_256,
  /** The padding before FIPS 202, as Ethereum uses it. */
  'keccak-256': keccak_256,
  blake3,
}

/** The name of a hash function. */
export type HashName = keyof typeof functions

/** A hash function: how long its digest is in bytes, and the digest of a whole message or of its parts one after the other. */
export interface Hash {
  readonly name: HashName
  readonly bytes: number
  digest(...parts: readonly Uint8Array[]): Uint8Array
}

/** The hash functions of the chain in plain JavaScript: FIPS 180-4, FIPS 202, Keccak round 3, BLAKE3 (32 bytes). */
export const portableHashes: Readonly<Record<HashName, Hash>> = {
  'sha-256': hash('sha-256'),
  'sha-512': hash('sha-512'),
  'sha3-256': hash('sha3-256'),
  'keccak-256': hash('keccak-256'),
  blake3: hash('blake3'),
}

function hash(name: HashName): Hash {
  const scheme = functions[name]
  return {
    name,
    bytes: scheme.outputLen,
    digest(...parts) {
      const [only] = parts
      if (parts.length === 1 && only !== undefined) return scheme(only)
      const state = scheme.create()
      for (const part of parts) state.update(part)
      return state.digest()
    },
  }
}

/** HMAC (RFC 2104, FIPS 198-1) of the message under the key; as long as the hash's digest. */
export function hmac(name: HashName, key: Uint8Array, message: Uint8Array): Uint8Array {
  return nobleHmac(functions[name], key, message)
}

/** H of the protocol: SHA3-256, 32 bytes, for identifiers and digests. Several parts are hashed as one message. */
export function H(...parts: readonly Uint8Array[]): Uint8Array {
  return portableHashes['sha3-256'].digest(...parts)
}
