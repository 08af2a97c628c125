import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { StoreError } from '../error.ts'
import { type Frame, findLaterWrite, readFrame } from './frame.ts'

/**
 * One file of the log, named after its first record. It begins with a header, `[8 bytes magic][u64 first index][u32 salt][u32 crc]`,
 * little-endian, and goes on with frames, then zeros. A header is synced before the first frame is written.
 */
export interface Segment {
  readonly path: string
  readonly firstIndex: number
}

/** Bytes before the first frame. */
export const SEGMENT_HEADER_BYTES = 24

const MAGIC = Buffer.from('DEMILOG1')
const CRC_AT = 20
const NAME = /^\d{16}\.log$/

export function segmentAt(directory: string, firstIndex: number): Segment {
  return { path: join(directory, `${String(firstIndex).padStart(16, '0')}.log`), firstIndex }
}

/** The segments of a folder, oldest first. */
export async function listSegments(directory: string): Promise<Segment[]> {
  const names = (await readdir(directory)).filter((name) => NAME.test(name)).toSorted()
  return names.map((name) => segmentAt(directory, Number.parseInt(name, 10)))
}

/** A header with a fresh salt: whoever writes records cannot know it, so none of them can hold a valid frame. */
export function createSegmentHeader(firstIndex: number): { bytes: Buffer; salt: number } {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES)
  bytes.set(MAGIC)
  bytes.writeBigUInt64LE(BigInt(firstIndex), 8)
  bytes.set(randomBytes(4), 16)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CRC_AT)), CRC_AT)
  return { bytes, salt: bytes.readUInt32LE(16) }
}

/** The salt of a segment's header, or undefined when the header is not whole or not that segment's. */
export function readSalt(bytes: Buffer, { firstIndex }: Segment): number | undefined {
  if (bytes.length < SEGMENT_HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  if (bytes.readUInt32LE(CRC_AT) !== crc32(bytes.subarray(0, CRC_AT))) return undefined
  return bytes.readBigUInt64LE(8) === BigInt(firstIndex) ? bytes.readUInt32LE(16) : undefined
}

/** The frames of a segment from its first record, as far as they are whole and in sequence. */
export function* framesOf(bytes: Buffer, { firstIndex }: Segment, salt: number): Generator<Frame> {
  let offset = SEGMENT_HEADER_BYTES
  for (let index = firstIndex; ; index++) {
    const frame = readFrame(bytes, offset, salt)
    if (frame?.index !== index) return
    yield frame
    offset = frame.end
  }
}

/** Where the records of the newest segment end. */
export interface SegmentEnd {
  readonly salt: number
  /** Index after the last whole record. */
  readonly nextIndex: number
  /** Offset after the last whole record. */
  readonly offset: number
  /** Whether something other than zeros follows: a write that was cut off. */
  readonly torn: boolean
}

/**
 * Finds the end of the newest segment; undefined when not even its header was finished, so that it can hold no record. Throws
 * StoreError `log.Damaged` when what is unreadable had once been synced.
 */
export function findSegmentEnd(bytes: Buffer, segment: Segment): SegmentEnd | undefined {
  const salt = readSalt(bytes, segment)
  if (salt === undefined) {
    if (isZero(bytes.subarray(SEGMENT_HEADER_BYTES))) return undefined
    throw damagedError(segment, 0, 'its header is unreadable but records follow')
  }
  let offset = SEGMENT_HEADER_BYTES
  let nextIndex = segment.firstIndex
  for (const frame of framesOf(bytes, segment, salt)) {
    offset = frame.end
    nextIndex = frame.index + 1
  }
  const torn = !isZero(bytes.subarray(offset))
  const later = torn ? findLaterWrite(bytes, offset, nextIndex, salt) : undefined
  if (later !== undefined)
    throw damagedError(segment, offset, `record ${nextIndex} is unreadable but record ${later.index} follows`)
  return { salt, nextIndex, offset, torn }
}

/** The error for records that were acknowledged once and cannot be read. */
export function damagedError({ path }: Segment, offset: number, what: string): StoreError {
  return new StoreError(
    'log.Damaged',
    `${basename(path)} is damaged at byte ${offset}: ${what}; restore the folder from a copy or sync it again from the network`,
  )
}

function isZero(bytes: Buffer): boolean {
  const zeros = Buffer.alloc(Math.min(bytes.length, 1 << 16))
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const piece = bytes.subarray(at, at + zeros.length)
    if (!piece.equals(zeros.subarray(0, piece.length))) return false
  }
  return true
}
