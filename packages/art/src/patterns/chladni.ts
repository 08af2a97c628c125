/** @module Chladni figures: sand on a plate that sounds, gathered where the plate stands still (Chladni, 1787). */
import { lighten, lightnessOf, mixHex, parseHex } from '../color/color.ts'
import { createRamp, visibleColours } from '../color/palette.ts'
import { clamp, cos, exp, length, mix, PI, sin, smoothstep, TAU } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { choice, count, params, pixelPattern, range, type Shader } from './pattern.ts'
import { scramble } from './star-field.ts'

export const chladni = pixelPattern({
  name: 'chladni',
  title: 'Chladni figures',
  description: 'Sand that gathers on the still lines of a sounding plate: the shape of a chord.',
  palettes: ['gilded', 'graphite', 'midnight', 'verdigris', 'terracotta', 'porcelain', 'ultraviolet'],
  samples: 4,
  params: params({
    pitch: count('Pitch', 2, 14, 7),
    voices: count('Voices', 1, 5, 3),
    plate: choice('Plate', ['square', 'round']),
    sand: range('Sand', 0.2, 2, 1),
    sheen: range('Sheen', 0, 1, 0.6),
  }),
  draw({ random, palette, params: { pitch, voices, plate, sand, sheen }, ...frame }): Shader {
    const tone = (plate === 'square' ? squareTone : roundTone)(random.fork('chord'), pitch, voices)
    const brush = createNoise(random.fork('brush'))
    const salt = random.u32()
    const dark = palette.dark ? palette.ground : palette.ink
    const plateColour = parseHex(mixHex(dark, palette.colour(1), 0.3))
    const shine = parseHex(lighten(mixHex(dark, palette.colour(2), 0.5), 0.06))
    const sandColours = createRamp(
      [...visibleColours(palette)].sort((a, b) => lightnessOf(a) - lightnessOf(b)).slice(-3),
    )
    const grains = new Float32Array(3)
    const width = 0.15 * sand
    // Grains smaller than a pixel are told by their mean.
    const grainShare = smoothstep(0.012, 0.003, frame.pixel)
    return (x, y, out) => {
      const value = tone(x, y)
      const density = clamp(exp(-(value * value) / (width * width)) * 1.08, 0, 1)
      const cell = scramble(Math.floor(x * GRAIN), Math.floor(y * GRAIN), salt) / 4294967296
      const grain = mix(density, cell < density * (0.35 + 0.65 * density) ? 1 : density * 0.3, grainShare)
      const light = clamp(0.5 + 0.5 * brush(x * 0.5, y * 26) * 0.35 + 0.35 * (-x - y) * 0.5, 0, 1)
      sandColours.write(clamp(0.35 + 0.2 * (x - y) + 0.3 * cell, 0, 1), grains)
      for (let c = 0; c < 3; c++) {
        const metal = mix(plateColour[c as 0 | 1 | 2], shine[c as 0 | 1 | 2], sheen * light)
        const lit = mix(grains[c] ?? 0, 1, 0.2)
        out[c] = mix(metal * (1 - 0.45 * density), lit * (0.86 + 0.2 * cell * grainShare), grain)
      }
    }
  },
})

/** Grains in one unit. */
const GRAIN = 260

type Tone = (x: number, y: number) => number

/** Modes of a square plate: cos n x cos m y with its mirror image added or taken away, all of one symmetry. */
function squareTone(random: Random, pitch: number, voices: number): Tone {
  const parity = random.int(2)
  const sign = random.chance(0.5) ? 1 : -1
  const wave = (most: number) => 2 * random.int(Math.ceil(most / 2) + 1) + parity
  const modes = Array.from({ length: voices }, (_, i) => {
    const n = wave(pitch)
    const m = wave(pitch)
    // Two equal numbers would cancel out where the mirror image is taken away.
    return { n, m: m === n ? n + 2 : m, weight: 1 / (1 + 0.5 * i) }
  })
  const total = Math.sqrt(modes.reduce((sum, { weight }) => sum + weight * weight, 0))
  return (x, y) => {
    const u = ((x + 1) * PI) / 2
    const v = ((y + 1) * PI) / 2
    let sum = 0
    for (const { n, m, weight } of modes) {
      sum += weight * (cos(n * u) * cos(m * v) + sign * cos(m * u) * cos(n * v))
    }
    return sum / total
  }
}

/** Modes of a round plate: spokes times waves from the middle, the amplitude falling as a Bessel function's. */
function roundTone(random: Random, pitch: number, voices: number): Tone {
  const modes = Array.from({ length: voices }, (_, i) => {
    const spokes = 2 * (1 + random.int(pitch))
    const rings = 1 + random.between(0, pitch)
    return { spokes, rings, phase: random.between(0, TAU), weight: 1 / (1 + 0.6 * i) }
  })
  const total = Math.sqrt(modes.reduce((sum, { weight }) => sum + weight * weight, 0))
  return (x, y) => {
    const radius = length(x, y)
    // cos(k phi) and sin(k phi) by repeated turning: no angle, no seam.
    const c = radius === 0 ? 1 : x / radius
    const s = radius === 0 ? 0 : y / radius
    let sum = 0
    for (const { spokes, rings, phase, weight } of modes) {
      let a = 1
      let b = 0
      for (let i = 0; i < spokes; i++) {
        const held = a * c - b * s
        b = a * s + b * c
        a = held
      }
      const swell = smoothstep(0, 0.12 * spokes, radius * 2)
      sum += weight * (sin(rings * PI * radius + phase) + swell * a * cos(rings * 1.7 * radius + phase))
    }
    return sum / total
  }
}
