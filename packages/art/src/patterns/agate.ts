/** @module Agate: a cut stone, its fine bands laid down from the rock towards a crystal heart. */
import { clamp, exp, fract, length, log, mix, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { agateField } from './agate-field.ts'
import { count, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'

export const agate = pixelPattern({
  name: 'agate',
  title: 'Agate',
  description: 'A polished slice of stone: hundreds of fine bands around hearts of crystal.',
  palettes: ['verdigris', 'abyss', 'orchid', 'terracotta', 'lacquer', 'glacier', 'gilded', 'dusk'],
  samples: 4,
  params: params({
    hearts: count('Hearts', 1, 6, 2),
    bands: range('Bands', 4, 80, 34),
    ripple: range('Ripple', 0, 1, 0.45),
    crystal: range('Crystal', 0, 0.5, 0.16),
  }),
  draw({ random, palette, params: { hearts, bands, ripple, crystal }, ...frame }): Shader {
    const centres = centresOf(random, hearts, frame)
    const shape = createFractalNoise(createNoise(random.fork('shape')), { octaves: 5, gain: 0.45 })
    const grain = createNoise(random.fork('grain'))
    const table = bandTable(random.fork('bands'), BANDS)
    const facets = createNoise(random.fork('facets'))
    const extra = new Float32Array(3)
    return (x, y, out) => {
      let sum = 0
      for (const centre of centres) {
        const dx = (x - centre.x) * centre.stretch
        const dy = (y - centre.y) / centre.stretch
        sum += exp(-3.2 * length(dx, dy))
      }
      // Distance to the nearest heart, melted together where hearts are close.
      const distance = -log(sum) / 3.2 + ripple * 0.24 * shape(x * 1.3, y * 1.3)
      if (distance < crystal) {
        quartz(facets, x, y, { depth: (crystal - distance) / Math.max(crystal, 0.01), palette }, out)
        return
      }
      const position = (distance - crystal) * bands
      const index = Math.floor(position)
      const tone = table[index & 511] ?? 0
      const next = table[(index + 1) & 511] ?? 0
      const into = fract(position)
      const level = mix(tone, next, smoothstep(0.72, 0.98, into)) + 0.025 * grain(x * 40 + index, y * 40)
      palette.ramp.write(clamp(level, 0, 1), out)
      const hair = smoothstep(0.1, 0, Math.abs(fract(position * 3.1 + 0.2 * tone) - 0.5)) * 0.16
      palette.depth.write(1, extra)
      const rim = 0.55 * smoothstep(0.25, 0, distance - crystal)
      const sheen = 1 - 0.2 * smoothstep(0.3, 1.5, distance)
      for (let c = 0; c < 3; c++) {
        out[c] = mix((out[c] ?? 0) * sheen, extra[c] ?? 0, Math.max(hair, rim * (1 - into)))
      }
    }
  },
  field({ random, palette, params: { hearts, bands, ripple, crystal }, ...frame }) {
    const centres = centresOf(random, hearts, frame).flatMap(({ x, y, stretch }) => [x, y, stretch])
    return agateField({
      bands,
      ripple,
      crystal,
      centres,
      tones: bandTable(random.fork('bands'), BANDS),
      random,
      palette,
    })
  },
})

/** Bands until they come again. */
const BANDS = 512

/** The hearts, each a little longer one way than the other. */
function centresOf(random: Random, hearts: number, frame: Frame) {
  return Array.from({ length: hearts }, () => ({
    x: random.between(-0.65, 0.65) * frame.halfWidth,
    y: random.between(-0.65, 0.65) * frame.halfHeight,
    stretch: random.between(0.6, 1.5),
  }))
}

/** Tones of the bands: runs of kindred tones with a sudden light or dark one between. */
function bandTable(random: Random, size: number): Float32Array {
  const table = new Float32Array(size)
  let tone = random.next()
  for (let i = 0; i < size; i++) {
    tone = random.chance(0.16) ? random.next() : clamp(tone + random.between(-0.13, 0.13), 0, 1)
    table[i] = tone
  }
  return table
}

/** The crystals in a heart: facets of different brightness, lighter towards the middle. */
function quartz(
  facets: (x: number, y: number) => number,
  x: number,
  y: number,
  {
    depth,
    palette,
  }: { depth: number; palette: { depth: { write: (t: number, out: Float32Array) => void } } },
  out: Float32Array,
): void {
  const cell = facets(x * 14, y * 14)
  const facet = Math.floor((cell + facets(x * 31 + 7, y * 31)) * 4) / 4
  palette.depth.write(
    clamp(0.72 + 0.16 * facet - 0.4 * smoothstep(0.15, 0.9, depth) * (0.5 + facet * 0.4), 0, 1),
    out,
  )
  const glint = smoothstep(0.62, 0.8, facets(x * 60, y * 60)) * 0.6
  for (let c = 0; c < 3; c++) out[c] = mix(out[c] ?? 0, 1, glint)
}
