import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** The largest message that gossip carries, before compression (PROTOCOL section 7). */
export const MAX_MESSAGE_BYTES: number = 128 * 1024

const RAW = 0
const ZSTD = 1
/** Nor may a small message ask for much memory. */
const WINDOW = { [constants.ZSTD_d_windowLogMax]: 18 }
/** Smaller ones would hardly get smaller. */
const WORTH_BYTES = 1_024

/** A message of gossip breaks the rules of the wire. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
}

/** Bytes as they travel: one byte that says how, and the content, compressed where that helps. Throws MessageError when they are too many. */
export function packMessage(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_MESSAGE_BYTES)
    throw new MessageError(`a message has ${bytes.length} bytes, the limit is ${MAX_MESSAGE_BYTES}`)
  const packed = bytes.length < WORTH_BYTES ? undefined : zstdCompressSync(bytes)
  const isSmaller = packed !== undefined && packed.length < bytes.length
  return Buffer.concat([Uint8Array.of(isSmaller ? ZSTD : RAW), isSmaller ? packed : bytes])
}

/** The content of a message. Throws MessageError on one that cannot be read or would become too large. */
export function unpackMessage(message: Uint8Array): Uint8Array {
  const [how] = message
  const content = message.subarray(1)
  if (how === RAW && content.length <= MAX_MESSAGE_BYTES) return content
  if (how !== ZSTD) throw new MessageError(`a message of ${message.length} bytes begins with ${how}`)
  try {
    return zstdDecompressSync(content, { maxOutputLength: MAX_MESSAGE_BYTES, params: WINDOW })
  } catch (error) {
    throw new MessageError(
      `a compressed message cannot be read: ${error instanceof Error ? error.message : error}`,
    )
  }
}
