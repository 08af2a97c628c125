/** @module Simplex noise and fractal sums of it, seeded and portable. */
import { cos, sin, TAU } from './math.ts'
import type { Random } from './random.ts'

/** A smooth random field: value in about [-1, 1] at each point, features about one unit wide. */
export type Noise = (x: number, y: number) => number

const SKEW = 0.3660254037844386 // (sqrt(3) - 1) / 2
const UNSKEW = 0.21132486540518713 // (3 - sqrt(3)) / 6
/** Directions that the gradients of noise have, evenly round. */
export const NOISE_DIRECTIONS = 64

/** The order of the lattice's 256 values that makes one noise of a stream. */
export function noiseOrder(random: Random): readonly number[] {
  return random.shuffle(Array.from({ length: 256 }, (_, i) => i))
}

/** Creates two-dimensional simplex noise (Perlin 2001, Gustavson 2005) with 64 gradient directions. */
export function createNoise(random: Random): Noise {
  const order = noiseOrder(random)
  const permutation = new Uint8Array(512)
  const gradientX = new Float64Array(512)
  const gradientY = new Float64Array(512)
  for (let i = 0; i < 512; i++) {
    const value = order[i & 255] ?? 0
    permutation[i] = value
    gradientX[i] = cos((TAU * (value % NOISE_DIRECTIONS)) / NOISE_DIRECTIONS)
    gradientY[i] = sin((TAU * (value % NOISE_DIRECTIONS)) / NOISE_DIRECTIONS)
  }

  function corner(index: number, x: number, y: number): number {
    const t = 0.5 - x * x - y * y
    if (t <= 0) return 0
    return t * t * t * t * ((gradientX[index] ?? 0) * x + (gradientY[index] ?? 0) * y)
  }

  return (x, y) => {
    const s = (x + y) * SKEW
    const cellX = Math.floor(x + s)
    const cellY = Math.floor(y + s)
    const t = (cellX + cellY) * UNSKEW
    const x0 = x - cellX + t
    const y0 = y - cellY + t
    const stepX = x0 > y0 ? 1 : 0
    const stepY = 1 - stepX
    const i = cellX & 255
    const j = cellY & 255
    const sum =
      corner(i + (permutation[j] ?? 0), x0, y0) +
      corner(i + stepX + (permutation[j + stepY] ?? 0), x0 - stepX + UNSKEW, y0 - stepY + UNSKEW) +
      corner(i + 1 + (permutation[j + 1] ?? 0), x0 - 1 + 2 * UNSKEW, y0 - 1 + 2 * UNSKEW)
    return 99.2 * sum
  }
}

/** Octaves of noise: each `lacunarity` times finer and `gain` times weaker than the one before. */
export interface Fractal {
  readonly octaves: number
  /** Weight ratio of neighbouring octaves; 0.5 when not given. */
  readonly gain?: number
  /** Frequency ratio of neighbouring octaves; 2 when not given. */
  readonly lacunarity?: number
}

// Each octave is turned by about 37 degrees, so that the lattices of neighbouring octaves never line up.
const TURN_COS = 0.8
const TURN_SIN = 0.6

/** Fractal Brownian motion over `noise`, scaled to about [-1, 1]. */
export function createFractalNoise(noise: Noise, { octaves, gain = 0.5, lacunarity = 2 }: Fractal): Noise {
  let total = 0
  for (let i = 0, weight = 1; i < octaves; i++, weight *= gain) total += weight
  const scale = 1 / total
  return (x, y) => {
    let sum = 0
    let weight = scale
    let px = x
    let py = y
    for (let i = 0; i < octaves; i++) {
      sum += weight * noise(px, py)
      const turned = (px * TURN_COS - py * TURN_SIN) * lacunarity
      py = (px * TURN_SIN + py * TURN_COS) * lacunarity + 17.3
      px = turned + 5.1
      weight *= gain
    }
    return sum
  }
}

/** Ridged fractal noise in [0, 1]: sharp bright crests where the noise crosses zero. */
export function createRidgedNoise(noise: Noise, { octaves, gain = 0.5, lacunarity = 2 }: Fractal): Noise {
  let total = 0
  for (let i = 0, weight = 1; i < octaves; i++, weight *= gain) total += weight
  return (x, y) => {
    let sum = 0
    let weight = 1 / total
    let px = x
    let py = y
    for (let i = 0; i < octaves; i++) {
      const crest = 1 - Math.abs(noise(px, py))
      sum += weight * crest * crest
      const turned = (px * TURN_COS - py * TURN_SIN) * lacunarity
      py = (px * TURN_SIN + py * TURN_COS) * lacunarity + 17.3
      px = turned + 5.1
      weight *= gain
    }
    return sum
  }
}
