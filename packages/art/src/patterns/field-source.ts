/** @module The compute shader round a pattern's WGSL: what programs may use, and how a pixel is sampled. */
import { NOISE_DIRECTIONS } from '../numeric/noise.ts'
import { CALM, DIRECTIONS_AT, NOISE_SIZE, NOISES_AT, RAMP_SIZE, RAMP_STEPS } from './field.ts'

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
fn num2(i: u32) -> vec2f { return vec2f(num(i), num(i + 1u)); }
fn num3(i: u32) -> vec3f { return vec3f(num(i), num(i + 1u), num(i + 2u)); }
fn bits(i: u32) -> u32 { return (u32(num(i)) << 16u) | u32(num(i + 1u)); }
fn grid(i: u32) -> f32 { return data[u32(data[2]) + i]; }

// As math.ts: the limits may come in either order, which WGSL's own smoothstep does not promise.
fn soft(low: f32, high: f32, x: f32) -> f32 {
  let t = clamp((x - low) / (high - low), 0.0, 1.0);
  return t * t * (3.0 - 2.0 * t);
}

// Sine and cosine as math.ts has them, in 32 bits: pi/2 in three parts, the first two short enough that their products with n are exact
// (W. J. Cody and W. Waite, 1980). WGSL promises its own to 2^-11 only, which moves edges.
fn quarterTurns(x: f32, ahead: i32) -> f32 {
  let n = floor(x * 0.636619772 + 0.5);
  let y = ((x - n * 1.5703125) - n * 4.837512969970703e-4) - n * 7.549789954891882e-8;
  let z = y * y;
  let quadrant = (i32(n) + ahead) & 3;
  let s = y + y * z * (-0.166666667 + z * (8.33333333e-3 + z * (-1.98412698e-4 + z * 2.75573192e-6)));
  let c = 1.0 - 0.5 * z + z * z * (4.16666667e-2 + z * (-1.38888889e-3 + z * 2.48015873e-5));
  let value = select(s, c, (quadrant & 1) == 1);
  return select(value, -value, quadrant > 1);
}
fn sine(x: f32) -> f32 { return quarterTurns(x, 0); }
fn cosine(x: f32) -> f32 { return quarterTurns(x, 1); }
fn turned(p: vec2f, angle: f32) -> vec2f {
  let c = cosine(angle);
  let s = sine(angle);
  return vec2f(p.x * c - p.y * s, p.x * s + p.y * c);
}

// The angle of a place, in (-pi, pi], by a polynomial of which WGSL promises what it does not of atan2 (S. L. Moshier, Cephes atanf, 1989).
fn angle(p: vec2f) -> f32 {
  let a = abs(p);
  let t = min(a.x, a.y) / max(max(a.x, a.y), 1e-30);
  let isSteep = t > 0.414213562;
  let u = select(t, (t - 1.0) / (t + 1.0), isSteep);
  let z = u * u;
  let r = u + u * z * (-3.33329491539e-1 + z * (1.99777106478e-1 + z * (-1.38776856032e-1 + z * 8.05374449538e-2)));
  let eighth = select(r, r + 0.785398163, isSteep);
  let quarter = select(eighth, 1.570796327 - eighth, a.y > a.x);
  let half = select(quarter, 3.141592654 - quarter, p.x < 0.0);
  return select(half, -half, p.y < 0.0);
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

fn cycle(which: u32, t: f32) -> vec3f { return ramp(which, fract(t)); }

// As star-field.ts.
fn scramble(x: i32, y: i32, salt: u32) -> u32 {
  var h = (bitcast<u32>(x) * 0x27d4eb2du) ^ (bitcast<u32>(y) * 0x165667b1u) ^ salt;
  h = (h ^ (h >> 15u)) * 0x85ebca6bu;
  h = (h ^ (h >> 13u)) * 0xc2b2ae35u;
  return h ^ (h >> 16u);
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

fn ridged(which: u32, at: vec2f, octaves: u32) -> f32 {
  var sum = 0.0;
  var total = 0.0;
  var weight = 1.0;
  var p = at;
  for (var i = 0u; i < octaves; i++) {
    let crest = 1.0 - abs(noise(which, p));
    sum += weight * crest * crest;
    total += weight;
    weight *= 0.5;
    p = vec2f((p.x * 0.8 - p.y * 0.6) * 2.0 + 5.1, (p.x * 0.6 + p.y * 0.8) * 2.0 + 17.3);
  }
  return sum / total;
}
`

const MAIN = `
// The diagonal first, the rest only where that shows an edge: as the CPU does. One call of the program, wherever a sample lies: drivers
// copy what is called to each place that calls it, and compile all copies.
@compute @workgroup_size(${FIELD_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sheet.width * sheet.rows) { return; }
  let corner = vec2f(f32(id.x % sheet.width), f32(sheet.top + id.x / sheet.width)) * sheet.pixel
    - vec2f(sheet.halfWidth, sheet.halfHeight);
  let side = sheet.side;
  var sum = vec4f(0.0);
  var low = vec4f(1e9);
  var high = vec4f(-1e9);
  var count = 0u;
  for (; count < side * side; count++) {
    var place = vec2u(count);
    if (count >= side) {
      let spread = high - low;
      if (count == side && max(max(spread.r, spread.g), max(spread.b, spread.a)) <= ${CALM}) { break; }
      let off = count - side;
      place = vec2u(off % (side - 1u), off / (side - 1u));
      if (place.x >= place.y) { place.x++; }
    }
    let seen = colour(corner + (vec2f(place) + 0.5) / f32(side) * sheet.pixel);
    let c = vec4f(seen.rgb * seen.a, seen.a);
    sum += c;
    low = min(low, c);
    high = max(high, c);
  }
  result[id.x] = clamp(sum / f32(count), vec4f(0.0), vec4f(1.0));
}
`
