/** @module Big-endian numbers one after the other, as fonts hold them. */
import { damaged } from './sfnt.ts'

/** Reads on from where it is; throws `font.damaged` at the end. */
export interface ByteReader {
  readonly u8: () => number
  readonly u16: () => number
  readonly i16: () => number
  readonly u32: () => number
  /** The next bytes themselves, not a copy. */
  readonly take: (length: number) => Uint8Array<ArrayBuffer>
}

/** Reads `bytes` from their beginning; `what` is what they are, for people. */
export function createByteReader(bytes: Uint8Array<ArrayBuffer>, what: string): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const next = (length: number): number => {
    if (length > bytes.length - at) damaged(`${what} ends after ${bytes.length} bytes, in the midst of it`)
    at += length
    return at - length
  }
  return {
    u8: () => view.getUint8(next(1)),
    u16: () => view.getUint16(next(2)),
    i16: () => view.getInt16(next(2)),
    u32: () => view.getUint32(next(4)),
    take(length) {
      const start = next(length)
      return bytes.subarray(start, start + length)
    },
  }
}
