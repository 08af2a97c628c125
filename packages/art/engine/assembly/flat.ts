/**
 * Deflate for drawn pictures, straight from the frame (RFC 1951; filter 0 of PNG): a pixel repeats the one to its left or the one above, or
 * is written as it is. For each row two masks tell which pixels do, a bit each, and runs are found by counting bits: rows are never written
 * out as bytes, and nothing is searched.
 * @module
 */
import { addRow, checksum, startSums } from './adler.ts'
import { outAt, pending, pendingBits, resumeBits } from './bits.ts'
import {
  closeBlock,
  closeStream,
  countMatch,
  distanceBits,
  distanceSymbol,
  LONGEST,
  lengthBits,
  openBlock,
  openStream,
} from './block.ts'
import {
  ABOVE_MASK,
  BLOCK_RECORDS,
  BLOCK_SYMBOLS,
  base,
  countUp,
  LEFT_MASK,
  LITERAL_CODES,
  LITERAL_COUNTS,
  MORE_COUNTS,
  RECORDS,
  TOKEN_BYTES,
  TOKENS,
} from './workspace.ts'

/** A record: pixels as they are in the low 16 bits, then from bit 16 on how many pixels repeat others, and which. */
const ABOVE: u32 = 1 << 25
/** The row's filter byte comes first; or it is part of the run, which then repeats the row above from its very beginning. */
const FILTER: u32 = 1 << 26
const WITH_FILTER: u32 = 1 << 27

/** The window of deflate: a row that is longer cannot repeat the one above. */
const WINDOW: u32 = 32768

/** Of the block that grows. */
let records: i32 = 0
let run: u32 = 0
let symbols: i32 = 0
/** Of the picture. */
let channels: i32 = 3
let mostPixels: i32 = 86
let leftSymbol: u32 = 0
let aboveSymbol: u32 = 0

/** Which of 16 pixels are the same at both addresses. */
/* @inline */ function same16(a: usize, b: usize): i32 {
  const one = i32x4.eq(v128.load(a), v128.load(b))
  const two = i32x4.eq(v128.load(a, 16), v128.load(b, 16))
  const three = i32x4.eq(v128.load(a, 32), v128.load(b, 32))
  const four = i32x4.eq(v128.load(a, 48), v128.load(b, 48))
  return i8x16.bitmask(
    i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(one, two), i16x8.narrow_i32x4_s(three, four)),
  )
}

/** Fills both masks for a row; `above` is 0 where there is no row to repeat. */
function lookAtRow(row: usize, above: usize, width: i32): void {
  const left = base + LEFT_MASK
  const up = base + ABOVE_MASK
  const bytes = (width as usize) << 2
  for (let x: usize = 0; x < bytes; x += 64) {
    const at = row + x
    store<u16>(left + (x >> 5), same16(at, at - 4))
    store<u16>(up + (x >> 5), above === 0 ? 0 : same16(at, above + x))
  }
  // The first pixel has none to its left, and nothing repeats behind the end.
  store<u8>(left, load<u8>(left) & 254)
  endMask(left, width)
  endMask(up, width)
}

/** Clears the bits behind the last pixel, for as far as a word may look. */
/* @inline */ function endMask(mask: usize, width: i32): void {
  const last = mask + (width >> 3)
  store<u64>(last, load<u8>(last) & ((1 << (width & 7)) - 1))
  store<u64>(last, 0, 8)
}

/** At least 57 bits of a mask from a pixel on, and zeros. */
/* @inline */ function bitsFrom(mask: usize, x: i32): u64 {
  return load<u64>(mask + (x >> 3)) >> ((x & 7) as u64)
}

/** How many bits from a pixel on are set. */
/* @inline */ function runFrom(mask: usize, x: i32): i32 {
  let length = 0
  while (true) {
    const at = x + length
    const ones = min(ctz(~bitsFrom(mask, at)) as i32, 64 - (at & 7))
    length += ones
    if (ones < 64 - (at & 7)) return length
  }
}

/* @inline */ function putRecord(record: u32): void {
  store<u32>(base + RECORDS + ((records as usize) << 2), record)
  records++
}

/** Counts pixels that are written as they are. */
/* @inline */ function countPixels(from: usize, many: i32): void {
  for (const end = from + ((many as usize) << 2); from < end; from += 4) {
    const pixel = load<u32>(from)
    countUp(LITERAL_COUNTS, pixel & 255)
    countUp(MORE_COUNTS, (pixel >> 8) & 255)
    countUp(MORE_COUNTS + 1024, (pixel >> 16) & 255)
    if (channels === 4) countUp(MORE_COUNTS + 2048, pixel >> 24)
  }
}

/** Puts a run into as many records as its length takes; `flags` are those of the first. */
function putRun(pixels: i32, flags: u32): void {
  const kind = flags & ABOVE
  const symbol = kind !== 0 ? aboveSymbol : leftSymbol
  // The filter byte counts as one more.
  let more = (flags & WITH_FILTER) !== 0 ? 1 : 0
  let first = run | flags
  while (pixels > 0) {
    const take = min(pixels, mostPixels)
    putRecord(first | ((take << 16) as u32))
    countMatch(min(take * channels + more, LONGEST), symbol)
    symbols++
    pixels -= take
    more = 0
    first = kind
  }
  run = 0
}

