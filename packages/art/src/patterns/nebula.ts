/** @module Nebula: glowing gas and dust before a field of stars. */
import { clamp, mix, pow, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise, createRidgedNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData } from './field.ts'
import { params, pixelPattern, range, type Shader } from './pattern.ts'
import { STARS_WGSL, starField, starNumbers } from './star-field.ts'

export const nebula = pixelPattern({
  name: 'nebula',
  title: 'Nebula',
  description: 'Clouds of glowing gas, lanes of dust and a field of stars.',
  palettes: ['ultraviolet', 'ember', 'abyss', 'orchid', 'aurora', 'dusk'],
  samples: 1,
  params: params({
    gas: range('Gas', 0, 2, 1),
    dust: range('Dust', 0, 1, 0.4),
    stars: range('Stars', 0, 2, 1),
    turbulence: range('Turbulence', 0.2, 2, 0.9),
  }),
  draw({ random, palette, params: { gas, dust, stars, turbulence }, ...frame }): Shader {
    const soft = createFractalNoise(createNoise(random.fork('soft')), { octaves: 3 })
    const cloud = createFractalNoise(createNoise(random.fork('cloud')), { octaves: 6, gain: 0.52 })
    const lane = createRidgedNoise(createNoise(random.fork('lane')), { octaves: 5 })
    const sky = starField(random.fork('stars'), frame, stars)
    const { ox, oy } = placeOf(random)
    const glow = new Float32Array(3)
    const edge = new Float32Array(3)
    const shade = new Float32Array(3)
    palette.depth.write(0.22, shade)
    return (x, y, out) => {
      const bx = x * 0.75 + ox
      const by = y * 0.75 + oy
      const wx = bx + turbulence * 0.75 * soft(bx, by)
      const wy = by + turbulence * 0.75 * soft(bx + 7.7, by + 3.1)
      const form = 0.5 + 0.5 * cloud(wx, wy)
      const mass = clamp(smoothstep(0.3, 0.92, form + 0.28 * soft(bx * 0.7 + 30, by * 0.7)) * gas, 0, 1)
      const dark = dust * smoothstep(0.5, 0.86, lane(wx * 1.1 + 11, wy * 1.1)) * smoothstep(0.1, 0.6, mass)
      palette.depth.write(clamp(0.02 + pow(mass, 1.35) * 0.98, 0, 1), glow)
      palette.ramp.write(clamp(0.5 + 0.55 * cloud(wx * 0.6 + 50, wy * 0.6), 0, 1), edge)
      const share = 0.65 * mass * (1 - mass) * 2
      const star = sky(x, y) * (1 - 0.75 * mass) * (1 - dark)
      for (let c = 0; c < 3; c++) {
        const lit = mix(glow[c] ?? 0, edge[c] ?? 0, share)
        const gasLight = mix(lit, (shade[c] ?? 0) * (0.4 + 0.6 * lit), 0.85 * dark)
        out[c] = clamp(gasLight + star * (c === 2 ? 1 : 0.94), 0, 1)
      }
    }
  },
  field({ random, palette, params: { gas, dust, stars, turbulence } }) {
    const { ox, oy } = placeOf(random)
    const shade = new Float32Array(3)
    palette.depth.write(0.22, shade)
    const numbers = [ox, oy, gas, dust, turbulence, ...shade, ...starNumbers(random.fork('stars'), stars)]
    const noises = [random.fork('soft'), random.fork('cloud'), random.fork('lane')]
    return { wgsl: WGSL, data: fieldData({ numbers, noises, ramps: [palette.depth, palette.ramp] }) }
  },
})

/** Where in the endless noise the picture lies. */
function placeOf(random: Random): { readonly ox: number; readonly oy: number } {
  return { ox: random.between(-20, 20), oy: random.between(-20, 20) }
}

/** `draw` on the GPU, line by line. */
const WGSL = `
${STARS_WGSL}
fn mist(p: vec2f) -> f32 { return fractal(0u, p, 3u, 0.5); }
fn cloud(p: vec2f) -> f32 { return fractal(1u, p, 6u, 0.52); }

fn colour(p: vec2f) -> vec4f {
  let b = p * 0.75 + num2(0u);
  let w = b + num(4u) * 0.75 * vec2f(mist(b), mist(b + vec2f(7.7, 3.1)));
  let form = 0.5 + 0.5 * cloud(w);
  let mass = clamp(soft(0.3, 0.92, form + 0.28 * mist(vec2f(b.x * 0.7 + 30.0, b.y * 0.7))) * num(2u), 0.0, 1.0);
  let lane = ridged(2u, vec2f(w.x * 1.1 + 11.0, w.y * 1.1), 5u);
  let dark = num(3u) * soft(0.5, 0.86, lane) * soft(0.1, 0.6, mass);
  let glow = ramp(0u, clamp(0.02 + pow(mass, 1.35) * 0.98, 0.0, 1.0));
  let edge = ramp(1u, clamp(0.5 + 0.55 * cloud(vec2f(w.x * 0.6 + 50.0, w.y * 0.6)), 0.0, 1.0));
  let lit = mix(glow, edge, 0.65 * mass * (1.0 - mass) * 2.0);
  let star = stars(8u, p) * (1.0 - 0.75 * mass) * (1.0 - dark);
  let gas = mix(lit, num3(5u) * (0.4 + 0.6 * lit), 0.85 * dark);
  return vec4f(clamp(gas + star * vec3f(0.94, 0.94, 1.0), vec3f(0.0), vec3f(1.0)), 1.0);
}
`
