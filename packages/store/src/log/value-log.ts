import { type FileHandle, open, rm } from 'node:fs/promises'
import { makeDirectory } from '../durable-files.ts'
import { reasonOf, StoreError } from '../error.ts'
import { FRAME_HEADER_BYTES, readFrame } from './frame.ts'
import { damagedError, listSegments, readSalt, SEGMENT_HEADER_BYTES, segmentAt } from './segment.ts'
import { createSegment, isFull, reopenSegment, type SegmentWriter } from './segment-writer.ts'

const SEGMENT_BYTES = 64 << 20
/** Values waiting for a sync are written together up to this size. */
const MAX_WRITE_BYTES = 16 << 20
/** Zeros are not written ahead: nobody waits for a single value, and what is written at once is large. */
const NOTHING_AHEAD = 0
/** Files that are kept open for reading. */
const MOST_OPEN = 8

/** Where a value lies. */
export interface ValuePlace {
  /** The file, by the number in its name. */
  readonly segment: number
  /** Where its frame begins in there. */
  readonly offset: number
  /** Bytes of the value. */
  readonly length: number
}

/** Where a value log is, and how long its files are. */
export interface ValueLogOptions {
  /** The folder, created when missing. Only one process may have it open: keep it beside a store, whose lock says so. */
  readonly directory: string
  /** A file that would grow beyond this is followed by a new one; 64 MiB by default. */
  readonly segmentBytes?: number
}

/**
 * Values that are written once and stay: an engine keeps their places only, so that it need not write them twice and copy them again and
 * again (after WiscKey, Lu et al., FAST 2016). Each is read back against its checksum.
 */
export interface ValueLog {
  /**
   * Appends values and resolves with their places, in order, once all of them are durable. Calls that come while a sync runs share the next
   * one; values must stay as they are until then. After a failure nothing can be appended
   * (`log.Failed`) until the log was opened again.
   */
  append(values: readonly Uint8Array[]): Promise<readonly ValuePlace[]>
  /** The value at a place. Throws StoreError `log.Damaged` when it is not there as it was written. */
  read(place: ValuePlace): Promise<Uint8Array>
  /** Waits for running appends and closes the files. */
  close(): Promise<void>
}

/** Opens or creates a value log. What a crash left unfinished at its end has no place anywhere and is cut off. Throws StoreError `log.Damaged`. */
export async function openValueLog(options: ValueLogOptions): Promise<ValueLog> {
  const { directory, segmentBytes = SEGMENT_BYTES } = options
  await makeDirectory(directory)
  const newest = (await listSegments(directory)).at(-1)
  const reopened = newest === undefined ? undefined : await reopenSegment(newest, NOTHING_AHEAD)
  if (reopened !== undefined) return new SegmentedValues({ directory, segmentBytes, ...reopened })
  // A file whose header was not finished holds nothing.
  if (newest !== undefined) await rm(newest.path)
  const writer = await createSegment(newest ?? segmentAt(directory, 0), NOTHING_AHEAD)
  const nextIndex = writer.segment.firstIndex
  return new SegmentedValues({ directory, segmentBytes, writer, nextIndex })
}

/** Values that wait to be written, and who waits for them. */
interface Append {
  readonly values: readonly Uint8Array[]
  readonly resolve: (places: readonly ValuePlace[]) => void
  readonly reject: (error: unknown) => void
}

/** A file that is open for reading. */
interface Reader {
  readonly file: FileHandle
  readonly salt: number
}

interface ValuesState {
  readonly directory: string
  readonly segmentBytes: number
  readonly writer: SegmentWriter
  /** Number that the next value gets. */
  readonly nextIndex: number
}

class SegmentedValues implements ValueLog {
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #readers = new Map<number, Promise<Reader>>()
  #writer: SegmentWriter
  #nextIndex: number
  #waiting: Append[] = []
  #writing: Promise<void> | undefined
  #failure: StoreError | undefined

  constructor(state: ValuesState) {
    this.#directory = state.directory
    this.#segmentBytes = state.segmentBytes
    this.#writer = state.writer
    this.#nextIndex = state.nextIndex
  }

