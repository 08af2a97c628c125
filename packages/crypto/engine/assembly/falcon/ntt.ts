/**
 * The number-theoretic transform of Falcon's ring (round 3, section 3.7.1) for n = 512 and 1024 coefficients of 16 bits. Its results
 * stay transposed within each 64 coefficients: products do not care, and the inverse starts from there.
 *
 * Bounds: a sum of three values must stay below 2^15. Every pass starts from reduced values (at most 9,830 in absolute value), a
 * product of something below 2^15 is at most 10,832, and what would grow further is reduced in between.
 * @module
 */
import { centre, multiply, power, Q, reciprocalOf, reduce } from './field.ts'
import { transpose } from './transpose.ts'
import * as table from './zetas.ts'

/** Two layers at once, of distance `2 * quarter` and `quarter` (in bytes), on the `blocks` blocks of the polynomial. */
/* @inline */ function forwardLayers(polynomial: usize, blocks: usize, quarter: usize): void {
  for (let block: usize = 0; block < blocks; block++) {
    const first = (blocks + block) * 2
    const z1 = v128.load16_splat(table.ZETAS + first)
    const z1r = v128.load16_splat(table.ZETAS_R + first)
    const z2 = v128.load16_splat(table.ZETAS + first * 2)
    const z2r = v128.load16_splat(table.ZETAS_R + first * 2)
    const z3 = v128.load16_splat(table.ZETAS + first * 2, 2)
    const z3r = v128.load16_splat(table.ZETAS_R + first * 2, 2)
    const start = polynomial + block * quarter * 4
    for (let at = start; at < start + quarter; at += 16) {
      let a0 = v128.load(at)
      let a1 = v128.load(at + quarter)
      let a2 = v128.load(at + 2 * quarter)
      let a3 = v128.load(at + 3 * quarter)
      let t = multiply(a2, z1, z1r)
      a2 = i16x8.sub(a0, t)
      a0 = i16x8.add(a0, t)
      t = multiply(a3, z1, z1r)
      a3 = i16x8.sub(a1, t)
      a1 = i16x8.add(a1, t)
      t = multiply(a1, z2, z2r)
      v128.store(at, reduce(i16x8.add(a0, t)))
      v128.store(at + quarter, reduce(i16x8.sub(a0, t)))
      t = multiply(a3, z3, z3r)
      v128.store(at + 2 * quarter, reduce(i16x8.add(a2, t)))
      v128.store(at + 3 * quarter, reduce(i16x8.sub(a2, t)))
    }
  }
}

/** One layer of distance 8 coefficients: Falcon-1024 has one layer more than pairs make. */
function forwardLayer8(polynomial: usize): void {
  for (let block: usize = 0; block < 64; block++) {
    const at = polynomial + block * 32
    const zeta = table.ZETAS + (64 + block) * 2
    const reciprocal = table.ZETAS_R + (64 + block) * 2
    const a = v128.load(at)
    const t = multiply(v128.load(at, 16), v128.load16_splat(zeta), v128.load16_splat(reciprocal))
    v128.store(at, reduce(i16x8.add(a, t)))
    v128.store(at, reduce(i16x8.sub(a, t)), 16)
  }
}

/** The layers of distance 4 and 2 on the vectors `at`, and 2, 4 and 6 vectors further, of a transposed block. */
/* @inline */ function forwardColumns(at: usize, zetas: usize, reciprocals: usize): void {
  let a0 = v128.load(at)
  let a2 = v128.load(at, 32)
  let a4 = v128.load(at, 64)
  let a6 = v128.load(at, 96)
  let t = multiply(a4, v128.load(zetas), v128.load(reciprocals))
  a4 = i16x8.sub(a0, t)
  a0 = i16x8.add(a0, t)
  t = multiply(a6, v128.load(zetas), v128.load(reciprocals))
  a6 = i16x8.sub(a2, t)
  a2 = i16x8.add(a2, t)
  t = multiply(a2, v128.load(zetas, 16), v128.load(reciprocals, 16))
  v128.store(at, i16x8.add(a0, t))
  v128.store(at, i16x8.sub(a0, t), 32)
  t = multiply(a6, v128.load(zetas, 32), v128.load(reciprocals, 32))
  v128.store(at, i16x8.add(a4, t), 64)
  v128.store(at, i16x8.sub(a4, t), 96)
}

