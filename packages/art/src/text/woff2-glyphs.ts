/**
 * @module Outlines as WOFF 2.0 rearranges them (W3C Recommendation, 2018, 5.1 to 5.4): numbers of one kind stand together, so that they pack better.
 * Hinting programs are left out: nothing here runs them.
 */
import { type ByteReader, createByteReader } from './byte-reader.ts'
import { damaged } from './sfnt.ts'

/** Outlines as OpenType has them. */
export interface RestoredGlyphs {
  readonly glyf: Uint8Array
  /** Offsets of 32 bits. */
  readonly loca: Uint8Array
  /** The left edge of each glyph, which side bearings may follow from. */
  readonly xMins: Int16Array
}

interface Streams {
  readonly contours: ByteReader
  readonly points: ByteReader
  readonly flags: ByteReader
  readonly glyphs: ByteReader
  readonly composites: ByteReader
  readonly boxes: ByteReader
  /** One bit for each glyph whose box is told. */
  readonly boxed: Uint8Array
}

/** Writes the glyphs out one after the other. Throws `font.damaged`, also when they have more than `limit` bytes. */
export function restoreGlyphs(data: Uint8Array<ArrayBuffer>, limit: number): RestoredGlyphs {
  const reader = createByteReader(data, 'the table glyf')
  // Reserved; options, which tell of overlaps only (5.1, overlapSimpleBitmap).
  reader.take(4)
  const count = reader.u16()
  // The format of loca that was asked for; here it is always the long one.
  reader.u16()
  const sizes = Array.from({ length: 7 }, () => reader.u32())
  const open = (i: number, what: string) => createByteReader(reader.take(sizes[i] ?? 0), what)
  const [contours, points, flags] = [open(0, 'contours'), open(1, 'points'), open(2, 'flags')]
  const [glyphs, composites, boxes] = [open(3, 'glyphs'), open(4, 'components'), open(5, 'boxes')]
  const boxed = boxes.take(4 * Math.ceil(count / 32))
  const streams: Streams = { contours, points, flags, glyphs, composites, boxes, boxed }
  const out = createByteWriter(limit)
  const loca = new DataView(new ArrayBuffer((count + 1) * 4))
  const xMins = new Int16Array(count)
  for (let i = 0; i < count; i++) {
    xMins[i] = restoreGlyph(streams, i, out)
    // An even length: offsets of glyphs are even.
    if (out.length() % 2 === 1) out.u8(0)
    loca.setUint32((i + 1) * 4, out.length())
  }
  return { glyf: out.bytes(), loca: new Uint8Array(loca.buffer), xMins }
}

