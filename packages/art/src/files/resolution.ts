/** @module How large a file wants to be printed: pixels an inch, where the format has a place for it. */
import { joinBytes, pngChunk } from './png.ts'

/** Metres in an inch. */
const INCH = 0.0254
/** Millimetres in an inch. */
export const INCH_MM = 25.4

/** Where the header that jpegWithResolution writes ends: start, marker and 16 bytes. */
export const JFIF_END = 20

/** The PNG chunk pHYs (third edition, section 11.3.4.3): pixels a metre, the same along both axes. */
export function pngResolution(dpi: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(9)
  const view = new DataView(data.buffer)
  const perMetre = Math.round(dpi / INCH)
  view.setUint32(0, perMetre)
  view.setUint32(4, perMetre)
  data[8] = 1
  return pngChunk('pHYs', data)
}

/** A JPEG with a JFIF header (JFIF 1.02) that tells dots an inch; the header that it has is replaced. */
export function jpegWithResolution(jpeg: Uint8Array, dpi: number): Uint8Array<ArrayBuffer> {
  const density = Math.round(dpi)
  const header = Uint8Array.of(
    0xff,
    0xe0,
    0,
    16,
    ...new TextEncoder().encode('JFIF\0'),
    1,
    2,
    1,
    density >>> 8,
    density & 255,
    density >>> 8,
    density & 255,
    0,
    0,
  )
  const hasHeader = jpeg[2] === 0xff && jpeg[3] === 0xe0
  const rest = hasHeader ? 4 + (jpeg[4] ?? 0) * 256 + (jpeg[5] ?? 0) : 2
  return joinBytes([jpeg.subarray(0, 2), header, jpeg.subarray(rest)])
}
