import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import { reasonOf, StoreError } from './error.ts'
import type { ValueLog, ValuePlace } from './log/value-log.ts'

/** The first byte of a stored value says how the rest is to be read. */
const RAW = 0
const ZSTD = 1
const LOGGED = 2

/** Bytes that stand for a value in the value log: format, segment (u64), offset and length (u32 each), little-endian. */
const PLACE_BYTES = 17

/** Shorter values hardly shrink. */
const MIN_COMPRESSED_BYTES = 512
/** Bytes by which random content is told, in how many places of the value they lie, and how many different ones make it so. */
const SAMPLE_BYTES = 256
const SAMPLE_PLACES = 16
const RANDOM_DIFFERENT = 136
/** Longer values are compressed on a thread: at some 400 MB/s the event loop waits 0.7 ms here. The thread costs more while disks are busy: its turn comes after theirs. */
const MAX_INLINE_BYTES = 1 << 18
/** Against a damaged frame that claims to be huge. */
const MAX_VALUE_BYTES = 1 << 29
/** More is not kept for the next batch. */
const MOST_ROOM_BYTES = 1 << 24

const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
const limits = { maxOutputLength: MAX_VALUE_BYTES }
const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** Memory for the packed values of one batch, used again for the next: taking it anew for each value is what makes a collector work. */
export class Room {
  #memory = new Uint8Array(0)
  #used = 0
  /** What one batch has asked for so far. */
  #asked = 0

  /** So many bytes, whose content is whatever was there before. */
  take(length: number): Uint8Array {
    this.#asked += length
    if (this.#used + length > this.#memory.length) return new Uint8Array(length)
    this.#used += length
    return this.#memory.subarray(this.#used - length, this.#used)
  }

  /** Nobody needs what was taken any more. */
  clear(): void {
    if (this.#asked > this.#memory.length && this.#asked <= MOST_ROOM_BYTES)
      this.#memory = new Uint8Array(Math.min(2 * this.#asked, MOST_ROOM_BYTES))
    this.#used = 0
    this.#asked = 0
  }
}

/** The bytes to store for a value: a format byte, then the value, by zstd where that saves at least an eighth. */
export function packValue(value: Uint8Array, room: Room = new Room()): Uint8Array | Promise<Uint8Array> {
  if (value.length < MIN_COMPRESSED_BYTES || looksRandom(value)) return tagged(RAW, value, room)
  if (value.length <= MAX_INLINE_BYTES) return smaller(value, zstdCompressSync(value, options), room)
  return compress(value, options).then((compressed) => smaller(value, compressed, room))
}

/** The bytes to store for a value that is in the value log. */
export function packPlace({ segment, offset, length }: ValuePlace): Uint8Array {
  const stored = Buffer.allocUnsafe(PLACE_BYTES)
  stored[0] = LOGGED
  stored.writeBigUInt64LE(BigInt(segment), 1)
  stored.writeUInt32LE(offset, 9)
  stored.writeUInt32LE(length, 13)
  return stored
}

/**
 * The value of stored bytes. Throws StoreError `store.Damaged` for bytes that neither packValue nor packPlace made, or which stand for a
 * value in a log where there is none.
 */
export function unpackValue(stored: Uint8Array, log?: ValueLog): Uint8Array | Promise<Uint8Array> {
  const content = stored.subarray(1)
  if (stored[0] === LOGGED && stored.length === PLACE_BYTES && log !== undefined)
    return log.read(placeOf(content))
  if (stored[0] === RAW) return content
  if (stored[0] !== ZSTD)
    throw new StoreError(
      'store.Damaged',
      `a stored value has format ${stored[0]} and ${stored.length} bytes, which cannot be read here`,
    )
  if (content.length > MAX_INLINE_BYTES) return decompress(content, limits).catch(damaged)
  try {
    return zstdDecompressSync(content, limits)
  } catch (error) {
    return damaged(error)
  }
}

function placeOf(content: Uint8Array): ValuePlace {
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  return {
    segment: Number(view.getBigUint64(0, true)),
    offset: view.getUint32(8, true),
    length: view.getUint32(12, true),
  }
}

/**
 * Whether trying would be wasted: most of what is stored are signatures and keys, which nothing compresses. Of 256 random bytes about
 * 162 differ; structured data stays far below.
 */
function looksRandom(value: Uint8Array): boolean {
  const seen = new Uint8Array(256)
  const each = SAMPLE_BYTES / SAMPLE_PLACES
  // All over the value: a pack of signed transactions has a little structure between its signatures.
  const step = (value.length - each) / (SAMPLE_PLACES - 1)
  let different = 0
  for (let place = 0; place < SAMPLE_PLACES; place++) {
    const start = Math.floor(place * step)
    for (let i = start; i < start + each; i++) {
      const byte = value[i] ?? 0
      if (seen[byte] === 0) different++
      seen[byte] = 1
    }
  }
  return different > RANDOM_DIFFERENT
}

function smaller(value: Uint8Array, compressed: Uint8Array, room: Room): Uint8Array {
  return compressed.length * 8 <= value.length * 7 ? tagged(ZSTD, compressed, room) : tagged(RAW, value, room)
}

function tagged(format: number, content: Uint8Array, room: Room): Uint8Array {
  const stored = room.take(1 + content.length)
  stored[0] = format
  stored.set(content, 1)
  return stored
}

function damaged(cause: unknown): never {
  throw new StoreError('store.Damaged', `a stored value cannot be decompressed: ${reasonOf(cause)}`, {
    cause,
  })
}