/** Writes one glyph and answers its left edge. */
function restoreGlyph(streams: Streams, index: number, out: ByteWriter): number {
  const contours = streams.contours.i16()
  const isBoxed = ((streams.boxed[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
  if (contours === 0) {
    if (isBoxed) damaged('an empty glyph has a box')
    return 0
  }
  const box = isBoxed ? readBox(streams.boxes) : undefined
  if (contours > 0) return restoreSimple(streams, contours, box, out)
  if (contours !== -1) damaged(`a glyph has ${contours} contours`)
  if (box === undefined) return damaged('a glyph that is made of others has no box')
  restoreComposite(streams, box, out)
  return box[0]
}

/** xMin, yMin, xMax, yMax in units of the font. */
type Box = readonly [number, number, number, number]

function readBox(reader: ByteReader): Box {
  return [reader.i16(), reader.i16(), reader.i16(), reader.i16()]
}

function writeHeader(out: ByteWriter, contours: number, box: Box): void {
  for (const value of [contours, ...box]) out.u16(value)
}

function restoreSimple(streams: Streams, contours: number, box: Box | undefined, out: ByteWriter): number {
  const ends: number[] = []
  let total = 0
  for (let i = 0; i < contours; i++) {
    total += read255(streams.points)
    ends.push(total - 1)
  }
  if (total > 0xffff) damaged(`a glyph has ${total} points`)
  const steps = readSteps(streams, total)
  const edges = box ?? boxOf(steps)
  writeHeader(out, contours, edges)
  for (const end of ends) out.u16(end)
  // The length of the hinting program; the program itself stands in a stream that is not read.
  read255(streams.glyphs)
  out.u16(0)
  writeSteps(steps, out)
  return edges[0]
}

/** Ways from each point to the next, and which points lie on the outline. */
interface Steps {
  readonly x: Int32Array
  readonly y: Int32Array
  readonly isOn: Uint8Array
}

function readSteps({ flags, glyphs }: Streams, total: number): Steps {
  const steps = { x: new Int32Array(total), y: new Int32Array(total), isOn: new Uint8Array(total) }
  for (let i = 0; i < total; i++) {
    const flag = flags.u8()
    steps.isOn[i] = flag < 128 ? 1 : 0
    readStep(flag & 127, glyphs, steps, i)
  }
  return steps
}

/** 5.2, triplet encoding: the flag tells how many bytes follow, some upper bits, and the signs. */
function readStep(flag: number, bytes: ByteReader, { x, y }: Steps, i: number): void {
  const signX = (flag & 1) === 1 ? 1 : -1
  const signY = (flag & 2) === 2 ? 1 : -1
  if (flag < 10) y[i] = signX * (((flag & 14) << 7) + bytes.u8())
  else if (flag < 20) x[i] = signX * ((((flag - 10) & 14) << 7) + bytes.u8())
  else if (flag < 84) {
    const upper = flag - 20
    const both = bytes.u8()
    x[i] = signX * (1 + (upper & 0x30) + (both >> 4))
    y[i] = signY * (1 + ((upper & 0x0c) << 2) + (both & 15))
  } else if (flag < 120) {
    const upper = flag - 84
    x[i] = signX * (1 + (Math.floor(upper / 12) << 8) + bytes.u8())
    y[i] = signY * (1 + (((upper % 12) >> 2) << 8) + bytes.u8())
  } else if (flag < 124) {
    const high = bytes.u8()
    const middle = bytes.u8()
    x[i] = signX * ((high << 4) + (middle >> 4))
    y[i] = signY * (((middle & 15) << 8) + bytes.u8())
  } else {
    x[i] = signX * bytes.u16()
    y[i] = signY * bytes.u16()
  }
}

function boxOf({ x, y }: Steps): Box {
  const sums = [x, y].map((steps) => {
    let [at, low, high] = [0, Infinity, -Infinity]
    for (const step of steps) {
      at += step
      low = Math.min(low, at)
      high = Math.max(high, at)
    }
    return low > high ? [0, 0] : [low, high]
  })
  const [[left = 0, right = 0] = [], [bottom = 0, top = 0] = []] = sums
  return [left, bottom, right, top]
}

/** OpenType, glyf: a flag for each point, then all x, then all y; a step of 0 takes no byte, one below 256 takes one. */
function writeSteps({ x, y, isOn }: Steps, out: ByteWriter): void {
  for (let i = 0; i < isOn.length; i++) {
    out.u8((isOn[i] ?? 0) | (sizeFlag(x[i] ?? 0) << 1) | (sizeFlag(y[i] ?? 0) << 2))
  }
  for (const steps of [x, y]) {
    for (const step of steps) {
      if (Math.abs(step) > 255) out.u16(step)
      else if (step !== 0) out.u8(Math.abs(step))
    }
  }
}

/** Bit 0: one byte. Bit 3: with one byte that the step is positive, else that there is none. */
function sizeFlag(step: number): number {
  if (step === 0) return 8
  if (Math.abs(step) > 255) return 0
  return step > 0 ? 9 : 1
}

const HAS_WORDS = 0x0001
const HAS_MORE = 0x0020
const HAS_INSTRUCTIONS = 0x0100
/** Flags of a component that has a scale, one for each axis, or a matrix, with its bytes. */
const SCALES = [
  [0x0008, 2],
  [0x0040, 4],
  [0x0080, 8],
] as const

function restoreComposite({ composites, glyphs }: Streams, box: Box, out: ByteWriter): void {
  writeHeader(out, -1, box)
  let isInstructed = false
  for (let flags = HAS_MORE; (flags & HAS_MORE) !== 0; ) {
    flags = composites.u16()
    isInstructed ||= (flags & HAS_INSTRUCTIONS) !== 0
    out.u16(flags & ~HAS_INSTRUCTIONS)
    const scale = SCALES.find(([flag]) => (flags & flag) !== 0)?.[1] ?? 0
    out.put(composites.take(2 + ((flags & HAS_WORDS) === 0 ? 2 : 4) + scale))
  }
  if (isInstructed) read255(glyphs)
}

/** 255UInt16 (3.1): small numbers in one byte. */
function read255(reader: ByteReader): number {
  const code = reader.u8()
  if (code === 253) return reader.u16()
  if (code === 255) return 253 + reader.u8()
  return code === 254 ? 506 + reader.u8() : code
}

/** 5.4: advance widths, and side bearings where they are not the left edges of the glyphs. Throws `font.damaged`. */
export function restoreMetrics(data: Uint8Array<ArrayBuffer>, full: number, xMins: Int16Array): Uint8Array {
  const reader = createByteReader(data, 'the table hmtx')
  const flags = reader.u8()
  // At least one kind of bearings is left out, or the table would not be rearranged.
  if (flags === 0 || flags > 3)
    damaged(`its table hmtx is rearranged in a way (${flags}) that WOFF2 does not have`)
  if (full === 0 || full > xMins.length) damaged(`it has ${full} widths for ${xMins.length} glyphs`)
  const widths = Array.from({ length: full }, reader.u16)
  const bearings = xMins.map((xMin, i) => ((flags & (i < full ? 1 : 2)) === 0 ? reader.i16() : xMin))
  const out = new DataView(new ArrayBuffer(full * 4 + (xMins.length - full) * 2))
  for (const [i, bearing] of bearings.entries()) {
    const at = i < full ? i * 4 + 2 : full * 2 + i * 2
    if (i < full) out.setUint16(i * 4, widths[i] ?? 0)
    out.setInt16(at, bearing)
  }
  return new Uint8Array(out.buffer)
}

/** Bytes that grow, up to a limit. */
interface ByteWriter {
  readonly u8: (value: number) => void
  /** The lower 16 bits of a number. */
  readonly u16: (value: number) => void
  readonly put: (bytes: Uint8Array) => void
  readonly length: () => number
  readonly bytes: () => Uint8Array
}

function createByteWriter(limit: number): ByteWriter {
  let bytes = new Uint8Array(4096)
  let length = 0
  const grow = (more: number): void => {
    if (length + more > limit) damaged(`its outlines unpack to more than ${limit} bytes`)
    if (length + more <= bytes.length) return
    const wider = new Uint8Array(Math.min(limit, Math.max(bytes.length * 2, length + more)))
    wider.set(bytes)
    bytes = wider
  }
  return {
    u8(value) {
      grow(1)
      bytes[length++] = value
    },
    u16(value) {
      grow(2)
      bytes[length++] = value >> 8
      bytes[length++] = value
    },
    put(more) {
      grow(more.length)
      bytes.set(more, length)
      length += more.length
    },
    length: () => length,
    bytes: () => bytes.subarray(0, length),
  }
}
