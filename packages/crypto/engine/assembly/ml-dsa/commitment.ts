/** Rounds the commitment as the hints say and packs it for hashing (FIPS 204 algorithms 36, 40 and 28). @module */
import { POLYNOMIAL, Q } from './field.ts'

/** Adds q to negative coefficients, in place, so that all lie in [0, q). */
/* @inline */ function toPositive(at: usize): v128 {
  const value = v128.load(at)
  const positive = i32x4.add(value, v128.and(i32x4.shr_s(value, 31), i32x4.splat(Q)))
  v128.store(at, positive)
  return positive
}

/**
 * High bits for gamma2 = (q-1)/32: r1 = round(r / (2 gamma2)) modulo 16, as a multiplication by the reciprocal in fixed point that is
 * exact for every r in [0, q). Leaves r in [0, q).
 */
export function highBits16(polynomial: usize, to: usize): void {
  for (let i: usize = 0; i < POLYNOMIAL; i += 16) {
    const steps = i32x4.shr_s(i32x4.add(toPositive(polynomial + i), i32x4.splat(127)), 7)
    const high = i32x4.shr_s(i32x4.add(i32x4.mul(steps, i32x4.splat(1025)), i32x4.splat(1 << 21)), 22)
    v128.store(to + i, v128.and(high, i32x4.splat(15)))
  }
}

/** The same for gamma2 = (q-1)/88, modulo 44. */
export function highBits44(polynomial: usize, to: usize): void {
  for (let i: usize = 0; i < POLYNOMIAL; i += 16) {
    const steps = i32x4.shr_s(i32x4.add(toPositive(polynomial + i), i32x4.splat(127)), 7)
    const high = i32x4.shr_s(i32x4.add(i32x4.mul(steps, i32x4.splat(11275)), i32x4.splat(1 << 23)), 24)
    v128.store(to + i, v128.andnot(high, i32x4.gt_s(high, i32x4.splat(43))))
  }
}

/** Moves the high bits of one coefficient to the neighbour that its low bits lean to: what a hint means (FIPS 204 algorithm 40). */
export function applyHint(position: usize, polynomial: usize, high: usize, gamma2: i32): void {
  const steps = (Q - 1) / (2 * gamma2)
  const r1 = load<i32>(high + position * 4)
  let r0 = load<i32>(polynomial + position * 4) - r1 * 2 * gamma2
  // In the topmost half step r1 has wrapped to 0 and r0 is negative.
  if (r0 > (Q - 1) / 2) r0 -= Q
  let moved = r0 > 0 ? r1 + 1 : r1 - 1
  if (moved === steps) moved = 0
  if (moved < 0) moved = steps - 1
  store<i32>(high + position * 4, moved)
}

/** Four vectors of coefficients below 256 as 16 bytes. */
/* @inline */ function narrow(at: usize): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_u(v128.load(at), v128.load(at, 16)),
    i16x8.narrow_i32x4_u(v128.load(at, 32), v128.load(at, 48)),
  )
}

/** 256 coefficients of 4 bits to 128 bytes. */
export function packHigh16(high: usize, to: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    const a = narrow(high + i * 128)
    const b = narrow(high + i * 128 + 64)
    const mask = i16x8.splat(0xff)
    v128.store(
      to + i * 16,
      i8x16.narrow_i16x8_u(
        v128.and(v128.or(a, i16x8.shr_u(a, 4)), mask),
        v128.and(v128.or(b, i16x8.shr_u(b, 4)), mask),
      ),
    )
  }
}

/** 256 coefficients of 6 bits to 192 bytes. */
export function packHigh44(high: usize, to: usize): void {
  for (let i: usize = 0; i < 64; i++) {
    const at = high + i * 16
    const bits =
      load<u32>(at) | (load<u32>(at, 4) << 6) | (load<u32>(at, 8) << 12) | (load<u32>(at, 12) << 18)
    store<u16>(to + i * 3, bits as u16)
    store<u8>(to + i * 3, (bits >> 16) as u8, 2)
  }
}
