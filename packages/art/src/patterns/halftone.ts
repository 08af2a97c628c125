/** @module Halftone: a landscape in three inks through turned dot screens, as a risograph prints it. */
import { lightnessOf, mixHex, parseHex, type Triple } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, cos, length, mix, PI, sin, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise, type Noise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { CRESTS, halftoneField, type Landscape, type Plate } from './halftone-field.ts'
import { choice, count, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'

export const halftone = pixelPattern({
  name: 'halftone',
  title: 'Halftone',
  description: 'Sun, hills and sky in overlapping screens of dots, as a risograph prints with three inks.',
  palettes: ['riso', 'bauhaus', 'washi', 'sakura', 'meadow', 'desert', 'porcelain'],
  samples: 9,
  params: params({
    screen: count('Dots across', 16, 120, 56),
    dot: choice('Dot', ['round', 'line', 'cross']),
    hills: count('Hills', 0, 6, 4),
    sun: range('Sun', 0, 1, 0.55),
    shift: range('Misregistration', 0, 1, 0.3),
  }),
  draw({ random, palette, params: { screen, dot, hills, sun, shift }, ...frame }): Shader {
    const tones = tonesOf(landscapeOf(random.fork('scene'), frame, { hills, sun }), frame)
    const plates = platesOf(random, palette, shift).map((plate, i) => ({
      ...plate,
      tone: tones[i] ?? (() => 0),
    }))
    const paper = paperOf(palette)
    const reach = screen / 2
    const covers = DOTS[dot]
    return (x, y, out) => {
      for (let k = 0; k < 3; k++) out[k] = paper[k as 0 | 1 | 2]
      for (const { ink, tone, c, s, dx, dy } of plates) {
        const px = x + dx
        const py = y + dy
        const u = (px * c - py * s) * reach
        const v = (px * s + py * c) * reach
        if (!covers(u - Math.floor(u) - 0.5, v - Math.floor(v) - 0.5, tone(px, py))) continue
        // Inks are glazes: each takes its share of the light that is left.
        for (let k = 0; k < 3; k++) out[k] = (out[k] ?? 0) * mix(1, ink[k as 0 | 1 | 2], 0.93)
      }
    }
  },
  field({ random, palette, params: { screen, dot, hills, sun, shift }, ...frame }) {
    const landscape = landscapeOf(random.fork('scene'), frame, { hills, sun })
    const print = { plates: platesOf(random, palette, shift), paper: paperOf(palette), reach: screen / 2 }
    return halftoneField(landscape, { ...print, dot: Object.keys(DOTS).indexOf(dot) })
  },
})

function paperOf(palette: Palette): Triple {
  return parseHex(palette.dark ? mixHex(palette.ink, '#ffffff', 0.3) : palette.ground)
}

/** The three plates: ink, angle, and how far each slipped on the press. */
function platesOf(random: Random, palette: Palette, shift: number): readonly Plate[] {
  return inksOf(random.fork('inks'), palette).map((ink, i) => ({
    ink: parseHex(ink),
    c: cos(SCREEN_ANGLES[i] ?? 0),
    s: sin(SCREEN_ANGLES[i] ?? 0),
    dx: shift * 0.012 * random.between(-1, 1),
    dy: shift * 0.012 * random.between(-1, 1),
  }))
}

/** Screens 30 degrees apart keep clear of moiré. */
const SCREEN_ANGLES = [PI / 12, PI / 4, (5 * PI) / 12] as const

/** Is a place of a screen's cell inked at a tone in [0, 1]? The cell spans -0.5 to 0.5. */
type Dot = (u: number, v: number, tone: number) => boolean

const DOTS: Readonly<Record<'round' | 'line' | 'cross', Dot>> = {
  // The area of a disc of radius r is pi r^2: the tone is the covered share until the discs meet.
  round: (u, v, tone) => u * u + v * v < tone * 0.42,
  line: (_, v, tone) => Math.abs(v) < tone * 0.56,
  cross: (u, v, tone) => Math.min(Math.abs(u), Math.abs(v)) < tone * 0.26 && tone > 0.03,
}

/** Three inks that differ: a light one, a bright one and a dark one. */
function inksOf(random: Random, palette: Palette): string[] {
  const colours = [...visibleColours(palette)].sort((a, b) => lightnessOf(b) - lightnessOf(a))
  const third = Math.max(1, Math.floor(colours.length / 3))
  const light = colours[random.int(third)] ?? '#f3c948'
  const bright = colours[Math.min(colours.length - 1, third + random.int(third + 1))] ?? '#f0487b'
  const dark = palette.dark ? palette.ground : palette.ink
  return [mixHex(light, bright, 0.2), bright, mixHex(dark, bright, 0.2)]
}

/** The crests of the hills from the far to the near, as heights over the picture's width. */
function crestsOf(random: Random, { halfWidth, halfHeight }: Frame, hills: number): Float64Array[] {
  const noise = createFractalNoise(createNoise(random.fork('hills')), { octaves: 4, gain: 0.45 })
  return Array.from({ length: hills }, (_, i) => {
    const share = hills === 1 ? 0 : i / (hills - 1)
    const base = mix(0.16, 0.84, (i + 0.5) / hills) * halfHeight
    const tall = mix(0.34, 0.17, share)
    const wide = mix(0.75, 1.3, share)
    const offset = random.between(-30, 30)
    return Float64Array.from({ length: CRESTS + 2 }, (_, k) => {
      const x = ((k / CRESTS) * 2 - 1) * halfWidth
      return base + tall * noise(x * wide + offset, i * 3.7)
    })
  })
}

function landscapeOf(
  random: Random,
  frame: Frame,
  { hills, sun }: { hills: number; sun: number },
): Landscape {
  const crests = crestsOf(random, frame, hills)
  const sunX = random.between(-0.5, 0.5) * frame.halfWidth
  const sunY = random.between(-0.5, -0.05)
  return { crests, clouds: random.fork('clouds'), sun, sunX, sunY, radius: 0.12 + 0.55 * sun }
}

/** The tone of each plate at a place: sky, sun and hills. */
function tonesOf({ crests, clouds, sun, sunX, sunY, radius }: Landscape, frame: Frame): readonly Noise[] {
  const band = createNoise(clouds)
  /** Number of the nearest hill that covers a place, -1 for the sky, and how deep below its crest. */
  const found = new Float64Array(2)
  const look = (x: number, y: number): void => {
    const place = clamp(((x / frame.halfWidth + 1) / 2) * CRESTS, 0, CRESTS)
    const k = Math.floor(place)
    found[0] = -1
    for (let i = crests.length - 1; i >= 0; i--) {
      const crest = mix(crests[i]?.[k] ?? 2, crests[i]?.[k + 1] ?? 2, place - k)
      if (y <= crest) continue
      found[0] = i
      found[1] = clamp((y - crest) / 0.55, 0, 1)
      return
    }
  }
  const inSun = (x: number, y: number) => sun > 0 && length(x - sunX, y - sunY) < radius
  const sky = (y: number) => clamp((y + frame.halfHeight) / (1.4 * frame.halfHeight), 0, 1)
  const share = (hill: number) => (hill + 1) / Math.max(1, crests.length)
  return [
    (x, y) => {
      look(x, y)
      const hill = found[0] ?? -1
      if (hill >= 0) return hill % 2 === 0 ? 0.95 - 0.5 * (found[1] ?? 0) : 0.35 + 0.5 * (found[1] ?? 0)
      return inSun(x, y) ? 0.95 : 0.08 + 0.62 * (1 - sky(y)) + 0.1 * band(x * 0.8, y * 3.4)
    },
    (x, y) => {
      look(x, y)
      const hill = found[0] ?? -1
      if (hill >= 0) return (hill % 2 === 1 ? 0.9 : 0.42) * (1 - 0.6 * (found[1] ?? 0))
      return inSun(x, y) ? smoothstep(-radius, radius, y - sunY) * 0.9 : 0.42 * smoothstep(0.55, 1, sky(y))
    },
    (x, y) => {
      look(x, y)
      const hill = found[0] ?? -1
      return hill >= 0 ? share(hill) * share(hill) * (0.92 - 0.62 * (found[1] ?? 0)) : 0
    },
  ]
}
