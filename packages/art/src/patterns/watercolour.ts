/**
 * @module Watercolour: washes that bleed into one another on rough paper. Pigment gathers at the rim of a wash as it
 * dries and in the hollows of the paper (Curtis et al., "Computer-generated watercolor", 1997).
 */
import { lightnessOf, parseHex, type Triple } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, exp, length, log, mix, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { count, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'

export const watercolour = pixelPattern({
  name: 'watercolour',
  title: 'Watercolour',
  description: 'Transparent washes that bleed into one another, dry with dark rims and settle in the paper.',
  palettes: ['sakura', 'meadow', 'washi', 'porcelain', 'desert', 'terracotta', 'riso'],
  samples: 1,
  params: params({
    washes: count('Washes', 2, 18, 9),
    wetness: range('Wetness', 0, 1, 0.55),
    strength: range('Strength', 0.2, 1.5, 0.8),
    grain: range('Paper grain', 0, 1, 0.5),
    splatter: range('Splatter', 0, 1, 0.4),
  }),
  draw({ random, palette, params: { washes, wetness, strength, grain, splatter }, ...frame }): Shader {
    const blobs = [
      ...layWashes(random.fork('washes'), { washes, wetness, palette, frame }),
      ...layDrops(random.fork('drops'), { splatter, palette, frame }),
    ]
    const bleed = createFractalNoise(createNoise(random.fork('bleed')), { octaves: 5, gain: 0.55 })
    const pool = createFractalNoise(createNoise(random.fork('pool')), { octaves: 4 })
    const tooth = createFractalNoise(createNoise(random.fork('tooth')), { octaves: 3, gain: 0.7 })
    const paper = parseHex(palette.dark ? palette.ink : palette.ground)
    const density = new Float64Array(3)
    // The paper's tooth is finer than the pixels of a small picture: there it is left out.
    const toothShare = grain * smoothstep(0.02, 0.006, frame.pixel)
    return (x, y, out) => {
      const wx = x + 0.16 * bleed(x * 1.4, y * 1.4)
      const wy = y + 0.16 * bleed(x * 1.4 + 31, y * 1.4 + 17)
      const fine = 0.05 * bleed(x * 4.1 + 7, y * 4.1)
      const puddle = 0.75 + 0.5 * pool(x * 1.7 + 3, y * 1.7)
      const hollow = toothShare === 0 ? 0 : toothShare * tooth(x * 42, y * 42)
      density.fill(0)
      for (const blob of blobs) {
        const depth =
          blob.radius -
          length((wx - blob.x) * blob.stretch, (wy - blob.y) / blob.stretch) +
          fine * blob.ragged
        if (depth < -blob.soft) continue
        const body = smoothstep(-blob.soft, blob.soft, depth)
        const rim = exp(-(depth * depth) / (blob.rim * blob.rim)) * blob.edge
        const amount =
          strength * blob.weight * (body * (0.5 * puddle + 0.22 * smoothstep(blob.radius, 0, depth)) + rim)
        const settled = amount * clamp(1 + 0.55 * hollow, 0.2, 2)
        for (let c = 0; c < 3; c++)
          density[c] = (density[c] ?? 0) + settled * (blob.pigment[c as 0 | 1 | 2] ?? 0)
      }
      const shade = 1 + 0.028 * hollow
      for (let c = 0; c < 3; c++)
        out[c] = clamp(paper[c as 0 | 1 | 2] * shade * exp(-(density[c] ?? 0)), 0, 1)
    }
  },
})

interface Wash {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly stretch: number
  /** Width of the soft rim; a dry wash has a sharp one. */
  readonly soft: number
  readonly rim: number
  readonly edge: number
  readonly ragged: number
  readonly weight: number
  /** What the pigment takes from red, green and blue (Beer and Lambert: -ln of the colour). */
  readonly pigment: Triple
}

function pigmentOf(hex: string): Triple {
  const [red, green, blue] = parseHex(hex)
  const absorbed = (channel: number) => -log(mix(0.06, 0.985, channel))
  return [absorbed(red), absorbed(green), absorbed(blue)]
}

interface WashPlan {
  readonly washes: number
  readonly wetness: number
  readonly palette: Palette
  readonly frame: Frame
}

function layWashes(random: Random, { washes, wetness, palette, frame }: WashPlan): Wash[] {
  const colours = random.shuffle(visibleColours(palette))
  return Array.from({ length: washes }, (_, i) => {
    const isWet = random.chance(wetness)
    const soft = isWet ? random.between(0.05, 0.18) : random.between(0.004, 0.012)
    return {
      x: random.between(-0.8, 0.8) * frame.halfWidth,
      y: random.between(-0.8, 0.8) * frame.halfHeight,
      radius: random.between(0.22, 0.62),
      stretch: random.between(0.75, 1.3),
      soft,
      rim: isWet ? 0.06 : 0.012,
      edge: isWet ? 0.06 : 0.34,
      ragged: isWet ? 2.2 : 1.1,
      weight:
        random.between(0.7, 1.15) * (lightnessOf(colours[i % colours.length] ?? palette.ink) < 0.4 ? 0.5 : 1),
      pigment: pigmentOf(colours[i % colours.length] ?? palette.ink),
    }
  })
}

function layDrops(
  random: Random,
  { splatter, palette, frame }: { splatter: number; palette: Palette; frame: Frame },
): Wash[] {
  const colours = visibleColours(palette)
  const cx = random.between(-0.6, 0.6) * frame.halfWidth
  const cy = random.between(-0.6, 0.6) * frame.halfHeight
  return Array.from({ length: Math.round(splatter * 46) }, () => {
    const size = random.next()
    return {
      x: cx + random.normal() * 0.5,
      y: cy + random.normal() * 0.5,
      radius: 0.008 + 0.034 * size * size * size,
      stretch: random.between(0.85, 1.18),
      soft: 0.004,
      rim: 0.005,
      edge: 0.4,
      ragged: 0.12,
      weight: random.between(0.6, 1.1),
      pigment: pigmentOf(random.pick(colours)),
    }
  })
}
