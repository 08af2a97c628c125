/** @module zlib streams by the browser's own decompressor. */
import { joinBytes } from '../files/png.ts'
import { type FontFile, openFontFile } from '../text/font-file.ts'
import type { Inflate } from '../text/woff.ts'

/** Inflates at most `length` bytes: what comes after them is never waited for. */
export const inflate: Inflate = async (bytes, length) => {
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
}

/** Reads and checks a font file: what it says of itself and how recipes name it. Rejects as `openFontFile` does. */
export async function readFont(bytes: Uint8Array<ArrayBuffer>): Promise<FontFile> {
  const { sfnt: _, ...font } = await openFontFile(bytes, inflate)
  return font
}
