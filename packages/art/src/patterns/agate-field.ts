/** @module Agate on the GPU: follows agate.ts line by line. */
import type { Palette } from '../color/palette.ts'
import type { Random } from '../numeric/random.ts'
import { type FieldProgram, fieldData } from './field.ts'

/** A stone: parameters as the pattern has them, and what its seed decided. */
export interface Stone {
  readonly bands: number
  readonly ripple: number
  readonly crystal: number
  /** x, y and stretch of each heart. */
  readonly centres: readonly number[]
  /** Tones of the 512 bands. */
  readonly tones: Float32Array
  readonly random: Random
  readonly palette: Palette
}

/** The program of a stone. */
export function agateField(stone: Stone): FieldProgram {
  const { bands, ripple, crystal, centres, tones, random, palette } = stone
  const numbers = [bands, ripple, crystal, centres.length / 3, ...tones, ...centres]
  const noises = [random.fork('shape'), random.fork('grain'), random.fork('facets')]
  return { wgsl: WGSL, data: fieldData({ numbers, noises, ramps: [palette.ramp, palette.depth] }) }
}

const WGSL = `
fn quartz(p: vec2f, depth: f32) -> vec3f {
  let cell = noise(2u, p * 14.0);
  let facet = floor((cell + noise(2u, vec2f(p.x * 31.0 + 7.0, p.y * 31.0))) * 4.0) / 4.0;
  let stone = ramp(1u, clamp(0.72 + 0.16 * facet - 0.4 * soft(0.15, 0.9, depth) * (0.5 + facet * 0.4), 0.0, 1.0));
  return mix(stone, vec3f(1.0), soft(0.62, 0.8, noise(2u, p * 60.0)) * 0.6);
}

fn colour(p: vec2f) -> vec4f {
  var sum = 0.0;
  for (var i = 0u; i < u32(num(3u)); i++) {
    let heart = num3(516u + i * 3u);
    sum += exp(-3.2 * length(vec2f((p.x - heart.x) * heart.z, (p.y - heart.y) / heart.z)));
  }
  let crystal = num(2u);
  let distance = -log(sum) / 3.2 + num(1u) * 0.24 * fractal(0u, p * 1.3, 5u, 0.45);
  if (distance < crystal) { return vec4f(quartz(p, (crystal - distance) / max(crystal, 0.01)), 1.0); }
  let position = (distance - crystal) * num(0u);
  let index = floor(position);
  let tone = num(4u + (u32(index) & 511u));
  let next = num(4u + (u32(index + 1.0) & 511u));
  let into = fract(position);
  let level = mix(tone, next, soft(0.72, 0.98, into)) + 0.025 * noise(1u, vec2f(p.x * 40.0 + index, p.y * 40.0));
  let hair = soft(0.1, 0.0, abs(fract(position * 3.1 + 0.2 * tone) - 0.5)) * 0.16;
  let rim = 0.55 * soft(0.25, 0.0, distance - crystal);
  let sheen = 1.0 - 0.2 * soft(0.3, 1.5, distance);
  let stone = ramp(0u, clamp(level, 0.0, 1.0)) * sheen;
  return vec4f(mix(stone, ramp(1u, 1.0), max(hair, rim * (1.0 - into))), 1.0);
}
`
