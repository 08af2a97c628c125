import { crc32 } from 'node:zlib'

/**
 * A record in a segment: `[u32 length][u32 crc][u64 index][payload]`, little-endian. The CRC-32 runs over length, index and payload
 * and begins with the segment's salt. The top bit of the index is set on the first record of a write: everything before such a record
 * was synced before it was written.
 */
export interface Frame {
  readonly index: number
  /** Whether a write began with this record. */
  readonly begins: boolean
  readonly payload: Buffer
  /** Offset after the frame. */
  readonly end: number
}

/** What a record holds: bytes, or several pieces that are one after the other in the file. They are copied once, on their way there. */
export type Payload = Uint8Array | { readonly parts: readonly Uint8Array[] }

/** Bytes of a payload. */
export function payloadLength(payload: Payload): number {
  if (payload instanceof Uint8Array) return payload.length
  let length = 0
  for (const part of payload.parts) length += part.length
  return length
}

/** Bytes before the payload. */
export const FRAME_HEADER_BYTES = 16

const BEGINS = 0x8000_0000

/** Writes a frame at `offset` and returns the offset after it. */
export function writeFrame(
  target: Buffer,
  offset: number,
  record: { readonly index: number; readonly begins: boolean; readonly payload: Payload },
  salt: number,
): number {
  const { index, begins, payload } = record
  const length = copy(payload, target, offset + FRAME_HEADER_BYTES)
  target.writeUInt32LE(length, offset)
  target.writeUInt32LE(index % 2 ** 32, offset + 8)
  target.writeUInt32LE(Math.floor(index / 2 ** 32) + (begins ? BEGINS : 0), offset + 12)
  const end = offset + FRAME_HEADER_BYTES + length
  target.writeUInt32LE(checksum(target, offset, end, salt), offset + 4)
  return end
}

/** Copies a payload to `offset`; returns its length. */
function copy(payload: Payload, target: Buffer, offset: number): number {
  if (payload instanceof Uint8Array) {
    target.set(payload, offset)
    return payload.length
  }
  let at = offset
  for (const part of payload.parts) {
    target.set(part, at)
    at += part.length
  }
  return at - offset
}

/** The frame at `offset`, or undefined when what stands there is not a whole frame of this segment. */
export function readFrame(bytes: Buffer, offset: number, salt: number): Frame | undefined {
  const start = offset + FRAME_HEADER_BYTES
  if (start > bytes.length) return undefined
  const end = start + bytes.readUInt32LE(offset)
  if (end > bytes.length) return undefined
  if (bytes.readUInt32LE(offset + 4) !== checksum(bytes, offset, end, salt)) return undefined
  const high = bytes.readUInt32LE(offset + 12)
  return {
    index: (high % BEGINS) * 2 ** 32 + bytes.readUInt32LE(offset + 8),
    begins: high >= BEGINS,
    payload: bytes.subarray(start, end),
    end,
  }
}

/**
 * The first frame after `offset` that begins a write and has an index above `index`; undefined when there is none. Where a record is
 * unreadable, such a frame proves that it had been synced. Records may hold what looks like a frame, but nobody knows the salt.
 */
export function findLaterWrite(
  bytes: Buffer,
  offset: number,
  index: number,
  salt: number,
): Frame | undefined {
  const last = bytes.length - FRAME_HEADER_BYTES
  for (let at = offset + 1; at <= last; at++) {
    // Cheap tests first: the flag, then a plausible index, and only then a checksum.
    const high = bytes.readUInt32LE(at + 12)
    if (high < BEGINS) continue
    const found = (high - BEGINS) * 2 ** 32 + bytes.readUInt32LE(at + 8)
    if (found <= index || found - index > bytes.length) continue
    const frame = readFrame(bytes, at, salt)
    if (frame !== undefined) return frame
  }
  return undefined
}

function checksum(bytes: Buffer, offset: number, end: number, salt: number): number {
  return crc32(bytes.subarray(offset + 8, end), crc32(bytes.subarray(offset, offset + 4), salt))
}
