/** @module Strata: contour layers cut from coloured paper, each throwing a soft shadow on the one below. */
import { clamp, mix, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import { count, params, pixelPattern, range, type Shader } from './pattern.ts'

export const strata = pixelPattern({
  name: 'strata',
  title: 'Paper strata',
  description: 'A landscape of contours, cut from layers of coloured paper under a low light.',
  palettes: ['abyss', 'terracotta', 'dusk', 'glacier', 'ember', 'sakura', 'orchid', 'desert'],
  samples: 4,
  params: params({
    layers: count('Layers', 4, 24, 13),
    scale: range('Scale', 0.3, 2.5, 0.8),
    shadow: range('Shadow', 0, 1, 0.75),
    wobble: range('Ruggedness', 0, 1, 0.35),
  }),
  draw({ random, palette, params: { layers, scale, shadow, wobble } }): Shader {
    const base = createNoise(random.fork('base'))
    const height = createFractalNoise(base, { octaves: 4, gain: 0.16 + 0.26 * wobble })
    const ox = random.between(-20, 20)
    const oy = random.between(-20, 20)
    const centreX = random.between(-0.35, 0.35)
    const centreY = random.between(-0.35, 0.35)
    const bowl = random.chance(0.6) ? 1 : -1
    const levelAt = (x: number, y: number) => {
      const dx = x - centreX
      const dy = y - centreY
      const dome = bowl * (0.52 - 0.55 * (dx * dx + dy * dy))
      return (0.5 + 0.34 * height(x * scale + ox, y * scale + oy) + 0.3 * dome) * layers
    }
    return (x, y, out) => {
      const level = levelAt(x, y)
      const layer = Math.floor(level)
      palette.depth.write(clamp(0.06 + (0.94 * (layer + 0.5)) / layers, 0, 1), out)
      // Higher paper towards the light darkens this place: the nearer, the more.
      let dark = 0
      for (let i = 1; i <= 4; i++) {
        const reach = 0.009 * i * i * 0.55 + 0.003
        const above = levelAt(x - reach, y - reach * 1.3) - layer - 1
        dark += smoothstep(-0.03, 0.3 + 0.1 * i, above) * (0.34 - 0.05 * i)
      }
      const into = level - layer
      const edge = smoothstep(0.1, 0.0, into) * 0.12
      const light = 1 - shadow * clamp(dark, 0, 0.8)
      for (let c = 0; c < 3; c++) out[c] = mix((out[c] ?? 0) * light, 1, edge * light)
    }
  },
})
