/**
 * Keys and values as SHA-256 reads them: the bytes, zeros, and the number of bytes (u32, little-endian) at the end, so that the whole
 * is a multiple of 64 bytes. A message of up to 60 bytes is one such block, and blocks are hashed in bulk like pairs of hashes. No two
 * values have one message, because the length is part of it.
 */
import type { MerkleHasher } from '@demiurge/crypto'

/** Bytes of a block. */
export const BLOCK_BYTES = 64
const LENGTH_BYTES = 4
/** Most bytes that fit into one block with their length. */
export const SHORT_BYTES = BLOCK_BYTES - LENGTH_BYTES

/** The hash under which bytes enter the tree, by way of their message. */
export function hashMessage(bytes: Uint8Array, hasher: MerkleHasher): Uint8Array {
  const message = new Uint8Array(Math.ceil((bytes.length + LENGTH_BYTES) / BLOCK_BYTES) * BLOCK_BYTES)
  message.set(bytes)
  writeLength(message, message.length, bytes.length)
  return hasher.sha256(message)
}

/** Writes the message of `length` bytes (at most SHORT_BYTES) of `source`, from `from` on, as the block at byte `at` of `target`. */
export function writeBlock(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  length: number,
): void {
  // A loop: for so few bytes `set` with a view costs more than the copy.
  for (let i = 0; i < length; i++) target[at + i] = source[from + i] ?? 0
  for (let i = length; i < SHORT_BYTES; i++) target[at + i] = 0
  writeLength(target, at + BLOCK_BYTES, length)
}

function writeLength(target: Uint8Array, end: number, length: number): void {
  target[end - 4] = length
  target[end - 3] = length >>> 8
  target[end - 2] = length >>> 16
  target[end - 1] = length >>> 24
}
