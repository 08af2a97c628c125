/** @module Strata: contour layers cut from coloured paper, each throwing a soft shadow on the one below. */
import { clamp, mix, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData } from './field.ts'
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
    const { ox, oy, centreX, centreY, bowl } = placeOf(random)
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
  field({ random, palette, params: { layers, scale, shadow, wobble } }) {
    const { ox, oy, centreX, centreY, bowl } = placeOf(random)
    const numbers = [layers, scale, shadow, 0.16 + 0.26 * wobble, ox, oy, centreX, centreY, bowl]
    return {
      wgsl: WGSL,
      data: fieldData({ numbers, noises: [random.fork('base')], ramps: [palette.depth] }),
    }
  },
})

/** Where in the endless noise the picture lies, and the dome or bowl under it. */
function placeOf(random: Random) {
  return {
    ox: random.between(-20, 20),
    oy: random.between(-20, 20),
    centreX: random.between(-0.35, 0.35),
    centreY: random.between(-0.35, 0.35),
    bowl: random.chance(0.6) ? 1 : -1,
  }
}

/** `draw` on the GPU, line by line. */
const WGSL = `
fn levelAt(p: vec2f) -> f32 {
  let d = p - vec2f(num(6u), num(7u));
  let dome = num(8u) * (0.52 - 0.55 * dot(d, d));
  return (0.5 + 0.34 * fractal(0u, p * num(1u) + vec2f(num(4u), num(5u)), 4u, num(3u)) + 0.3 * dome) * num(0u);
}

fn colour(p: vec2f) -> vec4f {
  let level = levelAt(p);
  let layer = floor(level);
  let paper = ramp(0u, clamp(0.06 + (0.94 * (layer + 0.5)) / num(0u), 0.0, 1.0));
  var dark = 0.0;
  for (var i = 1; i <= 4; i++) {
    let k = f32(i);
    let reach = 0.009 * k * k * 0.55 + 0.003;
    let above = levelAt(p - vec2f(reach, reach * 1.3)) - layer - 1.0;
    dark += soft(-0.03, 0.3 + 0.1 * k, above) * (0.34 - 0.05 * k);
  }
  let edge = soft(0.1, 0.0, level - layer) * 0.12;
  let light = 1.0 - num(2u) * clamp(dark, 0.0, 0.8);
  return vec4f(mix(paper * light, vec3f(1.0), edge * light), 1.0);
}
`
