/** Arithmetic modulo q = 2^23 - 2^13 + 1 in Montgomery form, four coefficients in a vector (FIPS 204 appendix A). @module */

/** The modulus, FIPS 204 table 1. */
export const Q: i32 = 8380417
/** q^-1 modulo 2^32. */
export const Q_INVERSE: i32 = 58728449
/** Bytes of a polynomial: 256 coefficients of 4 bytes. */
export const POLYNOMIAL: usize = 1024

/** a * 2^-32 modulo q, in (-q, q), for |a| < 2^31 q (FIPS 204 algorithm 49). */
/* @inline */ export function reduceProduct(a: i64): i32 {
  const t = (a as i32) * Q_INVERSE
  return ((a - (t as i64) * Q) >> 32) as i32
}

/**
 * Two vectors of 64-bit products to one of coefficients: each * 2^-32 modulo q, in (-q, q). `low` has products 0 and 1, `high` 2, 3.
 */
/* @inline */ export function reduceProducts(low: v128, high: v128): v128 {
  const q = i32x4.splat(Q)
  const t = i32x4.mul(v128.shuffle<i32>(low, high, 0, 2, 4, 6), i32x4.splat(Q_INVERSE))
  low = i64x2.sub(low, i64x2.extmul_low_i32x4_s(t, q))
  high = i64x2.sub(high, i64x2.extmul_high_i32x4_s(t, q))
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7)
}

/**
 * a * factor * 2^-32 modulo q, in (-q, q), where `factorQ` is factor * q^-1 modulo 2^32. Having that product at hand saves one of two
 * dependent multiplications, and factors are constants.
 */
/* @inline */ export function multiply(a: v128, factor: v128, factorQ: v128): v128 {
  const q = i32x4.splat(Q)
  const t = i32x4.mul(a, factorQ)
  const low = i64x2.sub(i64x2.extmul_low_i32x4_s(a, factor), i64x2.extmul_low_i32x4_s(t, q))
  const high = i64x2.sub(i64x2.extmul_high_i32x4_s(a, factor), i64x2.extmul_high_i32x4_s(t, q))
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7)
}

/** base^exponent modulo q. */
export function power(base: i64, exponent: i32): i64 {
  let result: i64 = 1
  while (exponent > 0) {
    if (exponent & 1) result = (result * base) % Q
    base = (base * base) % Q
    exponent >>= 1
  }
  return result
}
