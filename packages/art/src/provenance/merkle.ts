import type { MerkleHasher } from '@demiurge/crypto'
import { sha256 } from '@noble/hashes/sha2.js'

/** SHA-256, the hash of the log's tree. A faster one may be passed; it has to give the same digests. */
export type LogHasher = Pick<MerkleHasher, 'sha256'>

/** The one that is used when none is passed: plain JavaScript, loaded in no time. */
export const plainHasher: LogHasher = { sha256 }

/** Length of a hash in bytes. */
export const HASH_BYTES = 32

/** Hash of an entry (RFC 9162 2.1.1): SHA-256(0x00 || entry). The first byte keeps an entry from passing for a node. */
export function leafHash(entry: Uint8Array, hasher: LogHasher = plainHasher): Uint8Array {
  const message = new Uint8Array(1 + entry.length)
  message.set(entry, 1)
  return hasher.sha256(message)
}

/** Hash of an inner node (RFC 9162 2.1.1): SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array, hasher: LogHasher = plainHasher): Uint8Array {
  const message = new Uint8Array(1 + 2 * HASH_BYTES)
  message[0] = 1
  message.set(left, 1)
  message.set(right, 1 + HASH_BYTES)
  return hasher.sha256(message)
}

/** Root of the tree with no entry (RFC 9162 2.1.1): SHA-256 of nothing. */
export function emptyRoot(hasher: LogHasher = plainHasher): Uint8Array {
  return hasher.sha256(new Uint8Array(0))
}

/** Whether two byte strings are equal. For public values: it takes as long as they agree. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Whether a list holds hashes only. */
export function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash instanceof Uint8Array && hash.length === HASH_BYTES)
}
