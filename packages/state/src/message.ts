/**
 * Keys and values as SHA-256 reads them: the bytes, zeros, and the number of bytes (u32, little-endian) at the end, so that the whole
 * is a multiple of 64 bytes. A message of up to 60 bytes is one such block, and blocks are hashed in bulk like pairs of hashes. No two
 * values have one message, because the length is part of it.
 */
import { copyBytes, viewOf } from '@demiurge/codec'
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
  viewOf(message).setUint32(message.length - LENGTH_BYTES, bytes.length, true)
  return hasher.sha256(message)
}

/** Writes the message of `length` bytes (at most SHORT_BYTES) of `source`, from `from` on, as the block at byte `at` of `target`. */
export function writeBlock(
  target: DataView,
  at: number,
  source: DataView,
  from: number,
  length: number,
): void {
  copyBytes(target, at, source, from, length)
  for (let i = length; i < SHORT_BYTES; i++) target.setUint8(at + i, 0)
  target.setUint32(at + SHORT_BYTES, length, true)
}
