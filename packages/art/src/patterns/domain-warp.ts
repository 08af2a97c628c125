/** @module Domain warp: noise whose coordinates are bent by noise, twice (Quilez 2002), as folded silk. */
import { clamp, mix, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
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
    const soft = createFractalNoise(createNoise(random.fork('soft')), { octaves: 2, gain: 0.4 })
    const fine = createFractalNoise(createNoise(random.fork('fine')), { octaves, gain: 0.4 })
    const ox = random.between(-20, 20)
    const oy = random.between(-20, 20)
    const tint = random.between(0.15, 0.85)
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
})
