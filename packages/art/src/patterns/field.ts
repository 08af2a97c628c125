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
  /** What `noise`, `ramp` and `num` read. */
  readonly data: Float32Array<ArrayBuffer>
}

/** What a program reads: its numbers, one random stream for each of its noises, its gradients. */
export interface FieldInput {
  readonly numbers: readonly number[]
  readonly noises?: readonly Random[]
  readonly ramps?: readonly Ramp[]
}

const NOISE_SIZE = 256
const RAMP_STEPS = 2048
const RAMP_SIZE = (RAMP_STEPS + 1) * 3
const DIRECTIONS_AT = 2
const NOISES_AT = DIRECTIONS_AT + 2 * NOISE_DIRECTIONS

/** Lays out a program's data: where numbers and gradients begin, the directions of noise, noises, gradients, numbers. */
export function fieldData({ numbers, noises = [], ramps = [] }: FieldInput): Float32Array<ArrayBuffer> {
  const rampsAt = NOISES_AT + noises.length * NOISE_SIZE
  const numbersAt = rampsAt + ramps.length * RAMP_SIZE
  const data = new Float32Array(numbersAt + numbers.length)
  data[0] = numbersAt
  data[1] = rampsAt
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
  return data
}

/** Threads of a workgroup. */
export const FIELD_WORKGROUP = 64

/**
 * The whole compute shader of a program. Bindings: 0 data, 1 premultiplied RGBA by pixel, 2 the sheet: width, rows, first row, samples on
 * a side (u32), pixel, half width, half height in units (f32).
 */
export function fieldSource(wgsl: string): string {
  return `${COMMON}\n${wgsl}\n${MAIN}`
}

const COMMON = `
struct Sheet { width: u32, rows: u32, top: u32, side: u32, pixel: f32, halfWidth: f32, halfHeight: f32 }
@group(0) @binding(0) var<storage, read> data: array<f32>;
@group(0) @binding(1) var<storage, read_write> result: array<vec4f>;
@group(0) @binding(2) var<uniform> sheet: Sheet;

fn num(i: u32) -> f32 { return data[u32(data[0]) + i]; }
fn num3(i: u32) -> vec3f { return vec3f(num(i), num(i + 1u), num(i + 2u)); }

// As math.ts: the limits may come in either order, which WGSL's own smoothstep does not promise.
fn soft(low: f32, high: f32, x: f32) -> f32 {
  let t = clamp((x - low) / (high - low), 0.0, 1.0);
  return t * t * (3.0 - 2.0 * t);
}

// As palette.ts.
fn ramp(which: u32, t: f32) -> vec3f {
  let held = clamp(t, 0.0, 1.0) * ${RAMP_STEPS}.0;
  let index = min(u32(held), ${RAMP_STEPS - 1}u);
  let at = u32(data[1]) + which * ${RAMP_SIZE}u + index * 3u;
  let below = vec3f(data[at], data[at + 1u], data[at + 2u]);
  let above = vec3f(data[at + 3u], data[at + 4u], data[at + 5u]);
  return mix(below, above, held - f32(index));
}

// As noise.ts.
fn order(which: u32, i: u32) -> u32 { return u32(data[${NOISES_AT}u + which * ${NOISE_SIZE}u + (i & 255u)]); }

fn corner(which: u32, i: u32, p: vec2f) -> f32 {
  let t = 0.5 - dot(p, p);
  if (t <= 0.0) { return 0.0; }
  let g = ${DIRECTIONS_AT}u + order(which, i) % ${NOISE_DIRECTIONS}u;
  return t * t * t * t * dot(vec2f(data[g], data[g + ${NOISE_DIRECTIONS}u]), p);
}

fn noise(which: u32, p: vec2f) -> f32 {
  const unskew = 0.21132486540518713;
  let cell = floor(p + (p.x + p.y) * 0.3660254037844386);
  let a = p - cell + (cell.x + cell.y) * unskew;
  let stepX = select(0u, 1u, a.x > a.y);
  let stepY = 1u - stepX;
  let i = u32(i32(cell.x) & 255);
  let j = u32(i32(cell.y) & 255);
  let b = a - vec2f(f32(stepX), f32(stepY)) + unskew;
  return 99.2 * (corner(which, i + order(which, j), a) +
    corner(which, i + stepX + order(which, j + stepY), b) +
    corner(which, i + 1u + order(which, j + 1u), a - 1.0 + 2.0 * unskew));
}

fn fractal(which: u32, at: vec2f, octaves: u32, gain: f32) -> f32 {
  var sum = 0.0;
  var total = 0.0;
  var weight = 1.0;
  var p = at;
  for (var i = 0u; i < octaves; i++) {
    sum += weight * noise(which, p);
    total += weight;
    weight *= gain;
    p = vec2f((p.x * 0.8 - p.y * 0.6) * 2.0 + 5.1, (p.x * 0.6 + p.y * 0.8) * 2.0 + 17.3);
  }
  return sum / total;
}
`

/** Samples of one pixel that differ by less than this (three 8-bit levels) need no others between them. */
export const CALM = 0.012

const MAIN = `
fn look(corner: vec2f, u: u32, v: u32) -> vec4f {
  let c = colour(corner + (vec2f(f32(u), f32(v)) + 0.5) / f32(sheet.side) * sheet.pixel);
  return vec4f(c.rgb * c.a, c.a);
}

// The diagonal first, the rest only where that shows an edge: as the CPU does.
@compute @workgroup_size(${FIELD_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sheet.width * sheet.rows) { return; }
  let corner = vec2f(f32(id.x % sheet.width), f32(sheet.top + id.x / sheet.width)) * sheet.pixel
    - vec2f(sheet.halfWidth, sheet.halfHeight);
  var sum = look(corner, 0u, 0u);
  var low = sum;
  var high = sum;
  for (var i = 1u; i < sheet.side; i++) {
    let c = look(corner, i, i);
    sum += c;
    low = min(low, c);
    high = max(high, c);
  }
  var count = f32(sheet.side);
  let spread = high - low;
  if (max(max(spread.r, spread.g), max(spread.b, spread.a)) > ${CALM}) {
    for (var i = 0u; i < sheet.side * sheet.side; i++) {
      if (i % (sheet.side + 1u) != 0u) { sum += look(corner, i % sheet.side, i / sheet.side); }
    }
    count *= count;
  }
  result[id.x] = clamp(sum / count, vec4f(0.0), vec4f(1.0));
}
`
