import { readFile, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { makeDirectory, syncDirectory } from '../durable-files.ts'
import { reasonOf, StoreError } from '../error.ts'
import { type Payload, payloadLength } from './frame.ts'
import {
  damagedError,
  framesOf,
  listSegments,
  readSalt,
  SEGMENT_HEADER_BYTES,
  type Segment,
  segmentAt,
} from './segment.ts'
import { createSegment, isFull, reopenSegment, type SegmentWriter } from './segment-writer.ts'

/** Largest payload of one record. */
export const MAX_RECORD_BYTES = 1 << 28

const SEGMENT_BYTES = 64 << 20
/** Records waiting for a sync are written together up to this size, so that one large write does not delay its first record for long. */
const MAX_WRITE_BYTES = 16 << 20

/** How a log is opened. */
export interface CommitLogOptions {
  /** The folder, created when missing. Only one process may have it open: keep it beside a store, whose lock says so. */
  readonly directory: string
  /** A file that would grow beyond this is followed by a new one; 64 MiB by default. */
  readonly segmentBytes?: number
  /** Told, in a sentence, when a write was found that a crash had cut off. */
  readonly onNotice?: (notice: string) => void
}

/** A record as it is read back. */
export interface LogRecord {
  readonly index: number
  readonly payload: Uint8Array
}

/** An append-only sequence of records that survives the end of the process and the loss of power. */
export interface CommitLog extends AsyncDisposable {
  /** Index of the oldest record that is kept. */
  readonly firstIndex: number
  /** Index that the next appended record gets. */
  readonly nextIndex: number
  /**
   * Appends a record, or several in a row, and resolves with the index of the first once all are durable. Calls that come while a
   * sync runs share the next one. Payloads must stay as they are until then. After a failure nothing can be appended
   * (`log.Failed`): what a failed sync has written is unknown, and only opening the log again finds out.
   */
  append(payload: Payload | readonly Payload[]): Promise<number>
  /**
   * The durable records from `fromIndex` (by default the oldest) on, as of the call for the first one. Throws StoreError
   * `log.OutOfRange` for an index that is not kept or not yet written, `log.Damaged` for a record that cannot be read.
   */
  replay(fromIndex?: number): AsyncIterable<LogRecord>
  /** Deletes old files as far as all their records are below `index`. The newest file always stays. */
  truncateBefore(index: number): Promise<void>
  /** Waits for running appends and closes the file. Closing again does nothing. */
  close(): Promise<void>
}

interface Append {
  readonly firstIndex: number
  readonly payloads: readonly Payload[]
  readonly resolve: (firstIndex: number) => void
  readonly reject: (error: unknown) => void
}

/**
 * Opens or creates a log. A write that a crash left unfinished at the very end is cut off, since it was never acknowledged; anything
 * else that cannot be read throws StoreError `log.Damaged` with the file and the byte.
 */
export async function openCommitLog(options: CommitLogOptions): Promise<CommitLog> {
  const { directory, segmentBytes = SEGMENT_BYTES, onNotice } = options
  await makeDirectory(directory)
  const segments = await listSegments(directory)
  for (let newest = segments.at(-1); newest !== undefined; newest = segments.at(-1)) {
    const reopened = await reopenSegment(newest, segmentBytes)
    if (reopened !== undefined) {
      const { writer, nextIndex, cutBytes } = reopened
      if (cutBytes > 0)
        onNotice?.(
          `${basename(newest.path)}: ${cutBytes} bytes of an unfinished write after record ${nextIndex - 1} were cut off`,
        )
      return new SegmentedLog({ directory, segmentBytes, segments, writer, nextIndex })
    }
    if (segments.length === 1 && newest.firstIndex > 0)
      throw damagedError(newest, 0, 'its header is unreadable and the files before it are gone')
    await rm(newest.path)
    await syncDirectory(directory)
    segments.pop()
  }
  const writer = await createSegment(segmentAt(directory, 0), segmentBytes)
  return new SegmentedLog({ directory, segmentBytes, segments: [writer.segment], writer, nextIndex: 0 })
}

interface LogState {
  readonly directory: string
  readonly segmentBytes: number
  readonly segments: Segment[]
  readonly writer: SegmentWriter
  readonly nextIndex: number
}

class SegmentedLog implements CommitLog {
  readonly #directory: string
  readonly #segmentBytes: number
  /** Oldest first; the last is the writer's. */
  readonly #segments: Segment[]
  #writer: SegmentWriter
  #nextIndex: number
  /** Records below this index are synced. */
  #durableIndex: number
  #waiting: Append[] = []
  #writing: Promise<void> | undefined
  #failure: StoreError | undefined
  #closing: Promise<void> | undefined

  constructor(state: LogState) {
    this.#directory = state.directory
    this.#segmentBytes = state.segmentBytes
    this.#segments = state.segments
    this.#writer = state.writer
    this.#nextIndex = state.nextIndex
    this.#durableIndex = state.nextIndex
  }

  get firstIndex(): number {
    return this.#segments[0]?.firstIndex ?? 0
  }

  get nextIndex(): number {
    return this.#nextIndex
  }

  async append(payload: Payload | readonly Payload[]): Promise<number> {
    this.#checkOpen()
    if (this.#failure !== undefined) throw this.#failure
    const payloads = Array.isArray(payload) ? [...payload] : [payload as Payload]
    for (const length of payloads.map(payloadLength))
      if (length > MAX_RECORD_BYTES)
        throw new StoreError(
          'log.InvalidRecord',
          `a record of ${length} bytes is too large, the limit is ${MAX_RECORD_BYTES}`,
        )
    const firstIndex = this.#nextIndex
    if (payloads.length === 0) return firstIndex
    this.#nextIndex += payloads.length
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.#waiting.push({ firstIndex, payloads, resolve, reject })
    this.#writing ??= this.#writeWaiting()
    return promise
  }

  async *replay(fromIndex: number = this.firstIndex): AsyncGenerator<LogRecord> {
    this.#checkOpen()
    const end = this.#durableIndex
    if (!Number.isSafeInteger(fromIndex) || fromIndex < this.firstIndex || fromIndex > end)
      throw new StoreError(
        'log.OutOfRange',
        `the log cannot be read from record ${fromIndex}: it holds ${this.firstIndex} to ${end - 1}`,
      )
    const start = this.#segments.findLastIndex(({ firstIndex }) => firstIndex <= fromIndex)
    const segments = this.#segments.slice(start)
    for (const [i, segment] of segments.entries())
      yield* readRecords(segment, fromIndex, Math.min(end, segments[i + 1]?.firstIndex ?? end))
  }

  async truncateBefore(index: number): Promise<void> {
    this.#checkOpen()
    const deleted: Segment[] = []
    for (
      let next = this.#segments[1];
      next !== undefined && next.firstIndex <= index;
      next = this.#segments[1]
    )
      deleted.push(...this.#segments.splice(0, 1))
    // Oldest first: a crash in between leaves no gap.
    for (const { path } of deleted) await rm(path)
    if (deleted.length > 0) await syncDirectory(this.#directory)
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#writing
      await this.#writer.close()
    })()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #checkOpen(): void {
    if (this.#closing !== undefined)
      throw new StoreError('log.Closed', `the log in ${this.#directory} is closed`)
  }

  /** Writes what waits, and what comes to wait meanwhile, until nothing does. */
  async #writeWaiting(): Promise<void> {
    // One turn of the event loop's microtasks: appends that are made together are written together.
    await undefined
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      const appends = this.#takeWaiting()
      try {
        await this.#write(appends)
        for (const { resolve, firstIndex } of appends) resolve(firstIndex)
      } catch (error) {
        this.#fail(error, appends)
      }
    }
    this.#writing = undefined
  }

  #takeWaiting(): Append[] {
    let bytes = 0
    let count = 0
    for (const { payloads } of this.#waiting) {
      if (count > 0 && bytes >= MAX_WRITE_BYTES) break
      for (const payload of payloads) bytes += payloadLength(payload)
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #write(appends: readonly Append[]): Promise<void> {
    const payloads = appends.flatMap((append) => append.payloads)
    const first = this.#durableIndex
    if (isFull(this.#writer, payloads, this.#segmentBytes)) {
      const segment = segmentAt(this.#directory, first)
      const writer = await createSegment(segment, this.#segmentBytes)
      await this.#writer.close()
      this.#writer = writer
      this.#segments.push(segment)
    }
    await this.#writer.write(first, payloads)
    this.#durableIndex += payloads.length
  }

  #fail(error: unknown, appends: readonly Append[]): void {
    this.#failure = new StoreError(
      'log.Failed',
      `the log in ${this.#directory} cannot be written: ${reasonOf(error)}; free the disk and start again`,
      { cause: error },
    )
    for (const { reject } of [...appends, ...this.#waiting]) reject(this.#failure)
    this.#waiting = []
  }
}

/** The records of a segment from `fromIndex` on; it must hold all those up to `end`. */
async function* readRecords(segment: Segment, fromIndex: number, end: number): AsyncGenerator<LogRecord> {
  if (end <= segment.firstIndex) return
  const bytes = await readFile(segment.path).catch((cause: unknown) => {
    throw new StoreError('log.OutOfRange', `${basename(segment.path)} was deleted while the log was read`, {
      cause,
    })
  })
  const salt = readSalt(bytes, segment)
  if (salt === undefined) throw damagedError(segment, 0, 'its header is unreadable')
  let offset = SEGMENT_HEADER_BYTES
  let index = segment.firstIndex
  for (const frame of framesOf(bytes, segment, salt)) {
    if (index >= fromIndex) yield { index, payload: new Uint8Array(frame.payload) }
    offset = frame.end
    if (++index === end) return
  }
  throw damagedError(segment, offset, `record ${index} is unreadable`)
}
