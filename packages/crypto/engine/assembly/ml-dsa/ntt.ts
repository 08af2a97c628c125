/**
 * The number-theoretic transform of ML-DSA (FIPS 204 algorithms 41 and 42), two layers in one pass over memory. Its order within each
 * eight coefficients is 0 4 2 6 1 5 3 7 (see `toTransformOrder`): sorting them would cost two shuffles each way, and products do not care.
 * @module
 */
import { multiply, POLYNOMIAL } from './field.ts'
import * as table from './zetas.ts'

/**
 * Two layers at once, of distance `2 * quarter` and `quarter` (in bytes), on the `blocks` blocks of the polynomial. No reduction is
 * needed between layers: each adds less than q to a coefficient that starts below q, and 9q is far below 2^31.
 */
/* @inline */ function forwardLayers(polynomial: usize, blocks: usize, quarter: usize): void {
  for (let block: usize = 0; block < blocks; block++) {
    const first = (blocks + block) * 4
    const z1 = v128.load32_splat(table.ZETAS + first)
    const z1q = v128.load32_splat(table.ZETAS_Q + first)
    const z2 = v128.load32_splat(table.ZETAS + first * 2)
    const z2q = v128.load32_splat(table.ZETAS_Q + first * 2)
    const z3 = v128.load32_splat(table.ZETAS + first * 2, 4)
    const z3q = v128.load32_splat(table.ZETAS_Q + first * 2, 4)
    const start = polynomial + block * quarter * 4
    for (let at = start; at < start + quarter; at += 16) {
      let a0 = v128.load(at)
      let a1 = v128.load(at + quarter)
      let a2 = v128.load(at + 2 * quarter)
      let a3 = v128.load(at + 3 * quarter)
      let t = multiply(a2, z1, z1q)
      a2 = i32x4.sub(a0, t)
      a0 = i32x4.add(a0, t)
      t = multiply(a3, z1, z1q)
      a3 = i32x4.sub(a1, t)
      a1 = i32x4.add(a1, t)
      t = multiply(a1, z2, z2q)
      v128.store(at, i32x4.add(a0, t))
      v128.store(at + quarter, i32x4.sub(a0, t))
      t = multiply(a3, z3, z3q)
      v128.store(at + 2 * quarter, i32x4.add(a2, t))
      v128.store(at + 3 * quarter, i32x4.sub(a2, t))
    }
  }
}

/** The layers of distance 2 and 1 of eight coefficients: shuffles bring partners into the same lane of two vectors. */
/* @inline */ function forwardEight(at: usize, a0: v128, a1: v128, factor: usize): void {
  let low = v128.shuffle<i32>(a0, a1, 0, 1, 4, 5)
  let high = v128.shuffle<i32>(a0, a1, 2, 3, 6, 7)
  let t = multiply(high, v128.load(table.PAIRS + factor), v128.load(table.PAIRS_Q + factor))
  high = i32x4.sub(low, t)
  low = i32x4.add(low, t)
  a0 = v128.shuffle<i32>(low, high, 0, 2, 4, 6)
  a1 = v128.shuffle<i32>(low, high, 1, 3, 5, 7)
  t = multiply(a1, v128.load(table.SINGLES + factor), v128.load(table.SINGLES_Q + factor))
  v128.store(at, i32x4.add(a0, t))
  v128.store(at, i32x4.sub(a0, t), 16)
}

/** The layers of distance 8, 4, 2 and 1 on one block of 16 coefficients. */
/* @inline */ function forwardBlock(polynomial: usize, block: usize): void {
  const first = (16 + block) * 4
  const z1 = v128.load32_splat(table.ZETAS + first)
  const z1q = v128.load32_splat(table.ZETAS_Q + first)
  const at = polynomial + block * 64
  let a0 = v128.load(at)
  let a1 = v128.load(at, 16)
  let a2 = v128.load(at, 32)
  let a3 = v128.load(at, 48)
  let t = multiply(a2, z1, z1q)
  a2 = i32x4.sub(a0, t)
  a0 = i32x4.add(a0, t)
  t = multiply(a3, z1, z1q)
  a3 = i32x4.sub(a1, t)
  a1 = i32x4.add(a1, t)
  t = multiply(a1, v128.load32_splat(table.ZETAS + first * 2), v128.load32_splat(table.ZETAS_Q + first * 2))
  a1 = i32x4.sub(a0, t)
  a0 = i32x4.add(a0, t)
  t = multiply(
    a3,
    v128.load32_splat(table.ZETAS + first * 2, 4),
    v128.load32_splat(table.ZETAS_Q + first * 2, 4),
  )
  a3 = i32x4.sub(a2, t)
  a2 = i32x4.add(a2, t)
  forwardEight(at, a0, a1, block * 32)
  forwardEight(at + 32, a2, a3, block * 32 + 16)
}

/** Transforms a polynomial in place: coefficients below q in absolute value become values below 9q, in transform order. */
export function transform(polynomial: usize): void {
  forwardLayers(polynomial, 1, 256)
  forwardLayers(polynomial, 4, 64)
  for (let block: usize = 0; block < 16; block++) forwardBlock(polynomial, block)
}

