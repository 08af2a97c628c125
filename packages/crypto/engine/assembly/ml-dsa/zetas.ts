/** Tables of the number-theoretic transform, computed when the engine starts. @module */
import { power, Q, Q_INVERSE, reduceProduct } from './field.ts'

/** 2^32 modulo q: the factor of Montgomery form. */
const MONTGOMERY: i64 = 4294967296 % (Q as i64)
/** The 512th root of unity, FIPS 204 table 1. */
const ROOT: i64 = 1753

/** Powers of the root in bit-reversed order (FIPS 204 appendix B), 256 of 4 bytes, in Montgomery form; ...Q is each times q^-1. */
export const ZETAS: usize = memory.data(1024, 64)
export const ZETAS_Q: usize = memory.data(1024, 64)
/** Their negatives, which the inverse transform multiplies by. */
export const NEGATED: usize = memory.data(1024, 64)
export const NEGATED_Q: usize = memory.data(1024, 64)

/**
 * The last two layers work inside of vectors, so that their zetas lie as the coefficients do: a vector for every 8 coefficients. PAIRS
 * is the layer of distance 2, SINGLES that of distance 1, in the order 0, 2, 1, 3 that shuffling leaves.
 */
export const PAIRS: usize = memory.data(512, 64)
export const PAIRS_Q: usize = memory.data(512, 64)
export const SINGLES: usize = memory.data(512, 64)
export const SINGLES_Q: usize = memory.data(512, 64)
/** The same of the inverse transform. */
export const INVERSE_PAIRS: usize = memory.data(512, 64)
export const INVERSE_PAIRS_Q: usize = memory.data(512, 64)
export const INVERSE_SINGLES: usize = memory.data(512, 64)
export const INVERSE_SINGLES_Q: usize = memory.data(512, 64)

/**
 * What the last layer of the inverse transform multiplies by: 1/256, and 1/256 times its zeta, both times 2^64, so that the factor
 * 2^-32 that the product with the matrix left behind disappears as well.
 */
export let scale: i32 = 0
export let scaleQ: i32 = 0
export let scaledZeta: i32 = 0
export let scaledZetaQ: i32 = 0

function reverseBits(value: i32): i32 {
  let reversed = 0
  for (let bit = 0; bit < 8; bit++) reversed |= ((value >> bit) & 1) << (7 - bit)
  return reversed
}

function setFactor(table: usize, tableQ: usize, index: i32, factor: i32): void {
  store<i32>(table + index * 4, factor)
  store<i32>(tableQ + index * 4, factor * Q_INVERSE)
}

function computeZetas(): void {
  for (let i = 0; i < 256; i++) {
    const zeta = (power(ROOT, reverseBits(i)) * MONTGOMERY) % Q
    const centred = (zeta > Q / 2 ? zeta - Q : zeta) as i32
    setFactor(ZETAS, ZETAS_Q, i, centred)
    setFactor(NEGATED, NEGATED_Q, i, -centred)
  }
}

/** The zeta tables of the last layers: a layer with n zetas reads them upwards from n, its inverse downwards from 2n - 1. */
function computeVectors(): void {
  for (let i = 0; i < 128; i++) {
    const block = i >> 2
    const lane = i & 3
    const pair = 2 * block + (lane >> 1)
    const single = 4 * block + ((lane & 1) << 1) + (lane >> 1)
    setFactor(PAIRS, PAIRS_Q, i, load<i32>(ZETAS + (64 + pair) * 4))
    setFactor(SINGLES, SINGLES_Q, i, load<i32>(ZETAS + (128 + single) * 4))
    setFactor(INVERSE_PAIRS, INVERSE_PAIRS_Q, i, load<i32>(NEGATED + (127 - pair) * 4))
    setFactor(INVERSE_SINGLES, INVERSE_SINGLES_Q, i, load<i32>(NEGATED + (255 - single) * 4))
  }
}

function computeScale(): void {
  const factor = (((MONTGOMERY * MONTGOMERY) % Q) * power(256, Q - 2)) % Q
  scale = (factor > Q / 2 ? factor - Q : factor) as i32
  scaleQ = scale * Q_INVERSE
  scaledZeta = reduceProduct((scale as i64) * (load<i32>(NEGATED + 4) as i64))
  scaledZetaQ = scaledZeta * Q_INVERSE
}

computeZetas()
computeVectors()
computeScale()
