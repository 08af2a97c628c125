import { type Codec, writeTo } from './codec.ts'
import { Writer } from './writer.ts'

const SLAB = 16_384
/** A longer value gets memory of its own: it would waste the rest of a slab. */
const LONGEST = SLAB / 8

const writer = new Writer()
let slab = new Uint8Array(SLAB)
let used = 0

/**
 * As `encode`, but the bytes may lie in memory that other values share. For short values that stay on their thread: an array of more
 * than 64 bytes with memory of its own costs the engine about a microsecond, a view of shared memory a tenth. Such bytes are never
 * written to and never transferred to another thread (copying them is fine), and `.buffer` of them means nothing.
 */
export function encodeShared<T>(codec: Codec<T>, value: NoInfer<T>): Uint8Array {
  writer.reset()
  writeTo(writer, codec, value)
  const { length } = writer
  if (length > LONGEST) return writer.finish()
  if (used + length > SLAB) {
    slab = new Uint8Array(SLAB)
    used = 0
  }
  writer.copyTo(slab, used)
  used += length
  return slab.subarray(used - length, used)
}