/** The inverse layers of distance 1 and 2 of eight coefficients; the mirror of `forwardEight`. */
/* @inline */ function inverseEight(at: usize, factor: usize): void {
  let a0 = v128.load(at)
  let a1 = v128.load(at, 16)
  let t = i32x4.sub(a0, a1)
  a0 = i32x4.add(a0, a1)
  a1 = multiply(t, v128.load(table.INVERSE_SINGLES + factor), v128.load(table.INVERSE_SINGLES_Q + factor))
  let low = v128.shuffle<i32>(a0, a1, 0, 4, 1, 5)
  let high = v128.shuffle<i32>(a0, a1, 2, 6, 3, 7)
  t = i32x4.sub(low, high)
  low = i32x4.add(low, high)
  high = multiply(t, v128.load(table.INVERSE_PAIRS + factor), v128.load(table.INVERSE_PAIRS_Q + factor))
  v128.store(at, v128.shuffle<i32>(low, high, 0, 1, 4, 5))
  v128.store(at, v128.shuffle<i32>(low, high, 2, 3, 6, 7), 16)
}

/** Two inverse layers at once, of distance `quarter` and `2 * quarter` bytes; the mirror of `forwardLayers`. */
/* @inline */ function inverseLayers(polynomial: usize, blocks: usize, quarter: usize): void {
  for (let block: usize = 0; block < blocks; block++) {
    const outer = (2 * blocks - 1 - block) * 4
    const inner = (4 * blocks - 1 - 2 * block) * 4
    const z1 = v128.load32_splat(table.NEGATED + outer)
    const z1q = v128.load32_splat(table.NEGATED_Q + outer)
    const z2 = v128.load32_splat(table.NEGATED + inner)
    const z2q = v128.load32_splat(table.NEGATED_Q + inner)
    const z3 = v128.load32_splat(table.NEGATED + inner - 4)
    const z3q = v128.load32_splat(table.NEGATED_Q + inner - 4)
    const start = polynomial + block * quarter * 4
    for (let at = start; at < start + quarter; at += 16) {
      let a0 = v128.load(at)
      let a1 = v128.load(at + quarter)
      let a2 = v128.load(at + 2 * quarter)
      let a3 = v128.load(at + 3 * quarter)
      let t = i32x4.sub(a0, a1)
      a0 = i32x4.add(a0, a1)
      a1 = multiply(t, z2, z2q)
      t = i32x4.sub(a2, a3)
      a2 = i32x4.add(a2, a3)
      a3 = multiply(t, z3, z3q)
      v128.store(at, i32x4.add(a0, a2))
      v128.store(at + quarter, i32x4.add(a1, a3))
      v128.store(at + 2 * quarter, multiply(i32x4.sub(a0, a2), z1, z1q))
      v128.store(at + 3 * quarter, multiply(i32x4.sub(a1, a3), z1, z1q))
    }
  }
}

/** The inverse layers of distance 64 and 128, with the division by 256 folded into the last one. */
/* @inline */ function inverseLastLayers(polynomial: usize): void {
  const z2 = v128.load32_splat(table.NEGATED, 12)
  const z2q = v128.load32_splat(table.NEGATED_Q, 12)
  const z3 = v128.load32_splat(table.NEGATED, 8)
  const z3q = v128.load32_splat(table.NEGATED_Q, 8)
  const f = i32x4.splat(table.scale)
  const fq = i32x4.splat(table.scaleQ)
  const z1 = i32x4.splat(table.scaledZeta)
  const z1q = i32x4.splat(table.scaledZetaQ)
  for (let at = polynomial; at < polynomial + POLYNOMIAL / 4; at += 16) {
    let a0 = v128.load(at)
    let a1 = v128.load(at, 256)
    let a2 = v128.load(at, 512)
    let a3 = v128.load(at, 768)
    let t = i32x4.sub(a0, a1)
    a0 = i32x4.add(a0, a1)
    a1 = multiply(t, z2, z2q)
    t = i32x4.sub(a2, a3)
    a2 = i32x4.add(a2, a3)
    a3 = multiply(t, z3, z3q)
    v128.store(at, multiply(i32x4.add(a0, a2), f, fq))
    v128.store(at, multiply(i32x4.add(a1, a3), f, fq), 256)
    v128.store(at, multiply(i32x4.sub(a0, a2), z1, z1q), 512)
    v128.store(at, multiply(i32x4.sub(a1, a3), z1, z1q), 768)
  }
}

/**
 * Transforms back in place and multiplies by 2^32, which undoes the reduction of the products before. Sums grow to 256 times the
 * input, so that its values must be below 2^23 in absolute value; the result is in (-q, q).
 */
export function inverseTransform(polynomial: usize): void {
  for (let i: usize = 0; i < 32; i++) inverseEight(polynomial + i * 32, i * 16)
  inverseLayers(polynomial, 16, 16)
  inverseLayers(polynomial, 4, 64)
  inverseLastLayers(polynomial)
}

/** Copies a polynomial that was sampled in the standard's order of the transform into ours; `to` may be `from`. */
export function toTransformOrder(to: usize, from: usize): void {
  for (let i: usize = 0; i < POLYNOMIAL; i += 32) {
    const a = v128.load(from + i)
    const b = v128.load(from + i, 16)
    v128.store(to + i, v128.shuffle<i32>(a, b, 0, 4, 2, 6))
    v128.store(to + i, v128.shuffle<i32>(a, b, 1, 5, 3, 7), 16)
  }
}
