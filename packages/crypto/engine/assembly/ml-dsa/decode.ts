/** Decodes and checks the parts of a signature (FIPS 204 algorithm 27). @module */
import { absorb, finishShake256, SHAKE256_RATE, STATE, squeezeBlock, startShake256 } from '../keccak.ts'

/**
 * Whether the hints are the one encoding of a set (FIPS 204 algorithm 21): ends that do not fall and stay within omega, positions that
 * rise strictly within a polynomial, zeros behind the last.
 */
export function areHintsCanonical(hints: usize, omega: usize, rows: usize): bool {
  let from: usize = 0
  for (let i: usize = 0; i < rows; i++) {
    const end = load<u8>(hints + omega + i) as usize
    if (end < from || end > omega) return false
    for (let j = from + 1; j < end; j++) if (load<u8>(hints + j) <= load<u8>(hints + j - 1)) return false
    from = end
  }
  for (let j = from; j < omega; j++) if (load<u8>(hints + j) !== 0) return false
  return true
}

/**
 * One polynomial of z with 20-bit coefficients (gamma1 = 2^19, FIPS 204 algorithm 19). False when a coefficient reaches the bound in
 * absolute value. Reads 6 bytes beyond the polynomial, where hints
 * or the next polynomial are.
 */
export function decodeResponse20(packed: usize, to: usize, bound: i32): bool {
  const gamma1 = i32x4.splat(1 << 19)
  const mask = i32x4.splat(0xfffff)
  const limit = i32x4.splat(bound)
  // Lanes start at bit 0, 4, 0, 4 of their bytes: multiplying by 16 or 1 brings all to bit 4.
  const align = i32x4(16, 1, 16, 1)
  const bytes = i8x16(0, 1, 2, -1, 2, 3, 4, -1, 5, 6, 7, -1, 7, 8, 9, -1)
  let beyond = i32x4.splat(0)
  for (let i: usize = 0; i < 64; i++) {
    const lanes = i32x4.mul(i8x16.swizzle(v128.load(packed + i * 10), bytes), align)
    const z = i32x4.sub(gamma1, v128.and(i32x4.shr_u(lanes, 4), mask))
    beyond = v128.or(beyond, i32x4.ge_s(i32x4.abs(z), limit))
    v128.store(to + i * 16, z)
  }
  return !v128.any_true(beyond)
}

/** The same with 18-bit coefficients (gamma1 = 2^17). Reads 7 bytes beyond the polynomial. */
export function decodeResponse18(packed: usize, to: usize, bound: i32): bool {
  const gamma1 = i32x4.splat(1 << 17)
  const mask = i32x4.splat(0x3ffff)
  const limit = i32x4.splat(bound)
  // Lanes start at bit 0, 2, 4, 6 of their bytes.
  const align = i32x4(64, 16, 4, 1)
  const bytes = i8x16(0, 1, 2, -1, 2, 3, 4, -1, 4, 5, 6, -1, 6, 7, 8, -1)
  let beyond = i32x4.splat(0)
  for (let i: usize = 0; i < 64; i++) {
    const lanes = i32x4.mul(i8x16.swizzle(v128.load(packed + i * 9), bytes), align)
    const z = i32x4.sub(gamma1, v128.and(i32x4.shr_u(lanes, 6), mask))
    beyond = v128.or(beyond, i32x4.ge_s(i32x4.abs(z), limit))
    v128.store(to + i * 16, z)
  }
  return !v128.any_true(beyond)
}

/** The challenge polynomial: `tau` coefficients of 1 or -1 that the commitment hash determines (FIPS 204 algorithm 29). */
export function sampleInBall(challenge: usize, challengeBytes: usize, tau: i32, to: usize): void {
  startShake256()
  absorb(challenge, challengeBytes)
  finishShake256()
  let signs = load<u64>(STATE)
  let position: usize = 8
  memory.fill(to, 0, 1024)
  for (let i = 256 - tau; i < 256; i++) {
    let j: i32
    do {
      if (position === SHAKE256_RATE) {
        squeezeBlock()
        position = 0
      }
      j = load<u8>(STATE + position) as i32
      position++
    } while (j > i)
    store<i32>(to + i * 4, load<i32>(to + j * 4))
    store<i32>(to + j * 4, 1 - 2 * ((signs & 1) as i32))
    signs >>= 1
  }
}
