/** @module The licence inside a file: XMP in PNG, JPEG and SVG. Files are hostile until read. */
import { crc32 } from '../files/checksums.ts'
import { isPng, joinBytes, pngChunk } from '../files/png.ts'
import type { LicenceClaim } from './claim.ts'
import { LicenceError } from './error.ts'
import { licenceXmp, MAX_XMP, readLicenceXmp, XMP_MARK } from './xmp.ts'

const utf8 = new TextEncoder()
/** XMP part 3, 1.1.5: the iTXt chunk of a PNG, not compressed. */
const PNG_PREFIX = utf8.encode('XML:com.adobe.xmp\0\0\0\0\0')
/** XMP part 3, 1.1.3: the APP1 segment of a JPEG. */
const JPEG_PREFIX = utf8.encode('http://ns.adobe.com/xap/1.0/\0')
const SVG_OPENING = `<metadata id="${XMP_MARK}">`
const SVG_CLOSING = '</metadata>'

/** A piece of a file: a PNG chunk, a JPEG segment, and what XMP it holds. */
interface Piece {
  readonly bytes: Uint8Array
  readonly xmp?: string
}

/**
 * The file with its licence inside; what XMP of ours or of others it had is replaced. The picture does not change, the file's hash does. Throws
 * LicenceError `licence.UnknownFile` for anything but PNG, JPEG and SVG, `licence.DamagedFile`, `licence.TooLong`.
 */
export function withLicence(file: Uint8Array, claim: LicenceClaim): Uint8Array<ArrayBuffer> {
  const xmp = licenceXmp(claim)
  const bytes = utf8.encode(xmp)
  if (bytes.length > MAX_XMP)
    throw new LicenceError(
      'licence.TooLong',
      `the licence takes ${bytes.length} bytes, at most ${MAX_XMP} fit`,
    )
  if (isPng(file)) {
    const [header = { bytes: new Uint8Array() }, ...chunks] = pngChunks(file)
    return joinBytes([
      file.subarray(0, 8),
      header.bytes,
      pngChunk('iTXt', joinBytes([PNG_PREFIX, bytes])),
      ...without(chunks),
    ])
  }
  if (isJpeg(file)) {
    const length = JPEG_PREFIX.length + bytes.length + 2
    const head = Uint8Array.of(0xff, 0xe1, length >>> 8, length & 0xff)
    return joinBytes([file.subarray(0, 2), head, JPEG_PREFIX, bytes, ...without(jpegSegments(file))])
  }
  return svgWith(file, xmp)
}

/** What a file says of its licence; undefined when it says nothing. Throws as `withLicence`. */
export function readLicence(file: Uint8Array): LicenceClaim | undefined {
  const xmp = isPng(file)
    ? xmpOf(pngChunks(file))
    : isJpeg(file)
      ? xmpOf(jpegSegments(file))
      : svgXmp(svgText(file))
  return xmp === undefined ? undefined : readLicenceXmp(xmp)
}

function isJpeg(file: Uint8Array): boolean {
  return file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff
}

function without(pieces: readonly Piece[]): readonly Uint8Array[] {
  return pieces.filter(({ xmp }) => xmp === undefined).map(({ bytes }) => bytes)
}

function xmpOf(pieces: readonly Piece[]): string | undefined {
  return pieces.find(({ xmp }) => xmp !== undefined)?.xmp
}

/** The chunks of a PNG after its signature; whatever follows IEND is the last piece. */
function pngChunks(file: Uint8Array): readonly Piece[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const pieces: Piece[] = []
  let at = 8
  while (at < file.length) {
    const end = at + 12 > file.length ? file.length + 1 : at + 12 + view.getUint32(at)
    if (end > file.length) throw damaged('PNG', at)
    const bytes = file.subarray(at, end)
    const data = bytes.subarray(8, -4)
    const type = view.getUint32(at + 4)
    if (crc32(bytes.subarray(4, -4)) !== view.getUint32(end - 4)) throw damaged('PNG', at)
    // 'iTXt'
    pieces.push(
      type === 0x69545874 && starts(data, PNG_PREFIX) ? withXmp(bytes, data, PNG_PREFIX) : { bytes },
    )
    at = end
    // 'IEND'
    if (type === 0x49454e44) break
  }
  if (pieces.length === 0) throw damaged('PNG', at)
  return at < file.length ? [...pieces, { bytes: file.subarray(at) }] : pieces
}

/** The segments of a JPEG between its start and its scan; the scan and all after it are the last piece. */
function jpegSegments(file: Uint8Array): readonly Piece[] {
  const pieces: Piece[] = []
  for (let at = 2; ; ) {
    const marker = file[at + 1]
    if (file[at] !== 0xff || marker === undefined) throw damaged('JPEG', at)
    if (marker === 0xda) return [...pieces, { bytes: file.subarray(at) }]
    const length = (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0)
    const bytes = file.subarray(at, at + 2 + length)
    if (length < 2 || bytes.length !== length + 2) throw damaged('JPEG', at)
    const data = bytes.subarray(4)
    pieces.push(marker === 0xe1 && starts(data, JPEG_PREFIX) ? withXmp(bytes, data, JPEG_PREFIX) : { bytes })
    at += bytes.length
  }
}

function starts(data: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, i) => data[i] === byte)
}

/** Bytes that are no UTF-8 come out as replacement characters: they are no claim that holds. */
function withXmp(bytes: Uint8Array, data: Uint8Array, prefix: Uint8Array): Piece {
  return { bytes, xmp: new TextDecoder().decode(data.subarray(prefix.length, prefix.length + MAX_XMP)) }
}

function svgText(file: Uint8Array): string {
  const head = new TextDecoder().decode(file.subarray(0, 4096))
  if (!/<svg[\s>]/.test(head))
    throw new LicenceError(
      'licence.UnknownFile',
      'the file is no PNG, JPEG or SVG; its licence stands in its metadata',
    )
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file)
  } catch (cause) {
    throw new LicenceError('licence.DamagedFile', 'the SVG is not UTF-8 text', { cause })
  }
}

function svgXmp(text: string): string | undefined {
  const [start, end] = svgPlace(text)
  return start === undefined ? undefined : text.slice(start + SVG_OPENING.length, end - SVG_CLOSING.length)
}

function svgWith(file: Uint8Array, xmp: string): Uint8Array<ArrayBuffer> {
  const text = svgText(file)
  const [start, end] = svgPlace(text)
  const bare = start === undefined ? text : text.slice(0, start) + text.slice(end)
  const close = bare.lastIndexOf('</svg>')
  if (close < 0) throw new LicenceError('licence.DamagedFile', 'the SVG has no end tag </svg>')
  // A packet's wrapper is a processing instruction, which XML allows inside an element.
  return utf8.encode(`${bare.slice(0, close)}${SVG_OPENING}${xmp}${SVG_CLOSING}${bare.slice(close)}`)
}

function svgPlace(text: string): readonly [start: number, end: number] | readonly [undefined, number] {
  const start = text.lastIndexOf(SVG_OPENING)
  if (start < 0) return [undefined, 0]
  const end = text.indexOf(SVG_CLOSING, start)
  if (end < 0) throw new LicenceError('licence.DamagedFile', 'the licence of the SVG has no end')
  return [start, end + SVG_CLOSING.length]
}

function damaged(kind: string, at: number): LicenceError {
  return new LicenceError('licence.DamagedFile', `the ${kind} is damaged at byte ${at}`)
}
