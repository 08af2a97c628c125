import { type FileHandle, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncDirectory, writeFully } from '../durable-files.ts'
import { FRAME_HEADER_BYTES, type Payload, payloadLength, writeFrame } from './frame.ts'
import { createSegmentHeader, findSegmentEnd, SEGMENT_HEADER_BYTES, type Segment } from './segment.ts'

/** Zeros written ahead of the records: a sync that need not grow the file takes half the time. */
const ALLOCATE_BYTES = 4 << 20
/** Larger writes take longer than what they would save: while they come, nobody waits for zeros as well. */
const MOST_WRITTEN_AHEAD = 1 << 17
/** Memory that is kept between writes: what a busy log writes at once. */
const MOST_KEPT_BYTES = 16 << 20

/** The newest segment, open for writing. */
export interface SegmentWriter {
  readonly segment: Segment
  /** Offset after the last record. */
  readonly offset: number
  /** Writes records, the first of which has index `firstIndex`, as one write, and syncs them. */
  write(firstIndex: number, payloads: readonly Payload[]): Promise<void>
  close(): Promise<void>
}

/** Creates a segment: its header and its name are durable when this resolves. Zeros are written ahead of the records up to `allocatedBytes` of the file. */
export async function createSegment(segment: Segment, allocatedBytes: number): Promise<SegmentWriter> {
  const { bytes, salt } = createSegmentHeader(segment.firstIndex)
  const file = await open(segment.path, 'wx')
  try {
    await writeFully(file, bytes, 0)
    // In either order: a name without a header holds nothing, and a header without a name is not found.
    await Promise.all([file.datasync(), syncDirectory(dirname(segment.path))])
  } catch (error) {
    await file.close()
    throw error
  }
  return createWriter(file, { segment, salt, offset: bytes.length, size: bytes.length, allocatedBytes })
}

/** What was found when the newest segment was opened. */
export interface ReopenedSegment {
  readonly writer: SegmentWriter
  readonly nextIndex: number
  /** Bytes of an unfinished write that were cut off. */
  readonly cutBytes: number
}

/**
 * Opens the newest segment behind its last whole record and cuts off what a crash left unfinished; undefined when the segment itself
 * was left unfinished. Throws StoreError `log.Damaged`.
 */
export async function reopenSegment(
  segment: Segment,
  allocatedBytes: number,
): Promise<ReopenedSegment | undefined> {
  const bytes = await readFile(segment.path)
  const end = findSegmentEnd(bytes, segment)
  if (end === undefined) return undefined
  const { salt, offset, nextIndex, torn } = end
  const file = await open(segment.path, 'r+')
  try {
    if (torn) await file.truncate(offset)
    // What was found may have been in memory only, if the process ended before its sync: from here on it counts as durable.
    await file.sync()
  } catch (error) {
    await file.close()
    throw error
  }
  const size = torn ? offset : bytes.length
  const writer = createWriter(file, { segment, salt, offset, size, allocatedBytes })
  return { writer, nextIndex, cutBytes: torn ? bytes.length - offset : 0 }
}

interface WriterState {
  readonly segment: Segment
  readonly salt: number
  readonly offset: number
  /** Bytes of the file, zeros behind the records included. */
  readonly size: number
  readonly allocatedBytes: number
}

function createWriter(file: FileHandle, state: WriterState): SegmentWriter {
  const { segment, salt, allocatedBytes } = state
  let { offset, size } = state
  // Writes come one after the other, so that they can have the same memory; a rare large one must not keep its own for ever.
  let kept = Buffer.alloc(0)
  const memoryFor = (length: number): Buffer => {
    if (length > kept.length) {
      const memory = Buffer.allocUnsafeSlow(Math.max(length, Math.min(2 * kept.length, MOST_KEPT_BYTES)))
      if (length > MOST_KEPT_BYTES) return memory
      kept = memory
    }
    return kept.subarray(0, length)
  }
  return {
    segment,
    get offset() {
      return offset
    },
    async write(firstIndex, payloads) {
      const frames = memoryFor(framedLength(payloads))
      writeFrames(frames, { firstIndex, payloads, salt })
      await writeFully(file, frames, offset)
      const end = offset + frames.length
      if (end > size) {
        const isSmall = frames.length <= MOST_WRITTEN_AHEAD
        const ahead = isSmall ? Math.min(ALLOCATE_BYTES, Math.max(0, allocatedBytes - end)) : 0
        if (ahead > 0) await writeFully(file, Buffer.alloc(ahead), end)
        size = end + ahead
      }
      await file.datasync()
      offset = end
    },
    close: () => file.close(),
  }
}

function writeFrames(
  target: Buffer,
  records: { readonly firstIndex: number; readonly payloads: readonly Payload[]; readonly salt: number },
): void {
  const { firstIndex, payloads, salt } = records
  let at = 0
  payloads.forEach((payload, i) => {
    at = writeFrame(target, at, { index: firstIndex + i, begins: i === 0, payload }, salt)
  })
}

function framedLength(payloads: readonly Payload[]): number {
  return payloads.reduce((sum, payload) => sum + FRAME_HEADER_BYTES + payloadLength(payload), 0)
}

/** Whether a segment has room for more: its first write always fits, however large. */
export function isFull(writer: SegmentWriter, payloads: readonly Payload[], segmentBytes: number): boolean {
  if (writer.offset === SEGMENT_HEADER_BYTES) return false
  return writer.offset + framedLength(payloads) > segmentBytes
}
