/** Decodes keys and signatures of Falcon (round 3, sections 3.11.3 and 3.11.4). @module */
import { Q } from './field.ts'

/** Largest coefficient of s2 that has an encoding: 11 bits. */
const LIMIT: i32 = 2047

/**
 * Reads n public key coefficients of 14 bits, most significant bit first, centred modulo q. False when one is q or more. n * 14 is a
 * multiple of 8: no bits are left over.
 */
export function decodeKey(packed: usize, to: usize, n: usize): bool {
  let buffer: u32 = 0
  let bits = 0
  for (let i: usize = 0; i < n; i++) {
    while (bits < 14) {
      buffer = (buffer << 8) | (load<u8>(packed++) as u32)
      bits += 8
    }
    bits -= 14
    const value = ((buffer >> bits) & 0x3fff) as i32
    if (value >= Q) return false
    store<i16>(to + i * 2, (value > Q / 2 ? value - Q : value) as i16)
  }
  return true
}

/** Whether all bytes from `from` to `end` are zero. */
function areZero(from: usize, end: usize): bool {
  let any: u8 = 0
  for (let at = from; at < end; at++) any |= load<u8>(at)
  return any === 0
}

/**
 * Reads s2 (algorithm 18): for every coefficient its sign, seven low bits, the high part as that many zeros and a one. Only the one
 * encoding of each value is accepted: no negative zero, nothing above LIMIT, zeros up to the fixed length. Then `to` holds n values.
 */
export function decodeS2(packed: usize, bytes: usize, to: usize, n: usize): bool {
  const end = packed + bytes
  // The next bits, left-aligned; zeros behind the end, so that what is missing looks like an endless high part and is refused.
  let buffer: u64 = 0
  let bits = 0
  for (let i: usize = 0; i < n; i++) {
    while (bits <= 56 && packed < end) {
      buffer |= (load<u8>(packed++) as u64) << (56 - bits)
      bits += 8
    }
    const isNegative = (buffer >> 63) as i32
    const rest = buffer << 8
    const high = clz<u64>(rest) as i32
    // At most 15 high bits (LIMIT >> 7), and the one behind them must be there.
    if (high > 15 || bits < 9 + high) return false
    const magnitude = (high << 7) | (((buffer >> 56) & 127) as i32)
    if (magnitude > LIMIT || (isNegative !== 0 && magnitude === 0)) return false
    store<i16>(to + i * 2, (isNegative !== 0 ? -magnitude : magnitude) as i16)
    buffer = rest << (high + 1)
    bits -= 9 + high
  }
  return buffer === 0 && areZero(packed, end)
}
