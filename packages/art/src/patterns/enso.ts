/** @module Enso: circles in one breath of a wide brush, ink running dry, with the seal of the hand. */
import { mixHex, parseHex, type Triple } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { atan2, clamp, cos, length, mix, sin, smoothstep, TAU } from '../numeric/math.ts'
import { createFractalNoise, createNoise, type Noise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { type Brushstroke, type Drop, type EnsoSheet, ensoField, SEAL_Y, type Seal } from './enso-field.ts'
import { count, type DrawInput, params, pixelPattern, range, type Shader } from './pattern.ts'

export const enso = pixelPattern({
  name: 'enso',
  title: 'Enso',
  description:
    'A circle in one breath: a wide brush, ink that runs dry, drops, and the red seal of the hand.',
  palettes: ['washi', 'sakura', 'lacquer', 'graphite', 'porcelain', 'gilded', 'terracotta'],
  samples: 4,
  params: params({
    strokes: count('Strokes', 1, 4, 1),
    width: range('Brush width', 0.3, 2, 1),
    dryness: range('Dryness', 0, 1, 0.5),
    splash: range('Splash', 0, 1, 0.4),
    seal: range('Seal', 0, 1, 0.6),
  }),
  draw(input): Shader {
    const { strokes, drops, seal, paper, paperShare, ...paperNoise } = sheetOf(input)
    const brush = strokes.map(openStroke)
    const wave = createFractalNoise(createNoise(paperNoise.wave), { octaves: 3 })
    const fibre = createFractalNoise(createNoise(paperNoise.fibre), { octaves: 3, gain: 0.6 })
    const splashed = dropInk(drops)
    const stamp = stampOf(seal)
    return (x, y, out) => {
      const shade = 1 + 0.045 * wave(x * 0.7, y * 0.7) + paperShare * fibre(x * 9, y * 46)
      for (let c = 0; c < 3; c++) out[c] = clamp(paper[c as 0 | 1 | 2] * shade, 0, 1)
      const wx = x + 0.018 * wave(x * 2.3 + 9, y * 2.3)
      const wy = y + 0.018 * wave(x * 2.3, y * 2.3 + 5)
      for (const stroke of brush) lay(out, stroke.ink, inkAt(stroke, wx, wy))
      if (brush[0] !== undefined) lay(out, brush[0].ink, splashed(wx, wy))
      lay(out, seal.colour, stamp(x, y))
    }
  },
  field: (input) => ensoField(sheetOf(input)),
})

type EnsoInput = DrawInput<{
  readonly strokes: number
  readonly width: number
  readonly dryness: number
  readonly splash: number
  readonly seal: number
}>

function sheetOf({ random, palette, params, pixel }: EnsoInput): EnsoSheet {
  const { strokes: count, width, dryness, splash, seal } = params
  const strokes = Array.from({ length: count }, (_, i) => {
    return strokeOf(random.fork(`stroke ${i}`), { i, strokes: count, width, dryness, palette })
  })
  return {
    strokes,
    drops: dropsOf(random.fork('drops'), splash, strokes[0]),
    seal: sealOf(random.fork('seal'), seal, palette),
    paper: parseHex(palette.ground),
    paperShare: smoothstep(0.02, 0.006, pixel) * 0.035,
    wave: random.fork('wave'),
    fibre: random.fork('fibre'),
  }
}

function lay(out: Float32Array, colour: Triple, amount: number): void {
  if (amount <= 0) return
  for (let c = 0; c < 3; c++) out[c] = mix(out[c] ?? 0, colour[c as 0 | 1 | 2], amount)
}

/** A stroke with its noises at hand. */
interface Stroke extends Omit<Brushstroke, 'bristles' | 'edge'> {
  readonly bristles: Noise
  readonly edge: Noise
}

function openStroke({ bristles, edge, ...stroke }: Brushstroke): Stroke {
  const hairs = createFractalNoise(createNoise(bristles), { octaves: 3, gain: 0.65 })
  return { ...stroke, bristles: hairs, edge: createNoise(edge) }
}

interface StrokePlan {
  readonly i: number
  readonly strokes: number
  readonly width: number
  readonly dryness: number
  readonly palette: Palette
}

function strokeOf(random: Random, { i, strokes, width, dryness, palette }: StrokePlan): Brushstroke {
  const colours = visibleColours(palette)
  const share = strokes === 1 ? 0 : i / (strokes - 1)
  const ink =
    i === strokes - 1 || strokes === 1 ? palette.ink : (colours[(i * 2 + 2) % colours.length] ?? palette.ink)
  return {
    ink: parseHex(strokes > 1 && i < strokes - 1 ? mixHex(ink, palette.ground, 0.15) : ink),
    x: random.between(-0.05, 0.05),
    y: random.between(-0.05, 0.05),
    radius: mix(0.66, 0.3, share) * random.between(0.94, 1.04),
    half: 0.105 * width * mix(1, 0.7, share),
    start: random.between(0, TAU),
    sweep: TAU * random.between(0.86, 1.04),
    direction: random.chance(0.7) ? 1 : -1,
    squash: random.between(0.95, 1.05),
    dryness,
    bristles: random.fork('bristles'),
    edge: random.fork('edge'),
  }
}

/** Ink of one stroke at a place, 0 to 1. Bristles are noise drawn out along the circle. */
function inkAt(stroke: Stroke, x: number, y: number): number {
  const dx = (x - stroke.x) * stroke.squash
  const dy = (y - stroke.y) / stroke.squash
  const radius = length(dx, dy)
  if (Math.abs(radius - stroke.radius) > stroke.half * 2.2) return 0
  const turned = (atan2(dy, dx) - stroke.start) * stroke.direction
  const round = turned - Math.floor(turned / TAU) * TAU
  let ink = 0
  // A brush that comes round again meets its own beginning.
  for (let along = round; along < stroke.sweep; along += TAU) {
    ink = Math.max(ink, bristleInk(stroke, along, radius))
  }
  return ink
}

function bristleInk(
  { sweep, half, radius: mean, dryness, bristles, edge }: Stroke,
  along: number,
  radius: number,
): number {
  const t = along / sweep
  // Pressed down at first, lifted at the end; the hand wavers.
  const press = smoothstep(-0.02, 0.04, t) * mix(1.12, 0.72, t) * (1 - 0.55 * smoothstep(0.9, 1, t))
  const centre = mean * (1 + 0.035 * sin(along * 1.3 + 0.7)) + 0.02 * edge(along * 0.6, 3)
  const across = (radius - centre) / (half * press + 1e-6)
  const ragged = 1 + 0.09 * edge(along * 7, across > 0 ? 11 : 23)
  const body = smoothstep(ragged, ragged - 0.12, Math.abs(across))
  if (body === 0) return 0
  const hair = 0.5 + 0.5 * bristles(across * 11, along * 0.75)
  const dry = dryness * (0.2 + 1.25 * smoothstep(0.1, 1, t) + 0.25 * across * across)
  const gap = smoothstep(dry * 0.78 - 0.14, dry * 0.78 + 0.1, hair)
  const pool = 0.86 + 0.14 * smoothstep(0.55, 0.95, Math.abs(across)) + 0.1 * (hair - 0.5)
  return clamp(body * gap * pool, 0, 1)
}

function dropsOf(random: Random, splash: number, stroke: Brushstroke | undefined): readonly Drop[] {
  if (stroke === undefined) return []
  return Array.from({ length: Math.round(splash * 60) }, () => {
    const angle = stroke.start + stroke.direction * stroke.sweep * random.between(0.55, 1.15)
    const far =
      stroke.radius + stroke.half * (1 + Math.abs(random.normal()) * 1.3) * (random.chance(0.75) ? 1 : -1)
    const size = random.next()
    return {
      x: stroke.x + far * cos(angle),
      y: stroke.y + far * sin(angle),
      radius: 0.002 + 0.02 * size * size * size,
    }
  })
}

function dropInk(drops: readonly Drop[]): (x: number, y: number) => number {
  return (x, y) => {
    let ink = 0
    for (const drop of drops) {
      const dx = x - drop.x
      const dy = y - drop.y
      if (Math.abs(dx) > 0.03 || Math.abs(dy) > 0.03) continue
      ink = Math.max(ink, smoothstep(drop.radius, drop.radius * 0.8, length(dx, dy)))
    }
    return ink * 0.95
  }
}

/** A square seal with strokes cut out of it, low on one side. */
function sealOf(random: Random, seal: number, palette: Palette): Seal {
  const cx = random.pick([-0.7, 0.7])
  const cuts = Array.from({ length: 5 }, () => ({
    isUpright: random.chance(0.5),
    at: random.between(-0.7, 0.7),
    from: random.between(-0.8, 0.1),
    long: random.between(0.5, 1.2),
  }))
  const colour = parseHex(mixHex('#b3261e', palette.colour(4), 0.18))
  return { isThere: seal > 0, half: 0.05 + 0.045 * seal, cx, colour, cuts, wear: random.fork('wear') }
}

function stampOf({ isThere, half, cx, cuts, ...seal }: Seal): (x: number, y: number) => number {
  const wear = createNoise(seal.wear)
  return (x, y) => {
    const u = (x - cx) / half
    const v = (y - SEAL_Y) / half
    if (!isThere || Math.abs(u) > 1.1 || Math.abs(v) > 1.1) return 0
    const rim = 0.96 + 0.05 * wear(x * 60, y * 60)
    if (Math.max(Math.abs(u), Math.abs(v)) > rim) return 0
    for (const cut of cuts) {
      const [a, b] = cut.isUpright ? [u, v] : [v, u]
      if (Math.abs(a - cut.at) < 0.085 && b > cut.from && b < cut.from + cut.long && Math.abs(b) < 0.8)
        return 0
    }
    return smoothstep(-0.85, -0.5, wear(x * 34 + 7, y * 34)) * 0.92
  }
}