/** Turns a row into records. */
function putRow(row: usize, width: i32): void {
  const left = base + LEFT_MASK
  const above = base + ABOVE_MASK
  let flags: u32 = FILTER
  let x = 0
  if (run > 0) {
    putRecord(run)
    run = 0
  }
  const start = runFrom(above, 0)
  if (start >= 1) {
    // One pixel less in the first record leaves room for the filter byte.
    const first = min(start, mostPixels - 1)
    putRun(first, ABOVE | WITH_FILTER)
    if (start > first) putRun(start - first, ABOVE)
    x = start
    flags = 0
  } else countUp(LITERAL_COUNTS, 0)
  while (x < width) {
    const lefts = bitsFrom(left, x)
    const aboves = bitsFrom(above, x)
    const starts = lefts | aboves
    const plain = min(starts === 0 ? 56 : (ctz(starts) as i32), width - x)
    if (plain > 0) {
      countPixels(row + ((x as usize) << 2), plain)
      run += plain as u32
      symbols += plain * channels
      x += plain
      continue
    }
    const fromLeft = runFrom(left, x)
    const fromAbove = runFrom(above, x)
    // The distance of the row above costs more bits.
    const isAbove = fromAbove > fromLeft
    const length = isAbove ? fromAbove : fromLeft
    putRun(length, flags | (isAbove ? ABOVE : 0))
    flags = 0
    x += length
  }
  if (flags !== 0) {
    putRecord(run | flags)
    run = 0
  }
}

/** One value of length and distance for each number of pixels: 48 bits at most, and their number above them. */
function joinTokens(table: usize, distance: u64, more: i32): void {
  for (let pixels = 1; pixels <= mostPixels; pixels++) {
    const length = lengthBits(min(pixels * channels + more, LONGEST))
    const count = (length >> 32) + (distance >> 32)
    const value = (length & 0xffffffff) | ((distance & 0xffffffff) << (length >> 32))
    store<u64>(table + ((pixels as usize) << 3), value | (count << 48))
  }
}

/** Writes the block's records, whose pixels begin at `from`. The bit writer lives in locals here. */
function writeRecords(from: usize, aboveDistance: u32): void {
  const tokens = base + TOKENS
  joinTokens(tokens, distanceBits(channels), 0)
  joinTokens(tokens + TOKEN_BYTES, distanceBits(aboveDistance), 0)
  joinTokens(tokens + 2 * TOKEN_BYTES, distanceBits(aboveDistance), 1)
  const codes = base + LITERAL_CODES
  const filter = load<u32>(codes)
  const hasAlpha = channels === 4
  let bits = pending
  let count = pendingBits
  let to = outAt
  const end = base + RECORDS + ((records as usize) << 2)
  for (let at = base + RECORDS; at < end; at += 4) {
    const record = load<u32>(at)
    if ((record & FILTER) !== 0) {
      bits |= ((filter & 0xffff) as u64) << count
      count += filter >> 16
      store<u64>(to, bits)
      to += (count >> 3) as usize
      bits >>= (count & ~7) as u64
      count &= 7
    }
    // The three colours of a pixel: 45 bits at most beside the 7 that may be pending.
    for (const last = from + (((record & 0xffff) as usize) << 2); from < last; from += 4) {
      const pixel = load<u32>(from)
      const red = load<u32>(codes + (((pixel & 255) as usize) << 2))
      const green = load<u32>(codes + ((((pixel >> 8) & 255) as usize) << 2))
      const blue = load<u32>(codes + ((((pixel >> 16) & 255) as usize) << 2))
      bits |= ((red & 0xffff) as u64) << count
      count += red >> 16
      bits |= ((green & 0xffff) as u64) << count
      count += green >> 16
      bits |= ((blue & 0xffff) as u64) << count
      count += blue >> 16
      store<u64>(to, bits)
      to += (count >> 3) as usize
      bits >>= (count & ~7) as u64
      count &= 7
      if (hasAlpha) {
        const alpha = load<u32>(codes + (((pixel >> 24) as usize) << 2))
        bits |= ((alpha & 0xffff) as u64) << count
        count += alpha >> 16
      }
    }
    const pixels = ((record >> 16) & 255) as usize
    if (pixels !== 0) {
      // What has the filter byte with it repeats the row above as well.
      const kind = (((record >> 25) & 1) + ((record >> 27) & 1)) as usize
      const token = load<u64>(tokens + kind * TOKEN_BYTES + (pixels << 3))
      bits |= (token & 0xffffffffffff) << count
      count += (token >> 48) as u32
      from += pixels << 2
      store<u64>(to, bits)
      to += (count >> 3) as usize
      bits >>= (count & ~7) as u64
      count &= 7
    }
  }
  resumeBits(bits, count, to)
}

/**
 * Writes a frame of straight pixels as the zlib stream of a PNG with three channels or four to `to`; returns its end. The frame has 4 bytes
 * before it and 64 behind, as `to` has 64 more than it needs.
 */
export function deflateFlat(frame: usize, to: usize, width: i32, height: i32, wanted: i32): usize {
  channels = wanted
  mostPixels = LONGEST / channels
  const stride = (width as usize) << 2
  const aboveDistance = (width * channels + 1) as u32
  const repeatsRows = aboveDistance <= WINDOW
  leftSymbol = distanceSymbol(channels)
  aboveSymbol = repeatsRows ? distanceSymbol(aboveDistance) : leftSymbol
  openStream(to)
  startSums()
  records = 0
  run = 0
  symbols = 0
  let blockFrom = frame
  let row = frame
  for (let y = 0; y < height; y++) {
    lookAtRow(row, repeatsRows && y > 0 ? row - stride : 0, width)
    addRow(row, width, channels)
    putRow(row, width)
    row += stride
    const isLast = y === height - 1
    if (!isLast && symbols < BLOCK_SYMBOLS && records < BLOCK_RECORDS - width - 8) continue
    if (run > 0) putRecord(run)
    openBlock(isLast)
    writeRecords(blockFrom, repeatsRows ? aboveDistance : channels)
    closeBlock()
    blockFrom = row
    records = 0
    run = 0
    symbols = 0
  }
  return closeStream(checksum())
}
