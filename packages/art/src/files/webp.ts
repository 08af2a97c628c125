/**
 * @module WebP (RFC 9649): the RIFF container, and the recipe inside it as XMP (ISO 16684-1), the one place where the
 * format keeps text that tools carry along.
 */
import { joinBytes, RECIPE_KEYWORD } from './png.ts'

/** One chunk of a RIFF file: its four letters and its bytes. */
export interface RiffChunk {
  readonly type: string
  readonly data: Uint8Array
  /** Where it begins in the file. */
  readonly at: number
}

/** Bit 2 of the extended header's first byte: the file has XMP. Bit 4: some pixels are transparent. */
const HAS_XMP = 0x04
const HAS_ALPHA = 0x10
const XMP_OPENING = '<demiurge:recipe>'
const XMP_CLOSING = '</demiurge:recipe>'

/** Is this how a WebP file begins? */
export function isWebp(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && letters(bytes, 0) === 'RIFF' && letters(bytes, 8) === 'WEBP'
}

/** The chunks of a file that begins as a WebP. Stops with `undefined` as its last item where the file is damaged. */
export function* webpChunks(file: Uint8Array): Generator<RiffChunk | undefined> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 12
  while (at + 8 <= file.length) {
    const length = view.getUint32(at + 4, true)
    const end = at + 8 + length
    if (end > file.length) {
      yield undefined
      return
    }
    yield { type: letters(file, at), data: file.subarray(at + 8, end), at }
    // RFC 9649, section 2.3: a chunk of odd length is padded.
    at = end + (length & 1)
  }
}

/** The text in an XMP packet that holds a recipe; undefined where there is none. */
export function recipeInXmp(xmp: string): string | undefined {
  const start = xmp.indexOf(XMP_OPENING)
  const end = xmp.indexOf(XMP_CLOSING, start + 1)
  return start < 0 || end < 0 ? undefined : xmp.slice(start + XMP_OPENING.length, end)
}

/** An XMP packet with a recipe. `json` must be free of `<` and `&` (they can be written as JSON escapes). */
function xmpPacket(json: string): Uint8Array {
  return new TextEncoder().encode(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
      `<rdf:Description rdf:about="" xmlns:demiurge="urn:${RECIPE_KEYWORD}">` +
      `${XMP_OPENING}${json}${XMP_CLOSING}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  )
}

/**
 * A WebP file of one picture, rewritten in the extended form with XMP at its end. `size` is the picture's in pixels;
 * `json` as in xmpPacket. What the encoder wrote stays as it is, but for a header and XMP of its own.
 */
export function webpWithXmp(
  file: Uint8Array,
  json: string,
  { width, height, alpha }: { readonly width: number; readonly height: number; readonly alpha: boolean },
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(10)
  const view = new DataView(header.buffer)
  header[0] = HAS_XMP | (alpha ? HAS_ALPHA : 0)
  // 24-bit numbers, each one less than the side.
  view.setUint16(4, (width - 1) & 0xffff, true)
  header[6] = (width - 1) >>> 16
  view.setUint16(7, (height - 1) & 0xffff, true)
  header[9] = (height - 1) >>> 16
  const chunks = [riffChunk('VP8X', header)]
  for (const chunk of webpChunks(file)) {
    if (chunk === undefined || ['VP8X', 'XMP ', 'EXIF'].includes(chunk.type)) continue
    chunks.push(riffChunk(chunk.type, chunk.data))
  }
  chunks.push(riffChunk('XMP ', xmpPacket(json)))
  const body = joinBytes([new TextEncoder().encode('WEBP'), ...chunks])
  return riffChunk('RIFF', body)
}

function riffChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(8 + data.length + (data.length & 1))
  for (let i = 0; i < 4; i++) chunk[i] = type.charCodeAt(i)
  new DataView(chunk.buffer).setUint32(4, data.length, true)
  chunk.set(data, 8)
  return chunk
}

function letters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
