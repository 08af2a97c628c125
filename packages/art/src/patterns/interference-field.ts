/** @module Interference on the GPU: follows interference.ts line by line. */
import { parseHex, type Triple } from '../color/color.ts'
import type { Random } from '../numeric/random.ts'
import { type FieldProgram, fieldData } from './field.ts'
import type { DrawInput } from './pattern.ts'

/** One set of rings, with the stream of the noise that bends it. */
export interface Rings {
  readonly x: number
  readonly y: number
  readonly density: number
  readonly ink: Triple
  readonly bend: Random
}

/** The program of interference with these rings. */
export function interferenceField(
  { palette, params: { weight, drift } }: DrawInput<{ readonly weight: number; readonly drift: number }>,
  sets: readonly Rings[],
): FieldProgram {
  const glow = new Float32Array(3)
  palette.depth.write(0, glow)
  const numbers = [
    ...[sets.length, weight * (palette.dark ? 0.7 : 1), drift, palette.dark ? 1 : 0],
    ...parseHex(palette.ground),
    ...glow,
    ...sets.flatMap(({ x, y, density, ink }) => [x, y, density, ...ink]),
  ]
  return { wgsl: WGSL, data: fieldData({ numbers, noises: sets.map(({ bend }) => bend) }) }
}

const WGSL = `
fn colour(p: vec2f) -> vec4f {
  let isDark = num(3u) > 0.5;
  var c = num3(4u);
  for (var i = 0u; i < u32(num(0u)); i++) {
    let at = 10u + i * 6u;
    let bent = num(2u) * 0.1 * noise(i, p * 0.55);
    let phase = (length(p - vec2f(num(at), num(at + 1u))) + bent) * num(at + 2u);
    let away = abs(fract(phase) - 0.5) * 2.0;
    let width = clamp(num(1u) + 0.2 * noise(i, vec2f(p.x * 0.9 + 20.0, p.y * 0.9)), 0.06, 0.94);
    let line = soft(width + 0.06, width - 0.06, away);
    let ink = num3(at + 3u);
    let met = select(c * mix(vec3f(1.0), ink, 0.92), c + ink - c * ink, isDark);
    c = mix(c, met, line);
  }
  let shade = 0.16 * soft(0.4, 1.5, length(p));
  return vec4f(mix(c, num3(7u) * 0.75, shade), 1.0);
}
`
