/**
 * @module Watercolour: washes that bleed into one another on rough paper. Pigment gathers at the rim of a wash as it
 * dries and in the hollows of the paper (Curtis et al., "Computer-generated watercolor", 1997).
 */
import { lightnessOf, parseHex, type Triple } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, exp, length, log, mix, smoothstep } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData } from './field.ts'
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
    const blobs = blobsOf(random, { washes, wetness, splatter, palette, frame })
    const bleed = createFractalNoise(createNoise(random.fork('bleed')), { octaves: 5, gain: 0.55 })
    const pool = createFractalNoise(createNoise(random.fork('pool')), { octaves: 4 })
    const tooth = createFractalNoise(createNoise(random.fork('tooth')), { octaves: 3, gain: 0.7 })
    const paper = paperOf(palette)
    const density = new Float64Array(3)
    const toothShare = grain * toothAt(frame)
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
  field({ random, palette, params: { washes, wetness, strength, grain, splatter }, ...frame }) {
    const blobs = blobsOf(random, { washes, wetness, splatter, palette, frame })
    const numbers = [
      ...[strength, grain * toothAt(frame), ...paperOf(palette), blobs.length],
      ...blobs.flatMap(({ pigment, ...blob }) => [...Object.values(blob), ...pigment]),
    ]
    const noises = [random.fork('bleed'), random.fork('pool'), random.fork('tooth')]
    return { wgsl: WGSL, data: fieldData({ numbers, noises }) }
  },
})

function paperOf(palette: Palette): Triple {
  return parseHex(palette.dark ? palette.ink : palette.ground)
}

/** The share of the paper's tooth: it is finer than the pixels of a small picture, and left out there. */
function toothAt({ pixel }: Frame): number {
  return smoothstep(0.02, 0.006, pixel)
}

function blobsOf(random: Random, plan: WashPlan & SplatterPlan): readonly Wash[] {
  return [...layWashes(random.fork('washes'), plan), ...layDrops(random.fork('drops'), plan)]
}

/** `draw` on the GPU, line by line. */
const WGSL = `
fn bleed(x: f32, y: f32) -> f32 { return fractal(0u, vec2f(x, y), 5u, 0.55); }

fn colour(p: vec2f) -> vec4f {
  let q = p * 1.4;
  let w = p + 0.16 * vec2f(bleed(q.x, q.y), bleed(q.x + 31.0, q.y + 17.0));
  let fine = 0.05 * bleed(p.x * 4.1 + 7.0, p.y * 4.1);
  let puddle = 0.75 + 0.5 * fractal(1u, vec2f(p.x * 1.7 + 3.0, p.y * 1.7), 4u, 0.5);
  let tooth = num(1u);
  var hollow = 0.0;
  if (tooth != 0.0) { hollow = tooth * fractal(2u, p * 42.0, 3u, 0.7); }
  var density = vec3f(0.0);
  for (var i = 0u; i < u32(num(5u)); i++) {
    let b = 6u + i * 12u;
    let radius = num(b + 2u);
    let stretch = num(b + 3u);
    let blur = num(b + 4u);
    let away = length(vec2f((w.x - num(b)) * stretch, (w.y - num(b + 1u)) / stretch));
    let depth = radius - away + fine * num(b + 7u);
    if (depth < -blur) { continue; }
    let body = soft(-blur, blur, depth);
    let rim = exp(-(depth * depth) / (num(b + 5u) * num(b + 5u))) * num(b + 6u);
    let amount = num(0u) * num(b + 8u) * (body * (0.5 * puddle + 0.22 * soft(radius, 0.0, depth)) + rim);
    density += amount * clamp(1.0 + 0.55 * hollow, 0.2, 2.0) * num3(b + 9u);
  }
  return vec4f(clamp(num3(2u) * (1.0 + 0.028 * hollow) * exp(-density), vec3f(0.0), vec3f(1.0)), 1.0);
}
`

/** A wash or a drop; its numbers in this order go to the GPU. */
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

interface SplatterPlan {
  readonly splatter: number
  readonly palette: Palette
  readonly frame: Frame
}

function layDrops(random: Random, { splatter, palette, frame }: SplatterPlan): Wash[] {
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
