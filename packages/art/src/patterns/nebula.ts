/** @module Nebula: glowing gas and dust before a field of stars. */
import { clamp, mix, pow, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise, createRidgedNoise } from '../numeric/noise.ts'
import { params, pixelPattern, range, type Shader } from './pattern.ts'
import { starField } from './star-field.ts'

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
    const ox = random.between(-20, 20)
    const oy = random.between(-20, 20)
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
})