/** The layer of distance 1 on two neighbouring vectors of a transposed block. */
/* @inline */ function forwardNeighbours(at: usize, zetas: usize, reciprocals: usize): void {
  const a = reduce(v128.load(at))
  const t = multiply(v128.load(at, 16), v128.load(zetas), v128.load(reciprocals))
  v128.store(at, i16x8.add(a, t))
  v128.store(at, i16x8.sub(a, t), 16)
}

/** The layers of distance 4, 2 and 1 on one block of 64 coefficients, which it leaves transposed. */
/* @inline */ function forwardBlock(at: usize, zetas: usize, reciprocals: usize): void {
  transpose(at)
  forwardColumns(at, zetas, reciprocals)
  forwardColumns(at + 16, zetas, reciprocals)
  forwardNeighbours(at, zetas + 48, reciprocals + 48)
  forwardNeighbours(at + 32, zetas + 64, reciprocals + 64)
  forwardNeighbours(at + 64, zetas + 80, reciprocals + 80)
  forwardNeighbours(at + 96, zetas + 96, reciprocals + 96)
}

/** Transforms n coefficients in place: at most q / 2 in absolute value before, at most 19,026 after. */
export function transform(polynomial: usize, n: usize): void {
  // Bytes of a quarter of the polynomial; each pass of two layers divides by four.
  const quarter = n >> 1
  forwardLayers(polynomial, 1, quarter)
  forwardLayers(polynomial, 4, quarter >> 2)
  forwardLayers(polynomial, 16, quarter >> 4)
  if (n === 1024) forwardLayer8(polynomial)
  const zetas = table.lastZetas(n)
  const reciprocals = table.lastReciprocals(n)
  for (let i: usize = 0; i < n / 64; i++)
    forwardBlock(polynomial + i * 128, zetas + i * table.BLOCK_ZETAS, reciprocals + i * table.BLOCK_ZETAS)
}

/** The inverse layer of distance 1 on two neighbouring vectors of a transposed block. */
/* @inline */ function inverseNeighbours(at: usize, zetas: usize, reciprocals: usize): void {
  const a = v128.load(at)
  const b = v128.load(at, 16)
  v128.store(at, reduce(i16x8.add(a, b)))
  v128.store(at, multiply(i16x8.sub(a, b), v128.load(zetas), v128.load(reciprocals)), 16)
}

/** The inverse layers of distance 2 and 4; the mirror of `forwardColumns`. */
/* @inline */ function inverseColumns(at: usize, zetas: usize, reciprocals: usize): void {
  let a0 = v128.load(at)
  let a2 = v128.load(at, 32)
  let a4 = v128.load(at, 64)
  let a6 = v128.load(at, 96)
  let t = i16x8.sub(a0, a2)
  a0 = reduce(i16x8.add(a0, a2))
  a2 = multiply(t, v128.load(zetas, 16), v128.load(reciprocals, 16))
  t = i16x8.sub(a4, a6)
  a4 = reduce(i16x8.add(a4, a6))
  a6 = multiply(t, v128.load(zetas, 32), v128.load(reciprocals, 32))
  v128.store(at, reduce(i16x8.add(a0, a4)))
  v128.store(at, reduce(i16x8.add(a2, a6)), 32)
  v128.store(at, multiply(i16x8.sub(a0, a4), v128.load(zetas), v128.load(reciprocals)), 64)
  v128.store(at, multiply(i16x8.sub(a2, a6), v128.load(zetas), v128.load(reciprocals)), 96)
}

/** The inverse layers of distance 1, 2 and 4 on one transposed block, which it puts back in order. */
/* @inline */ function inverseBlock(at: usize, zetas: usize, reciprocals: usize): void {
  inverseNeighbours(at, zetas + 48, reciprocals + 48)
  inverseNeighbours(at + 32, zetas + 64, reciprocals + 64)
  inverseNeighbours(at + 64, zetas + 80, reciprocals + 80)
  inverseNeighbours(at + 96, zetas + 96, reciprocals + 96)
  inverseColumns(at, zetas, reciprocals)
  inverseColumns(at + 16, zetas, reciprocals)
  transpose(at)
}

