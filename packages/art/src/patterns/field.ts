/**
 * @module Pixel patterns for the GPU: WGSL beside the pattern's own shader, which it follows up to the precision of 32-bit floats.
 * It is for previews only: what is signed and minted is always drawn by the shaders on the CPU.
 */
import type { Ramp } from '../color/palette.ts'
import { cos, sin, TAU } from '../numeric/math.ts'
import { NOISE_DIRECTIONS, noiseOrder } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'

/** A pattern with its parameters, ready for the GPU. */
export interface FieldProgram {
  /**
   * WGSL that defines `fn colour(p: vec2f) -> vec4f`: the colour at a place in unit space, not premultiplied. It may use what
   * `fieldSource` defines before it. The same for all recipes, so that it is compiled once.
   */
  readonly wgsl: string
  /** What `noise`, `ramp`, `num` and `grid` read. */
  readonly data: Float32Array<ArrayBuffer>
}

/** What a program reads. */
export interface FieldInput {
  readonly numbers: readonly number[]
  /** One random stream for each of its noises. */
  readonly noises?: readonly Random[]
  readonly ramps?: readonly Ramp[]
  /** What was computed for the whole picture before: a simulation's grid, an orbit. */
  readonly grid?: Float32Array
}

/** Values of one noise's order. */
export const NOISE_SIZE = 256
/** Steps of a gradient's table. */
export const RAMP_STEPS = 2048
/** Numbers of a gradient's table. */
export const RAMP_SIZE = (RAMP_STEPS + 1) * 3
/** Where the directions of noise begin: behind the beginnings of numbers, gradients and grid. */
export const DIRECTIONS_AT = 3
/** Where the noises begin. */
export const NOISES_AT = DIRECTIONS_AT + 2 * NOISE_DIRECTIONS

/**
 * Lays out a program's data: where numbers, gradients and grid begin, the directions of noise, noises, gradients, numbers, grid. Indices
 * are held as 32-bit floats, which are exact up to 2^24: more than the limits of recipes let a grid have.
 */
export function fieldData({ numbers, noises = [], ramps = [], grid }: FieldInput): Float32Array<ArrayBuffer> {
  const rampsAt = NOISES_AT + noises.length * NOISE_SIZE
  const numbersAt = rampsAt + ramps.length * RAMP_SIZE
  const gridAt = numbersAt + numbers.length
  const data = new Float32Array(gridAt + (grid?.length ?? 0))
  data[0] = numbersAt
  data[1] = rampsAt
  data[2] = gridAt
  for (let i = 0; i < NOISE_DIRECTIONS; i++) {
    data[DIRECTIONS_AT + i] = cos((TAU * i) / NOISE_DIRECTIONS)
    data[DIRECTIONS_AT + NOISE_DIRECTIONS + i] = sin((TAU * i) / NOISE_DIRECTIONS)
  }
  for (const [i, random] of noises.entries()) data.set(noiseOrder(random), NOISES_AT + i * NOISE_SIZE)
  const colour = new Float32Array(3)
  for (const [i, ramp] of ramps.entries()) {
    for (let step = 0; step <= RAMP_STEPS; step++) {
      ramp.write(step / RAMP_STEPS, colour)
      data.set(colour, rampsAt + i * RAMP_SIZE + step * 3)
    }
  }
  data.set(numbers, numbersAt)
  if (grid !== undefined) data.set(grid, gridAt)
  return data
}

/** 32 bits as two numbers that a 32-bit float holds exactly: what `bits` puts together again. */
export function halvesOf(bits: number): readonly [number, number] {
  return [bits >>> 16, bits & 0xffff]
}

/** Samples of one pixel that differ by less than this (three 8-bit levels) need no others between them. */
export const CALM = 0.012
