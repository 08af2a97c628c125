/** Arithmetic modulo q = 12289, eight coefficients of 16 bits in a vector (Falcon round 3, section 3.1). @module */

/** The modulus. */
export const Q: i32 = 12289

/**
 * a * factor modulo q, where `reciprocal` is factor * 2^15 / q, rounded: Barrett's method by the one instruction that gives the high
 * half of a product of 16-bit lanes. In absolute value below q / 2 * (1 + |a| / 2^15) + 1, for any a of 16 bits.
 */
/* @inline */ export function multiply(a: v128, factor: v128, reciprocal: v128): v128 {
  const quotient = i16x8.q15mulr_sat_s(a, reciprocal)
  return i16x8.sub(i16x8.mul(a, factor), i16x8.mul(quotient, i16x8.splat(12289)))
}

/** a modulo q; in absolute value at most 9,560, and at most 8,194 where |a| <= 27,306. (3 / 2^15 stands for 1 / q.) */
/* @inline */ export function reduce(a: v128): v128 {
  return i16x8.sub(a, i16x8.mul(i16x8.q15mulr_sat_s(a, i16x8.splat(3)), i16x8.splat(12289)))
}

/** a modulo q in [-q/2, q/2]. */
export function centre(a: i32): i32 {
  a %= Q
  if (a < 0) a += Q
  return a > Q / 2 ? a - Q : a
}

/** The second factor that `multiply` wants: factor * 2^15 / q, rounded half away from zero. */
export function reciprocalOf(factor: i32): i32 {
  const doubled = factor * 65536
  return doubled >= 0 ? (doubled + Q) / (2 * Q) : -((-doubled + Q) / (2 * Q))
}

/** base^exponent modulo q. */
export function power(base: i32, exponent: i32): i32 {
  let result = 1
  while (exponent > 0) {
    if (exponent & 1) result = (result * base) % Q
    base = (base * base) % Q
    exponent >>= 1
  }
  return result
}
