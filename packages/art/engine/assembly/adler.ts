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