  append(values: readonly Uint8Array[]): Promise<readonly ValuePlace[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly ValuePlace[]>()
    this.#waiting.push({ values, resolve, reject })
    this.#writing ??= this.#writeWaiting()
    return promise
  }

  async read({ segment, offset, length }: ValuePlace): Promise<Uint8Array> {
    const { file, salt } = await this.#reader(segment)
    const bytes = Buffer.allocUnsafeSlow(FRAME_HEADER_BYTES + length)
    await file.read(bytes, 0, bytes.length, offset)
    const payload = readFrame(bytes, 0, salt)?.payload
    if (payload?.length !== length)
      throw damagedError(
        segmentAt(this.#directory, segment),
        offset,
        `a value of ${length} bytes is unreadable`,
      )
    return payload
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#writer.close()
    for (const reader of this.#readers.values()) await closeReader(reader)
  }

  /** Writes what waits, and what comes to wait meanwhile, until nothing does. */
  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const appends = this.#takeWaiting()
      try {
        const places = await this.#write(appends.flatMap(({ values }) => values))
        let first = 0
        for (const { values, resolve } of appends) {
          resolve(places.slice(first, first + values.length))
          first += values.length
        }
      } catch (error) {
        for (const { reject } of appends) reject(error)
      }
    }
    this.#writing = undefined
  }

  #takeWaiting(): Append[] {
    let bytes = 0
    let count = 0
    for (const { values } of this.#waiting) {
      if (count > 0 && bytes >= MAX_WRITE_BYTES) break
      for (const { length } of values) bytes += length
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #write(values: readonly Uint8Array[]): Promise<readonly ValuePlace[]> {
    if (this.#failure !== undefined) throw this.#failure
    try {
      if (isFull(this.#writer, values, this.#segmentBytes)) {
        const writer = await createSegment(segmentAt(this.#directory, this.#nextIndex), NOTHING_AHEAD)
        await this.#writer.close()
        this.#writer = writer
      }
      const { segment, offset } = this.#writer
      await this.#writer.write(this.#nextIndex, values)
      this.#nextIndex += values.length
      return placesFrom(segment.firstIndex, offset, values)
    } catch (cause) {
      this.#failure = new StoreError(
        'log.Failed',
        `values cannot be written to ${this.#directory}: ${reasonOf(cause)}; free the disk and start again`,
        { cause },
      )
      throw this.#failure
    }
  }

  #reader(segment: number): Promise<Reader> {
    const reader = this.#readers.get(segment) ?? openReader(this.#directory, segment)
    // The one that was asked for last stands last.
    this.#readers.delete(segment)
    this.#readers.set(segment, reader)
    reader.catch(() => this.#readers.delete(segment))
    for (const [oldest, its] of this.#readers) {
      if (this.#readers.size <= MOST_OPEN) break
      this.#readers.delete(oldest)
      void closeReader(its)
    }
    return reader
  }
}

/** Where values lie that were written one after the other. */
function placesFrom(segment: number, start: number, values: readonly Uint8Array[]): readonly ValuePlace[] {
  let offset = start
  return values.map(({ length }) => {
    const place = { segment, offset, length }
    offset += FRAME_HEADER_BYTES + length
    return place
  })
}

async function openReader(directory: string, number: number): Promise<Reader> {
  const segment = segmentAt(directory, number)
  const file = await open(segment.path).catch((cause: unknown) => {
    throw damagedError(segment, 0, `it cannot be opened: ${reasonOf(cause)}`)
  })
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES)
  await file.read(header, 0, header.length, 0)
  const salt = readSalt(header, segment)
  if (salt !== undefined) return { file, salt }
  await file.close()
  throw damagedError(segment, 0, 'its header is unreadable')
}

/** Closes a file once what is read from it has been read; one that could not be opened needs nothing. */
async function closeReader(reader: Promise<Reader>): Promise<void> {
  await reader.then(
    ({ file }) => file.close(),
    () => {},
  )
}
