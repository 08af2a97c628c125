/** Adler-32 (RFC 1950 9), sixteen bytes at a time. @module */

const MODULUS: u32 = 65521
/** So many groups of 16 bytes fit 32-bit sums before the modulus must be taken. */
const RUN: u32 = 345

/* @inline */ function sumLanes(v: v128): u64 {
  const low = (i32x4.extract_lane(v, 0) as u32 as u64) + (i32x4.extract_lane(v, 1) as u32 as u64)
  return low + (i32x4.extract_lane(v, 2) as u32 as u64) + (i32x4.extract_lane(v, 3) as u32 as u64)
}

/** The checksum of `bytes` bytes. */
export function adler32(at: usize, bytes: usize): u32 {
  let a: u32 = 1
  let b: u32 = 0
  const early = i16x8(16, 15, 14, 13, 12, 11, 10, 9)
  const late = i16x8(8, 7, 6, 5, 4, 3, 2, 1)
  let left = bytes
  while (left >= 16) {
    const groups = min<u32>((left >> 4) as u32, RUN)
    left -= (groups as usize) << 4
    let sum = i32x4.splat(0)
    // Sums before each group: every byte counts once more for each group behind it.
    let before = i32x4.splat(0)
    let weighted = i32x4.splat(0)
    for (let i: u32 = 0; i < groups; i++) {
      const data = v128.load(at)
      before = i32x4.add(before, sum)
      sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(data)))
      const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(data), early)
      weighted = i32x4.add(weighted, i32x4.add(low, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(data), late)))
      at += 16
    }
    const grown =
      (b as u64) + (a as u64) * ((groups as u64) << 4) + sumLanes(before) * 16 + sumLanes(weighted)
    b = (grown % MODULUS) as u32
    a = (((a as u64) + sumLanes(sum)) % MODULUS) as u32
  }
  for (; left > 0; left--) {
    a += load<u8>(at) as u32
    b += a
    at++
  }
  return ((b % MODULUS) << 16) | (a % MODULUS)
}

/** Of the rows so far. */
let first: u32 = 1
let second: u32 = 0

/** Begins the checksum of rows that are read from a frame. */
export function startSums(): void {
  first = 1
  second = 0
}

/** The checksum of all rows. */
export function checksum(): u32 {
  return (second << 16) | first
}

/** Sums of 16 groups fit 16 bits, and so do the sums of what was there before each of them. */
const BLOCK_BYTES: usize = 256

/** Both halves of sixteen 16-bit numbers, added up in pairs. */
/* @inline */ function addPairs(low: v128, high: v128): v128 {
  return i32x4.add(i32x4.extadd_pairwise_i16x8_u(low), i32x4.extadd_pairwise_i16x8_u(high))
}

/**
 * Adds a row of at most 8,192 pixels, of which `channels` bytes count, and a byte 0 before it. Four pixels are a group. How much a byte
 * counts for its place in the group follows from sums over all groups, so that within the loop bytes are only added up.
 */
export function addRow(row: usize, width: i32, channels: i32): void {
  const hasAlpha = channels === 4
  const each: u64 = hasAlpha ? 16 : 12
  const counts = hasAlpha ? i16x8.splat(-1) : i16x8(-1, -1, -1, 0, -1, -1, -1, 0)
  const early = hasAlpha ? i16x8(16, 15, 14, 13, 12, 11, 10, 9) : i16x8(12, 11, 10, 0, 9, 8, 7, 0)
  const late = hasAlpha ? i16x8(8, 7, 6, 5, 4, 3, 2, 1) : i16x8(6, 5, 4, 0, 3, 2, 1, 0)
  let sum = i32x4.splat(0)
  let before = i32x4.splat(0)
  let weighted = i32x4.splat(0)
  const end = row + (((width & ~3) as usize) << 2)
  while (row < end) {
    const stop = min(row + BLOCK_BYTES, end)
    before = i32x4.add(before, i32x4.mul(sum, i32x4.splat(((stop - row) >> 4) as i32)))
    let low = i16x8.splat(0)
    let high = i16x8.splat(0)
    let lowBefore = i16x8.splat(0)
    let highBefore = i16x8.splat(0)
    for (; row < stop; row += 16) {
      const pixels = v128.load(row)
      lowBefore = i16x8.add(lowBefore, low)
      highBefore = i16x8.add(highBefore, high)
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(pixels))
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(pixels))
    }
    before = i32x4.add(before, addPairs(v128.and(lowBefore, counts), v128.and(highBefore, counts)))
    sum = i32x4.add(sum, addPairs(v128.and(low, counts), v128.and(high, counts)))
    weighted = i32x4.add(weighted, i32x4.add(i32x4.dot_i16x8_s(low, early), i32x4.dot_i16x8_s(high, late)))
  }
  // The byte 0 in front adds the sum so far once more.
  const bytes = ((width >> 2) as u64) * each + 1
  let a = (first as u64) + sumLanes(sum)
  let b = (second as u64) + (first as u64) * bytes + sumLanes(before) * each + sumLanes(weighted)
  for (let left = width & 3; left > 0; left--) {
    for (let i = 0; i < channels; i++) {
      a += load<u8>(row + i) as u64
      b += a
    }
    row += 4
  }
  first = (a % MODULUS) as u32
  second = (b % MODULUS) as u32
}
