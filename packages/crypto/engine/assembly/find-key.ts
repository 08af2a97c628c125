/** Finds expanded keys again by their bytes. Both loops are on the path of every verification. @module */

/** Any odd number with bits all over mixes well enough. */
const FACTOR: u64 = 0x9e3779b97f4a7

/* @inline */ function mix(sum: u64, at: usize): u64 {
  return (rotl<u64>(sum, 5) ^ load<u64>(at)) * FACTOR
}

/**
 * A number for the bytes, all but those behind the last multiple of 32. It is no cryptographic hash and needs none: keys are compared
 * in full, and whoever makes two keys with one number makes them displace each other.
 */
export function fingerprintOf(from: usize, bytes: usize): u32 {
  // Four sums, because a multiplication takes three cycles and the next of the same sum has to wait for it.
  let a: u64 = 1
  let b: u64 = 2
  let c: u64 = 3
  let d: u64 = 4
  const end = from + (bytes & ~31)
  for (let at = from; at < end; at += 32) {
    a = mix(a, at)
    b = mix(b, at + 8)
    c = mix(c, at + 16)
    d = mix(d, at + 24)
  }
  return (((rotl<u64>(a, 32) ^ b) * FACTOR + (rotl<u64>(c, 32) ^ d)) >> 32) as u32
}

/** Whether two runs of bytes are the same. */
export function areSame(a: usize, b: usize, bytes: usize): bool {
  let i: usize = 0
  let difference = i64x2.splat(0)
  for (; i + 16 <= bytes; i += 16)
    difference = v128.or(difference, v128.xor(v128.load(a + i), v128.load(b + i)))
  let rest: u8 = 0
  for (; i < bytes; i++) rest |= load<u8>(a + i) ^ load<u8>(b + i)
  return !v128.any_true(difference) && rest === 0
}
