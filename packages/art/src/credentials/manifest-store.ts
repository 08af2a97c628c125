/** @module Where a C2PA manifest store lies in a file (C2PA 2.2, appendix A.3). Files are hostile until read. */
import { ArtError } from '../errors.ts'
import { crc32 } from '../files/checksums.ts'
import { isPng, joinBytes, pngChunk } from '../files/png.ts'

/** A file in two parts: the manifest store, and all the rest in its order. */
export interface SplitFile {
  /** JUMBF (ISO 19566-5). */
  readonly store: Uint8Array | undefined
  readonly rest: Uint8Array<ArrayBuffer>
}

/** Takes the manifest store out of a PNG or JPEG. Throws ArtError `file.unknown-format`, `file.damaged`. */
export function splitManifestStore(file: Uint8Array): SplitFile {
  if (isPng(file)) return splitPng(file)
  if (file[0] === 0xff && file[1] === 0xd8) return splitJpeg(file)
  throw new ArtError('file.unknown-format', 'content credentials are read from PNG and JPEG files')
}

/** A.3.3: one `caBX` chunk. */
function splitPng(file: Uint8Array): SplitFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const rest = [file.subarray(0, 8)]
  let store: Uint8Array | undefined
  let at = 8
  while (at + 12 <= file.length) {
    const end = at + 12 + view.getUint32(at)
    if (end > file.length) throw damaged('PNG', at)
    // 'caBX'
    if (view.getUint32(at + 4) === 0x63614258) {
      if (store !== undefined) throw damaged('PNG', at)
      if (crc32(file.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) throw damaged('PNG', at)
      store = file.subarray(at + 8, end - 4)
    } else rest.push(file.subarray(at, end))
    at = end
  }
  rest.push(file.subarray(at))
  return { store, rest: joinBytes(rest) }
}

/** A.3.1: APP11 segments of JPEG XT (ISO 18477-3): `JP`, an instance, a sequence number, then box bytes with the box header in each. */
function splitJpeg(file: Uint8Array): SplitFile {
  const rest = [file.subarray(0, 2)]
  const boxes: Uint8Array[] = []
  let at = 2
  while (file[at] === 0xff && file[at + 1] !== 0xda && at + 4 <= file.length) {
    const end = at + 2 + (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0)
    const segment = file.subarray(at, end)
    if (end > file.length || segment.length < 4) throw damaged('JPEG', at)
    if (isBoxSegment(segment)) boxes.push(segment)
    else rest.push(segment)
    if (isBoxSegment(segment) && !follows(segment, boxes)) throw damaged('JPEG', at)
    at = end
  }
  rest.push(file.subarray(at))
  // The header of the box comes again in every segment and counts once.
  const store = boxes.map((segment, i) => segment.subarray(i === 0 ? 12 : 20))
  return { store: boxes.length === 0 ? undefined : joinBytes(store), rest: joinBytes(rest) }
}

/** Whether the last of these segments is of the same box as the first, and the next of it. */
function follows(segment: Uint8Array, boxes: readonly Uint8Array[]): boolean {
  const [first = segment] = boxes
  const number = new DataView(segment.buffer, segment.byteOffset, segment.length).getUint32(8)
  const isSameBox =
    equal(segment.subarray(6, 8), first.subarray(6, 8)) &&
    equal(segment.subarray(12, 20), first.subarray(12, 20))
  return isSameBox && number === boxes.length
}

/** APP11 with `JP` and a superbox (`jumb`). */
function isBoxSegment(segment: Uint8Array): boolean {
  const expected = [0xff, 0xeb, undefined, undefined, 0x4a, 0x50]
  const type = [0x6a, 0x75, 0x6d, 0x62]
  return (
    segment.length > 20 &&
    expected.every((byte, i) => byte === undefined || segment[i] === byte) &&
    type.every((byte, i) => segment[16 + i] === byte)
  )
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function damaged(kind: string, at: number): ArtError {
  return new ArtError('file.damaged', `the ${kind} is damaged at byte ${at}`)
}

/** Where IHDR ends: signature, length, type, 13 bytes, CRC. */
const AFTER_IHDR = 33
/** Where the first segment of a JPEG ends. */
const AFTER_SOI = 2
/** Length, type and CRC of a chunk. */
const CHUNK_FRAME = 12
/** What begins a segment: its marker and length, `JP`, the instance, the number. From the second on the header of the box comes again. */
const SEGMENT_HEAD = 12
const BOX_HEAD = 8
/** What a segment of a JPEG can hold beside its own header of 12 and, from the second on, that of the box. */
const JPEG_PART = 65_535 - 18
/** The box instance that c2pa-rs numbers its segments with. */
const INSTANCE = 0x0211

/** Where our signer puts a store into a PNG or JPEG, and how many bytes of the file a store of some length takes there. */
export function storePlace(rest: Uint8Array): {
  readonly start: number
  readonly lengthOf: (storeLength: number) => number
} {
  if (isPng(rest)) return { start: AFTER_IHDR, lengthOf: (length) => length + CHUNK_FRAME }
  const framing = (segments: number): number => segments * SEGMENT_HEAD + (segments - 1) * BOX_HEAD
  return { start: AFTER_SOI, lengthOf: (length) => length + framing(Math.ceil(length / JPEG_PART)) }
}

/**
 * The file that our signer makes of a store and the rest: the store directly after a PNG's header, or after the start of a JPEG. A file
 * that differs from it was laid out by another program, or changed where no hash of C2PA reaches.
 */
export function joinManifestStore({ store, rest }: SplitFile): Uint8Array<ArrayBuffer> {
  if (store === undefined) return rest
  if (isPng(rest))
    return joinBytes([rest.subarray(0, AFTER_IHDR), pngChunk('caBX', store), rest.subarray(AFTER_IHDR)])
  const segments: Uint8Array[] = []
  for (let at = 0; at < store.length; at += JPEG_PART) {
    const part = store.subarray(at, at + JPEG_PART)
    const head = new Uint8Array(SEGMENT_HEAD)
    const view = new DataView(head.buffer)
    const again = segments.length === 0 ? [] : [store.subarray(0, BOX_HEAD)]
    view.setUint16(0, 0xffeb)
    view.setUint16(2, 10 + BOX_HEAD * again.length + part.length)
    view.setUint16(4, 0x4a50)
    view.setUint16(6, INSTANCE)
    view.setUint32(8, segments.length + 1)
    segments.push(joinBytes([head, ...again, part]))
  }
  return joinBytes([rest.subarray(0, AFTER_SOI), ...segments, rest.subarray(AFTER_SOI)])
}
