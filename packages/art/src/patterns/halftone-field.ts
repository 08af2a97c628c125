/** @module Halftone on the GPU: follows halftone.ts line by line. */
import type { Triple } from '../color/color.ts'
import type { Random } from '../numeric/random.ts'
import { type FieldProgram, fieldData } from './field.ts'

/** Where the landscape's crests are looked up: so many places across the picture, and two behind its edge. */
export const CRESTS = 1024

/** What is printed. */
export interface Landscape {
  /** Heights of the hills over the picture's width, from the far to the near. */
  readonly crests: readonly Float64Array[]
  /** The stream of the noise in the sky. */
  readonly clouds: Random
  /** Size of the sun; 0 for none. */
  readonly sun: number
  readonly sunX: number
  readonly sunY: number
  readonly radius: number
}

/** A plate with one ink. */
export interface Plate {
  readonly ink: Triple
  /** Cosine and sine of the screen's angle. */
  readonly c: number
  readonly s: number
  /** How far it slipped. */
  readonly dx: number
  readonly dy: number
}

/** How a landscape is printed. */
export interface Print {
  readonly plates: readonly Plate[]
  readonly paper: Triple
  /** Dots in a unit. */
  readonly reach: number
  /** Number of the dot's form, in the pattern's order. */
  readonly dot: number
}

/** The program of a printed landscape. */
export function halftoneField(
  { crests, clouds, sun, sunX, sunY, radius }: Landscape,
  { plates, paper, reach, dot }: Print,
): FieldProgram {
  const numbers = [
    ...[dot, reach, crests.length, sun, sunX, sunY, radius, ...paper],
    ...plates.flatMap(({ ink, c, s, dx, dy }) => [...ink, c, s, dx, dy]),
  ]
  const grid = Float32Array.from(crests.flatMap((crest) => [...crest]))
  return { wgsl: WGSL, data: fieldData({ numbers, noises: [clouds], grid }) }
}

const WGSL = `
fn covers(p: vec2f, tone: f32) -> bool {
  switch u32(num(0u)) {
    case 0u: { return dot(p, p) < tone * 0.42; }
    case 1u: { return abs(p.y) < tone * 0.56; }
    default: { return min(abs(p.x), abs(p.y)) < tone * 0.26 && tone > 0.03; }
  }
}

fn hillAt(p: vec2f) -> vec2f {
  let place = clamp((p.x / sheet.halfWidth + 1.0) / 2.0 * ${CRESTS}.0, 0.0, ${CRESTS}.0);
  let k = floor(place);
  for (var n = u32(num(2u)); n > 0u; n--) {
    let at = (n - 1u) * ${CRESTS + 2}u + u32(k);
    let crest = mix(grid(at), grid(at + 1u), place - k);
    if (p.y > crest) { return vec2f(f32(n - 1u), clamp((p.y - crest) / 0.55, 0.0, 1.0)); }
  }
  return vec2f(-1.0, 0.0);
}

fn toneOf(plate: u32, p: vec2f) -> f32 {
  let found = hillAt(p);
  let isHill = found.x >= 0.0;
  let isOdd = (i32(found.x) & 1) == 1;
  let inSun = num(3u) > 0.0 && length(p - num2(4u)) < num(6u);
  let sky = clamp((p.y + sheet.halfHeight) / (1.4 * sheet.halfHeight), 0.0, 1.0);
  if (plate == 0u) {
    if (isHill) { return select(0.95 - 0.5 * found.y, 0.35 + 0.5 * found.y, isOdd); }
    return select(0.08 + 0.62 * (1.0 - sky) + 0.1 * noise(0u, vec2f(p.x * 0.8, p.y * 3.4)), 0.95, inSun);
  }
  if (plate == 1u) {
    if (isHill) { return select(0.42, 0.9, isOdd) * (1.0 - 0.6 * found.y); }
    return select(0.42 * soft(0.55, 1.0, sky), soft(-num(6u), num(6u), p.y - num(5u)) * 0.9, inSun);
  }
  let share = (found.x + 1.0) / max(1.0, num(2u));
  return select(0.0, share * share * (0.92 - 0.62 * found.y), isHill);
}

fn colour(at: vec2f) -> vec4f {
  var c = num3(7u);
  for (var i = 0u; i < 3u; i++) {
    let b = 10u + i * 7u;
    let p = at + num2(b + 5u);
    let place = vec2f(p.x * num(b + 3u) - p.y * num(b + 4u), p.x * num(b + 4u) + p.y * num(b + 3u)) * num(1u);
    if (covers(fract(place) - 0.5, toneOf(i, p))) { c *= mix(vec3f(1.0), num3(b), 0.93); }
  }
  return vec4f(c, 1.0);
}
`
