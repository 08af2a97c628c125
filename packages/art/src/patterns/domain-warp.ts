/** @module Domain warp: noise whose coordinates are bent by noise, twice (Quilez 2002), as folded silk. */
import { clamp, mix, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData } from './field.ts'
import { count, params, pixelPattern, range, type Shader } from './pattern.ts'

export const domainWarp = pixelPattern({
  name: 'domain-warp',
  title: 'Domain warp',
  description: 'Noise folded into noise until it flows like silk, smoke or molten glass.',
  palettes: ['dusk', 'abyss', 'ember', 'orchid', 'aurora', 'glacier', 'lacquer', 'desert'],
  samples: 1,
  params: params({
    scale: range('Scale', 0.2, 3, 0.5),
    warp: range('Warp', 0, 3, 1.1),
    octaves: count('Detail', 1, 6, 4),
    relief: range('Relief', 0, 1, 0.6),
  }),
  draw({ random, palette, params: { scale, warp, octaves, relief } }): Shader {
    const { ox, oy, tint } = placeOf(random)
    const soft = createFractalNoise(createNoise(random.fork('soft')), { octaves: 2, gain: 0.4 })
    const fine = createFractalNoise(createNoise(random.fork('fine')), { octaves, gain: 0.4 })
    const base = new Float32Array(3)
    const accent = new Float32Array(3)
    return (x, y, out) => {
      const px = x * scale + ox
      const py = y * scale + oy
      const qx = soft(px, py)
      const qy = soft(px + 5.2, py + 1.3)
      const rx = soft(px + warp * qx + 1.7, py + warp * qy + 9.2)
      const ry = soft(px + warp * qx + 8.3, py + warp * qy + 2.8)
      const wx = px + warp * 1.1 * rx
      const wy = py + warp * 1.1 * ry
      const f = fine(wx, wy)
      // A step towards the light in warped space tells the fold's slope at the price of one more evaluation.
      const slope = f - fine(wx + 0.035, wy - 0.045)
      const level = clamp(0.5 + 0.62 * f + 0.16 * (qx + ry), 0, 1)
      palette.ramp.write(smoothstep(0.02, 0.98, level), base)
      palette.ramp.write(clamp(tint + 0.5 * rx, 0, 1), accent)
      const share = clamp(0.55 * (qx * qx + qy * qy) * 2.2, 0, 0.75)
      const light = 1 + relief * clamp(slope * 4.2, -0.62, 0.75)
      for (let c = 0; c < 3; c++) {
        const colour = mix(base[c] ?? 0, accent[c] ?? 0, share)
        out[c] = light > 1 ? mix(colour, 1, (light - 1) * 0.5) : colour * light
      }
    }
  },
  field({ random, palette, params: { scale, warp, octaves, relief } }) {
    const { ox, oy, tint } = placeOf(random)
    const numbers = [scale, warp, octaves, relief, ox, oy, tint]
    const noises = [random.fork('soft'), random.fork('fine')]
    return { wgsl: WGSL, data: fieldData({ numbers, noises, ramps: [palette.ramp] }) }
  },
})

/** Where in the endless noise the picture lies, and the accent's place in the gradient. */
function placeOf(random: Random): { readonly ox: number; readonly oy: number; readonly tint: number } {
  return { ox: random.between(-20, 20), oy: random.between(-20, 20), tint: random.between(0.15, 0.85) }
}

/** `draw` on the GPU, line by line. */
const WGSL = `
fn fold(p: vec2f) -> f32 { return fractal(0u, p, 2u, 0.4); }
fn fine(p: vec2f) -> f32 { return fractal(1u, p, u32(num(2u)), 0.4); }

fn colour(place: vec2f) -> vec4f {
  let warp = num(1u);
  let p = place * num(0u) + vec2f(num(4u), num(5u));
  let q = vec2f(fold(p), fold(p + vec2f(5.2, 1.3)));
  let r = vec2f(fold(p + warp * q + vec2f(1.7, 9.2)), fold(p + warp * q + vec2f(8.3, 2.8)));
  let w = p + warp * 1.1 * r;
  let f = fine(w);
  let slope = f - fine(w + vec2f(0.035, -0.045));
  let level = clamp(0.5 + 0.62 * f + 0.16 * (q.x + r.y), 0.0, 1.0);
  let base = ramp(0u, soft(0.02, 0.98, level));
  let accent = ramp(0u, clamp(num(6u) + 0.5 * r.x, 0.0, 1.0));
  let tinted = mix(base, accent, clamp(0.55 * dot(q, q) * 2.2, 0.0, 0.75));
  let light = 1.0 + num(3u) * clamp(slope * 4.2, -0.62, 0.75);
  return vec4f(select(tinted * light, mix(tinted, vec3f(1.0), (light - 1.0) * 0.5), light > 1.0), 1.0);
}
`
