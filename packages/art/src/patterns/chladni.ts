/** @module Chladni figures: sand on a plate that sounds, gathered where the plate stands still (Chladni, 1787). */
import { lighten, lightnessOf, mixHex, parseHex } from '../color/color.ts'
import { createRamp, type Palette, visibleColours } from '../color/palette.ts'
import { clamp, cos, exp, length, mix, PI, sin, smoothstep, TAU } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData, halvesOf } from './field.ts'
import { choice, count, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'
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
    const chord = chordOf(random.fork('chord'), { plate, pitch, voices })
    const tone = plate === 'square' ? squareTone(chord) : roundTone(chord)
    const brush = createNoise(random.fork('brush'))
    const salt = random.u32()
    const { plateColour, shine, sandColours } = metalOf(palette)
    const grains = new Float32Array(3)
    const width = 0.15 * sand
    const grainShare = grainShareAt(frame)
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
  field({ random, palette, params: { pitch, voices, plate, sand, sheen }, ...frame }) {
    const { modes, sign, total } = chordOf(random.fork('chord'), { plate, pitch, voices })
    const { plateColour, shine, sandColours } = metalOf(palette)
    const numbers = [
      ...[plate === 'square' ? 1 : 0, 0.15 * sand, sheen, grainShareAt(frame), ...halvesOf(random.u32())],
      ...[sign, total, ...plateColour, ...shine, modes.length, ...modes.flatMap(Object.values)],
    ]
    const noises = [random.fork('brush')]
    return { wgsl: WGSL, data: fieldData({ numbers, noises, ramps: [sandColours] }) }
  },
})

/** Colours of the plate, of the light on it, and of the sand. */
function metalOf(palette: Palette) {
  const dark = palette.dark ? palette.ground : palette.ink
  return {
    plateColour: parseHex(mixHex(dark, palette.colour(1), 0.3)),
    shine: parseHex(lighten(mixHex(dark, palette.colour(2), 0.5), 0.06)),
    sandColours: createRamp(
      [...visibleColours(palette)].sort((a, b) => lightnessOf(a) - lightnessOf(b)).slice(-3),
    ),
  }
}

/** How much single grains show: those smaller than a pixel are told by their mean. */
function grainShareAt({ pixel }: Frame): number {
  return smoothstep(0.012, 0.003, pixel)
}

/** Grains in one unit. */
const GRAIN = 260

type Tone = (x: number, y: number) => number

/** One voice: two wave numbers, its phase and its weight. Its numbers in this order go to the GPU. */
interface Mode {
  /** Half waves along one side of a square plate, or spokes of a round one. */
  readonly n: number
  /** Half waves along the other side, or waves from the middle outwards. */
  readonly m: number
  readonly phase: number
  readonly weight: number
}

/** The voices that sound together. */
interface Chord {
  readonly modes: readonly Mode[]
  /** Whether mirror images are added or taken away. */
  readonly sign: 1 | -1
  /** What their sum is divided by. */
  readonly total: number
}

interface Score {
  readonly plate: 'square' | 'round'
  readonly pitch: number
  readonly voices: number
}

function chordOf(random: Random, { plate, pitch, voices }: Score): Chord {
  const { modes, sign } =
    plate === 'square'
      ? squareModes(random, pitch, voices)
      : { modes: roundModes(random, pitch, voices), sign: 1 as const }
  return { modes, sign, total: Math.sqrt(modes.reduce((sum, { weight }) => sum + weight * weight, 0)) }
}

/** Wave numbers of a square plate, all of one symmetry. */
function squareModes(random: Random, pitch: number, voices: number): Omit<Chord, 'total'> {
  const parity = random.int(2)
  const sign = random.chance(0.5) ? 1 : -1
  const wave = (most: number) => 2 * random.int(Math.ceil(most / 2) + 1) + parity
  const modes = Array.from({ length: voices }, (_, i) => {
    const n = wave(pitch)
    const m = wave(pitch)
    // Two equal numbers would cancel out where the mirror image is taken away.
    return { n, m: m === n ? n + 2 : m, phase: 0, weight: 1 / (1 + 0.5 * i) }
  })
  return { modes, sign }
}

function roundModes(random: Random, pitch: number, voices: number): readonly Mode[] {
  return Array.from({ length: voices }, (_, i) => {
    const spokes = 2 * (1 + random.int(pitch))
    const rings = 1 + random.between(0, pitch)
    return { n: spokes, m: rings, phase: random.between(0, TAU), weight: 1 / (1 + 0.6 * i) }
  })
}

/** Modes of a square plate: cos n x cos m y with its mirror image added or taken away. */
function squareTone({ modes, sign, total }: Chord): Tone {
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
function roundTone({ modes, total }: Chord): Tone {
  return (x, y) => {
    const radius = length(x, y)
    // cos(k phi) and sin(k phi) by repeated turning: no angle, no seam.
    const c = radius === 0 ? 1 : x / radius
    const s = radius === 0 ? 0 : y / radius
    let sum = 0
    for (const { n: spokes, m: rings, phase, weight } of modes) {
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

/** `draw` on the GPU, line by line. */
const WGSL = `
const HALF_TURN = 3.14159265358979;

fn squareMode(p: vec2f, n: f32, m: f32) -> f32 {
  let u = (p.x + 1.0) * HALF_TURN / 2.0;
  let v = (p.y + 1.0) * HALF_TURN / 2.0;
  return cosine(n * u) * cosine(m * v) + num(6u) * cosine(m * u) * cosine(n * v);
}

fn roundMode(p: vec2f, spokes: f32, rings: f32, phase: f32) -> f32 {
  let radius = length(p);
  let d = select(p / radius, vec2f(1.0, 0.0), radius == 0.0);
  var a = vec2f(1.0, 0.0);
  for (var i = 0u; i < u32(spokes); i++) { a = vec2f(a.x * d.x - a.y * d.y, a.x * d.y + a.y * d.x); }
  let swell = soft(0.0, 0.12 * spokes, radius * 2.0);
  return sine(rings * HALF_TURN * radius + phase) + swell * a.x * cosine(rings * 1.7 * radius + phase);
}

fn tone(p: vec2f) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < u32(num(14u)); i++) {
    let at = 15u + i * 4u;
    if (num(0u) > 0.5) { sum += num(at + 3u) * squareMode(p, num(at), num(at + 1u)); }
    else { sum += num(at + 3u) * roundMode(p, num(at), num(at + 1u), num(at + 2u)); }
  }
  return sum / num(7u);
}

fn colour(p: vec2f) -> vec4f {
  let value = tone(p) / num(1u);
  let density = clamp(exp(-value * value) * 1.08, 0.0, 1.0);
  let place = floor(p * ${GRAIN}.0);
  let cell = f32(scramble(i32(place.x), i32(place.y), bits(4u))) / 4294967296.0;
  let grain = mix(density, select(density * 0.3, 1.0, cell < density * (0.35 + 0.65 * density)), num(3u));
  let brush = noise(0u, vec2f(p.x * 0.5, p.y * 26.0));
  let light = clamp(0.5 + 0.5 * brush * 0.35 + 0.35 * (-p.x - p.y) * 0.5, 0.0, 1.0);
  let sand = ramp(0u, clamp(0.35 + 0.2 * (p.x - p.y) + 0.3 * cell, 0.0, 1.0));
  let metal = mix(num3(8u), num3(11u), num(2u) * light);
  let lit = mix(sand, vec3f(1.0), 0.2) * (0.86 + 0.2 * cell * num(3u));
  return vec4f(mix(metal * (1.0 - 0.45 * density), lit, grain), 1.0);
}
`
