import { createHash } from 'node:crypto'
import { type Hash, type HashName, portableHashes } from '../hash.ts'
import { digestOf } from './digest.ts'

/** The hash functions on OpenSSL, which uses the processor's SHA instructions; BLAKE3, which OpenSSL lacks, is the portable one. */
export const nativeHashes: Readonly<Record<HashName, Hash>> = {
  'sha-256': native('sha-256', 'sha256'),
  'sha-512': native('sha-512', 'sha512'),
  'sha3-256': native('sha3-256', 'sha3-256'),
  'keccak-256': native('keccak-256', 'keccak-256'),
  blake3: portableHashes.blake3,
}

function native(name: HashName, algorithm: string): Hash {
  return {
    name,
    bytes: portableHashes[name].bytes,
    digest(...parts) {
      const [only] = parts
      if (parts.length === 1 && only !== undefined) return digestOf(algorithm, only)
      const state = createHash(algorithm)
      for (const part of parts) state.update(part)
      return new Uint8Array(state.digest())
    },
  }
}
