/** @module Enso on the GPU: follows enso.ts line by line. */
import type { Triple } from '../color/color.ts'
import type { Random } from '../numeric/random.ts'
import { type FieldProgram, fieldData } from './field.ts'

/** One stroke of the brush. */
export interface Brushstroke {
  readonly ink: Triple
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly half: number
  /** Where the brush touches down, and how much of the circle it draws. */
  readonly start: number
  readonly sweep: number
  readonly direction: 1 | -1
  readonly squash: number
  readonly dryness: number
  /** Streams of the noises for the bristles and for the rims. */
  readonly bristles: Random
  readonly edge: Random
}

/** A drop of ink; its numbers in this order go to the GPU. */
export interface Drop {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** A stroke that is cut out of the seal; its numbers in this order go to the GPU. */
export interface SealCut {
  readonly isUpright: boolean
  readonly at: number
  readonly from: number
  readonly long: number
}

/** The seal of the hand. */
export interface Seal {
  readonly isThere: boolean
  readonly half: number
  readonly cx: number
  readonly colour: Triple
  readonly cuts: readonly SealCut[]
  /** The stream of the noise that wears it. */
  readonly wear: Random
}

/** How far down the middle of the seal lies. */
export const SEAL_Y = 0.72

/** A sheet with all that is on it. */
export interface EnsoSheet {
  readonly strokes: readonly Brushstroke[]
  readonly drops: readonly Drop[]
  readonly seal: Seal
  readonly paper: Triple
  /** How much of the paper's fibre shows. */
  readonly paperShare: number
  /** Streams of the noises of the paper. */
  readonly wave: Random
  readonly fibre: Random
}

/** The program of a sheet. */
export function ensoField({ strokes, drops, seal, paper, paperShare, wave, fibre }: EnsoSheet): FieldProgram {
  const numbers = [
    ...[strokes.length, drops.length, paperShare, ...paper],
    ...[seal.isThere ? seal.half : 0, seal.cx, ...seal.colour, seal.cuts.length],
    ...seal.cuts.flatMap((cut) => Object.values(cut).map(Number)),
    ...strokes.flatMap(({ ink, bristles: _, edge: __, ...stroke }) => [...ink, ...Object.values(stroke)]),
    ...drops.flatMap(Object.values),
  ]
  const noises = [wave, fibre, seal.wear, ...strokes.flatMap(({ bristles, edge }) => [bristles, edge])]
  return { wgsl: WGSL, data: fieldData({ numbers, noises }) }
}

const WGSL = `
const TURN = 6.28318530717959;

fn wave(x: f32, y: f32) -> f32 { return fractal(0u, vec2f(x, y), 3u, 0.5); }

fn bristleInk(i: u32, b: u32, along: f32, radius: f32) -> f32 {
  let t = along / num(b + 8u);
  let press = soft(-0.02, 0.04, t) * mix(1.12, 0.72, t) * (1.0 - 0.55 * soft(0.9, 1.0, t));
  let edge = 4u + 2u * i;
  let centre = num(b + 5u) * (1.0 + 0.035 * sine(along * 1.3 + 0.7)) + 0.02 * noise(edge, vec2f(along * 0.6, 3.0));
  let across = (radius - centre) / (num(b + 6u) * press + 1e-6);
  let ragged = 1.0 + 0.09 * noise(edge, vec2f(along * 7.0, select(23.0, 11.0, across > 0.0)));
  let body = soft(ragged, ragged - 0.12, abs(across));
  if (body == 0.0) { return 0.0; }
  let hair = 0.5 + 0.5 * fractal(3u + 2u * i, vec2f(across * 11.0, along * 0.75), 3u, 0.65);
  let dry = num(b + 11u) * (0.2 + 1.25 * soft(0.1, 1.0, t) + 0.25 * across * across);
  let gap = soft(dry * 0.78 - 0.14, dry * 0.78 + 0.1, hair);
  let pool = 0.86 + 0.14 * soft(0.55, 0.95, abs(across)) + 0.1 * (hair - 0.5);
  return clamp(body * gap * pool, 0.0, 1.0);
}

fn inkAt(i: u32, b: u32, p: vec2f) -> f32 {
  let squash = num(b + 10u);
  let d = vec2f((p.x - num(b + 3u)) * squash, (p.y - num(b + 4u)) / squash);
  let radius = length(d);
  if (abs(radius - num(b + 5u)) > num(b + 6u) * 2.2) { return 0.0; }
  let way = (angle(d) - num(b + 7u)) * num(b + 9u);
  var ink = 0.0;
  for (var along = way - floor(way / TURN) * TURN; along < num(b + 8u); along += TURN) {
    ink = max(ink, bristleInk(i, b, along, radius));
  }
  return ink;
}

fn dropInk(first: u32, p: vec2f) -> f32 {
  var ink = 0.0;
  for (var i = 0u; i < u32(num(1u)); i++) {
    let drop = num3(first + i * 3u);
    let d = p - drop.xy;
    if (abs(d.x) > 0.03 || abs(d.y) > 0.03) { continue; }
    ink = max(ink, soft(drop.z, drop.z * 0.8, length(d)));
  }
  return ink * 0.95;
}

fn sealAt(p: vec2f) -> f32 {
  let half = num(6u);
  if (half == 0.0) { return 0.0; }
  let u = (p - vec2f(num(7u), ${SEAL_Y})) / half;
  if (max(abs(u.x), abs(u.y)) > 1.1) { return 0.0; }
  if (max(abs(u.x), abs(u.y)) > 0.96 + 0.05 * noise(2u, p * 60.0)) { return 0.0; }
  for (var i = 0u; i < u32(num(11u)); i++) {
    let b = 12u + i * 4u;
    let a = select(u.yx, u, num(b) > 0.5);
    let into = a.y - num(b + 2u);
    if (abs(a.x - num(b + 1u)) < 0.085 && into > 0.0 && into < num(b + 3u) && abs(a.y) < 0.8) { return 0.0; }
  }
  return soft(-0.85, -0.5, noise(2u, vec2f(p.x * 34.0 + 7.0, p.y * 34.0))) * 0.92;
}

fn colour(p: vec2f) -> vec4f {
  let fibre = fractal(1u, vec2f(p.x * 9.0, p.y * 46.0), 3u, 0.6);
  let shade = 1.0 + 0.045 * wave(p.x * 0.7, p.y * 0.7) + num(2u) * fibre;
  var c = clamp(num3(3u) * shade, vec3f(0.0), vec3f(1.0));
  let w = p + 0.018 * vec2f(wave(p.x * 2.3 + 9.0, p.y * 2.3), wave(p.x * 2.3, p.y * 2.3 + 5.0));
  let first = 12u + u32(num(11u)) * 4u;
  let strokes = u32(num(0u));
  for (var i = 0u; i < strokes; i++) {
    let b = first + i * 12u;
    c = mix(c, num3(b), inkAt(i, b, w));
  }
  c = mix(c, num3(first), dropInk(first + strokes * 12u, w));
  return vec4f(mix(c, num3(8u), sealAt(p)), 1.0);
}
`
