import { inflateSync } from 'node:zlib'

/** What a header says of a picture, in pixels. */
export interface PictureHeader {
  readonly width: number
  readonly height: number
}

/** A reason, for people, why a file is not taken. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/** What packed texts and colour profiles within a picture may come to. */
const MOST_UNPACKED = 16 * 1024 * 1024
const PNG_SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10]

/** Whether the file begins as a PNG does. */
export function isPng(bytes: Buffer): boolean {
  return PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)
}

/** Whether the file begins as a JPEG does. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

/** Whether the file begins as a WebP does. */
export function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
}

/**
 * Goes through a PNG's chunks (W3C PNG, third edition, 5) without decoding it: IHDR first, IEND last and nothing behind it, no
 * animation, nothing that unpacks to more than 16 MiB beside the pixels. Throws Refusal.
 */
export function checkPng(bytes: Buffer): PictureHeader {
  let header: PictureHeader | undefined
  for (const { type, data, end } of pngChunks(bytes)) {
    if (header === undefined && (type !== 'IHDR' || data.length !== 13))
      throw new Refusal('its header is broken')
    header ??= { width: data.readUInt32BE(0), height: data.readUInt32BE(4) }
    if (type === 'acTL') throw new Refusal('it is animated; a layer is one picture')
    checkPacked(type, data)
    if (type === 'IEND' && end !== bytes.length)
      throw new Refusal(`${bytes.length - end} bytes follow its end`)
  }
  if (header === undefined) throw new Refusal('it is cut off')
  return header
}

/** The chunks up to IEND. Throws Refusal when there is none. */
function* pngChunks(bytes: Buffer) {
  for (let at = PNG_SIGNATURE.length, type = ''; type !== 'IEND'; ) {
    const length = at + 12 > bytes.length ? bytes.length : bytes.readUInt32BE(at)
    const end = at + 12 + length
    if (end > bytes.length) throw new Refusal('it is cut off')
    type = bytes.toString('latin1', at + 4, at + 8)
    yield { type, data: bytes.subarray(at + 8, end - 4), end }
    at = end
  }
}

/** Chunks whose data is packed: a name, then zero, a method, and the data (iTXt: flag, method and two more texts before it). */
function checkPacked(type: string, data: Buffer): void {
  if (type !== 'iCCP' && type !== 'zTXt' && type !== 'iTXt') return
  const start = packedStart(type, data)
  if (start === undefined) return
  try {
    inflateSync(data.subarray(start), { maxOutputLength: MOST_UNPACKED })
  } catch (error) {
    const isLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new Refusal(isLarge ? `its ${type} unpacks to more than 16 MiB` : `its ${type} is broken`)
  }
}

function packedStart(type: string, data: Buffer): number | undefined {
  const zero = data.indexOf(0)
  if (zero < 0) throw new Refusal(`its ${type} is broken`)
  if (type !== 'iTXt') return zero + 2
  if (data[zero + 1] !== 1) return undefined
  const language = data.indexOf(0, zero + 3)
  const keyword = language < 0 ? -1 : data.indexOf(0, language + 1)
  if (keyword < 0) throw new Refusal('its iTXt is broken')
  return keyword + 1
}

/**
 * Goes through a JPEG's segments (ITU-T T.81, B.1.1) without decoding it: one frame header, an end, and nothing behind it but zeros or
 * another JPEG, as cameras append them (CIPA DC-007). Throws Refusal.
 */
export function checkJpeg(bytes: Buffer): PictureHeader {
  let header: PictureHeader | undefined
  for (const { marker, data, end } of jpegSegments(bytes)) {
    if (isFrame(marker)) {
      if (header !== undefined || data.length < 6) throw new Refusal('its frame is broken')
      header = { height: data.readUInt16BE(1), width: data.readUInt16BE(3) }
    }
    if (marker === END_OF_IMAGE) checkBehind(bytes.subarray(end))
  }
  if (header === undefined) throw new Refusal('it has no frame')
  return header
}

const START_OF_SCAN = 0xda
const END_OF_IMAGE = 0xd9

/** The segments up to EOI; `end` is behind a scan's entropy-coded data. Throws Refusal when there is none. */
function* jpegSegments(bytes: Buffer) {
  for (let at = 2, marker = 0; marker !== END_OF_IMAGE; ) {
    // Fill bytes may stand before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
    marker = markerAt(bytes, at)
    const bare = marker === END_OF_IMAGE
    const length = bare || at + 4 > bytes.length ? 0 : bytes.readUInt16BE(at + 2)
    const behind = at + 2 + length
    if (behind > bytes.length || (!bare && length < 2)) throw new Refusal('it is cut off')
    const end = marker === START_OF_SCAN ? endOfScan(bytes, behind) : behind
    yield { marker, data: bytes.subarray(at + 4, behind), end }
    at = end
  }
}

function markerAt(bytes: Buffer, at: number): number {
  const marker = bytes[at + 1]
  if (marker === undefined) throw new Refusal('it is cut off')
  if (bytes[at] !== 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8))
    throw new Refusal('its segments are broken')
  return marker
}

/** SOF0 to SOF15, less DHT, JPG and DAC, which lie among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** Entropy-coded data end at a marker that is neither a stuffed zero, a restart nor a fill byte. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next === undefined) break
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  throw new Refusal('it is cut off')
}

function checkBehind(rest: Buffer): void {
  if (rest.every((byte) => byte === 0) || isJpeg(rest)) return
  throw new Refusal(`${rest.length} bytes follow its end`)
}

/** Goes through a WebP's chunks (RFC 9649, 2.3): as long as it says, one picture, no animation. Throws Refusal. */
export function checkWebp(bytes: Buffer): PictureHeader {
  if (bytes.length < 30 || bytes.readUInt32LE(4) + 8 !== bytes.length)
    throw new Refusal('it is not as long as it says')
  const first = bytes.toString('latin1', 12, 16)
  for (let at = 12; at < bytes.length; ) {
    if (at + 8 > bytes.length) throw new Refusal('it is cut off')
    const type = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    if (type === 'ANIM' || type === 'ANMF') throw new Refusal('it is animated; a layer is one picture')
    at += 8 + length + (length % 2)
    if (at > bytes.length) throw new Refusal('it is cut off')
  }
  if (first === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  if (first === 'VP8 ')
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
  if (first !== 'VP8L') throw new Refusal('its header is broken')
  const bits = bytes.readUInt32LE(21)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
