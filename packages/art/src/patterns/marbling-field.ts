/** @module Marbling on the GPU: follows marbling.ts line by line. */
import { type FieldProgram, fieldData } from './field.ts'

/** Places that the rings of earlier ink lie round, and how many rings there are. */
export const OLD_CENTRES = 5
export const OLD_RINGS = 96

/** The water before any stroke. */
export interface Basin {
  /** x, y and radius of each drop, in the order in which they fell. */
  readonly places: Float64Array
  /** sRGB of each drop. */
  readonly colours: Float32Array
  /** Places that the old rings lie round. */
  readonly centres: readonly (readonly number[])[]
  /** Distances at which the old rings begin, and the last one's end. */
  readonly edges: readonly number[]
  /** sRGB of each old ring. */
  readonly ringColours: readonly number[]
}

/**
 * A stroke over the surface with the numbers that undo it. Wave: cosine and sine of its direction, frequency, phase, amount. Comb: the axis
 * that it is drawn along, spacing, reach, sharpness, offset. Whirl: x, y, twist, width, nothing.
 */
export interface Stroke {
  readonly kind: 'wave' | 'comb' | 'whirl'
  readonly numbers: readonly [number, number, number, number, number]
}

/** The program of a basin and the strokes over it, the last one first. */
export function marblingField(
  { places, colours, centres, edges, ringColours }: Basin,
  strokes: readonly Stroke[],
): FieldProgram {
  const numbers = [
    ...[strokes.length, places.length / 3],
    ...centres.flat(),
    ...edges.slice(0, OLD_RINGS),
    ...ringColours,
    ...strokes.flatMap(({ kind, numbers }) => [KINDS.indexOf(kind), ...numbers]),
    ...places,
    ...colours,
  ]
  return { wgsl: WGSL, data: fieldData({ numbers }) }
}

/** The strokes in the order of the program's cases. */
const KINDS: readonly Stroke['kind'][] = ['wave', 'comb', 'whirl']

const EDGES_AT = 2 + 2 * OLD_CENTRES
const RING_COLOURS_AT = EDGES_AT + OLD_RINGS
const STROKES_AT = RING_COLOURS_AT + 3 * OLD_RINGS

const WGSL = `
fn undone(at: u32, p: vec2f) -> vec2f {
  let a = num(at + 1u);
  let b = num(at + 2u);
  let c = num(at + 3u);
  let d = num(at + 4u);
  let e = num(at + 5u);
  switch u32(num(at)) {
    case 0u: { return p - vec2f(a, b) * e * sine(c * (p.x * b - p.y * a) + d); }
    case 1u: {
      let isDown = a > 0.5;
      let place = (select(p.y, p.x, isDown) + e) / b;
      let distance = abs(place - floor(place + 0.5)) * b;
      return p - select(vec2f(1.0, 0.0), vec2f(0.0, 1.0), isDown) * c * exp(-distance * d);
    }
    default: {
      let away = p - vec2f(a, b);
      return vec2f(a, b) + turned(away, -c * exp(-length(away) / d));
    }
  }
}

fn water(p: vec2f) -> vec3f {
  var sum = 0.0;
  for (var i = 0u; i < ${OLD_CENTRES}u; i++) { sum += exp(-5.0 * length(p - num2(2u + i * 2u))); }
  let distance = max(0.0, 0.32 - log(sum) / 5.0);
  var ring = 0u;
  while (ring < ${OLD_RINGS - 1}u && num(${EDGES_AT}u + ring + 1u) <= distance) { ring++; }
  return num3(${RING_COLOURS_AT}u + ring * 3u);
}

fn colour(at: vec2f) -> vec4f {
  var p = at;
  let strokes = u32(num(0u));
  let drops = u32(num(1u));
  for (var i = 0u; i < strokes; i++) { p = undone(${STROKES_AT}u + i * 6u, p); }
  let places = ${STROKES_AT}u + strokes * 6u;
  for (var n = drops; n > 0u; n--) {
    let drop = num3(places + (n - 1u) * 3u);
    let d = p - drop.xy;
    let square = dot(d, d);
    let room = square - drop.z * drop.z;
    if (room < 0.0) {
      let full = 1.0 - 0.1 * soft(0.86, 1.0, square / (drop.z * drop.z));
      return vec4f(num3(places + drops * 3u + (n - 1u) * 3u) * full, 1.0);
    }
    p = drop.xy + d * sqrt(room / square);
  }
  return vec4f(water(p), 1.0);
}
`
