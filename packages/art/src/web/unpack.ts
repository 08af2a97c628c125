/** @module How font files are unpacked in the browser: zlib by its own decompressor, Brotli in WebAssembly. */
import { joinBytes } from '../files/png.ts'
import type { Unpackers } from '../text/woff.ts'

/** Unpacks at most `length` bytes: what comes after them is never waited for, or not written. */
export const unpackers: Unpackers = {
  async inflate(bytes, length) {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
    const pieces: Uint8Array[] = []
    let size = 0
    for (;;) {
      const { value } = await reader.read()
      if (value === undefined) return joinBytes(pieces)
      size += value.length
      if (size > length) {
        await reader.cancel()
        throw new RangeError(`a zlib stream holds more than ${length} bytes`)
      }
      pieces.push(value)
    }
  },
  // Not every browser has a DecompressionStream for Brotli. The decoder is loaded with the first WOFF2 file.
  async unbrotli(bytes, length) {
    const { default: load, BrotliDecStream, BrotliStreamResultCode } = await import('brotli-dec-wasm/web')
    await load()
    using stream = new BrotliDecStream()
    // One byte of room more than is expected: a stream that fills it is too long.
    using result = stream.dec(bytes, length + 1)
    if (result.code === BrotliStreamResultCode.NeedsMoreInput)
      throw new RangeError('a Brotli stream is cut off')
    const data = result.buf
    if (data.length > length) throw new RangeError(`a Brotli stream holds more than ${length} bytes`)
    return data
  },
}