/** The inverse layer of distance 8 of Falcon-1024. */
function inverseLayer8(polynomial: usize): void {
  for (let block: usize = 0; block < 64; block++) {
    const at = polynomial + block * 32
    const zeta = table.NEGATED + (127 - block) * 2
    const reciprocal = table.NEGATED_R + (127 - block) * 2
    const a = v128.load(at)
    const b = v128.load(at, 16)
    v128.store(at, reduce(i16x8.add(a, b)))
    v128.store(at, multiply(i16x8.sub(a, b), v128.load16_splat(zeta), v128.load16_splat(reciprocal)), 16)
  }
}

/** Two inverse layers at once, of distance `quarter` and `2 * quarter` bytes; the mirror of `forwardLayers`. */
/* @inline */ function inverseLayers(polynomial: usize, blocks: usize, quarter: usize): void {
  for (let block: usize = 0; block < blocks; block++) {
    const outer = (2 * blocks - 1 - block) * 2
    const inner = (4 * blocks - 1 - 2 * block) * 2
    const z1 = v128.load16_splat(table.NEGATED + outer)
    const z1r = v128.load16_splat(table.NEGATED_R + outer)
    const z2 = v128.load16_splat(table.NEGATED + inner)
    const z2r = v128.load16_splat(table.NEGATED_R + inner)
    const z3 = v128.load16_splat(table.NEGATED + inner - 2)
    const z3r = v128.load16_splat(table.NEGATED_R + inner - 2)
    const start = polynomial + block * quarter * 4
    for (let at = start; at < start + quarter; at += 16) {
      let a0 = v128.load(at)
      let a1 = v128.load(at + quarter)
      let a2 = v128.load(at + 2 * quarter)
      let a3 = v128.load(at + 3 * quarter)
      let t = i16x8.sub(a0, a1)
      a0 = reduce(i16x8.add(a0, a1))
      a1 = multiply(t, z2, z2r)
      t = i16x8.sub(a2, a3)
      a2 = reduce(i16x8.add(a2, a3))
      a3 = multiply(t, z3, z3r)
      v128.store(at, reduce(i16x8.add(a0, a2)))
      v128.store(at + quarter, reduce(i16x8.add(a1, a3)))
      v128.store(at + 2 * quarter, multiply(i16x8.sub(a0, a2), z1, z1r))
      v128.store(at + 3 * quarter, multiply(i16x8.sub(a1, a3), z1, z1r))
    }
  }
}

/**
 * Transforms n values back in place, at most 9,830 in absolute value before and after. The result is n times what it should be: keys
 * are divided by n once, when they are expanded (see `toFactors`).
 */
export function inverseTransform(polynomial: usize, n: usize): void {
  const zetas = table.inverseFirstZetas(n)
  const reciprocals = table.inverseFirstReciprocals(n)
  for (let i: usize = 0; i < n / 64; i++)
    inverseBlock(polynomial + i * 128, zetas + i * table.BLOCK_ZETAS, reciprocals + i * table.BLOCK_ZETAS)
  if (n === 1024) inverseLayer8(polynomial)
  const quarter = n >> 1
  inverseLayers(polynomial, 16, quarter >> 4)
  inverseLayers(polynomial, 4, quarter >> 2)
  inverseLayers(polynomial, 1, quarter)
}

/** Divides transformed values by n, centres them and puts the reciprocals that `multiply` needs at `reciprocals`. */
export function toFactors(values: usize, reciprocals: usize, n: usize): void {
  const inverse = power(n as i32, Q - 2)
  for (let i: usize = 0; i < n; i++) {
    const factor = centre(centre(load<i16>(values + i * 2)) * inverse)
    store<i16>(values + i * 2, factor as i16)
    store<i16>(reciprocals + i * 2, reciprocalOf(factor) as i16)
  }
}
