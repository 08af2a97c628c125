/** @module Op art: stripes and checks that swell and bend, after the painters of the 1960s. */
import { mixHex, parseHex, type Triple } from '../color/color.ts'
import type { Palette } from '../color/palette.ts'
import { atan2, cos, exp, length, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData } from './field.ts'
import { choice, count, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'

export const opArt = pixelPattern({
  name: 'op-art',
  title: 'Op art',
  description: 'Stripes, checks and rings in two colours, bent until the flat sheet seems to swell and turn.',
  palettes: ['graphite', 'porcelain', 'bauhaus', 'lacquer', 'riso', 'midnight', 'ultraviolet'],
  samples: 9,
  params: params({
    motif: choice('Motif', ['checks', 'stripes', 'rings', 'rays']),
    count: count('Fineness', 6, 60, 22),
    swell: range('Swell', 0, 1, 0.7),
    bumps: count('Bumps', 1, 7, 3),
    colours: choice('Colours', ['two', 'gradient']),
  }),
  draw({ random, palette, params: { motif, count: fineness, swell, bumps, colours }, ...frame }): Shader {
    const bend = bendsOf(bulgesOf(random.fork('bumps'), bumps, swell, frame))
    const turn = random.between(0, TAU)
    const [c, s] = [cos(turn), sin(turn)]
    const ground = groundOf(palette)
    const ink = parseHex(palette.ink)
    const isOn = MOTIFS[motif]
    const place = new Float64Array(3)
    const tint = Float32Array.from(ink)
    return (x, y, out) => {
      place[0] = x
      place[1] = y
      place[2] = 0
      bend(place)
      const px = (place[0] ?? 0) * c - (place[1] ?? 0) * s
      const py = (place[0] ?? 0) * s + (place[1] ?? 0) * c
      if (!isOn(px, py, fineness)) {
        out.set(ground)
        return
      }
      const shade = 1 - 0.32 * (place[2] ?? 0)
      if (colours === 'gradient') palette.ramp.write(0.6 + 0.37 * px, tint)
      for (let i = 0; i < 3; i++) out[i] = (tint[i] ?? 0) * shade
    }
  },
  field({ random, palette, params: { motif, count: fineness, swell, bumps, colours }, ...frame }) {
    const turn = random.between(0, TAU)
    const numbers = [
      ...[Object.keys(MOTIFS).indexOf(motif), fineness, cos(turn), sin(turn)],
      ...[colours === 'gradient' ? 1 : 0, bumps, ...groundOf(palette), ...parseHex(palette.ink)],
      ...bulgesOf(random.fork('bumps'), bumps, swell, frame).flatMap(Object.values),
    ]
    return { wgsl: WGSL, data: fieldData({ numbers, ramps: [palette.ramp] }) }
  },
})

/** The paper: a dark ground a little darker, so that the ink stands out. */
function groundOf({ dark, ground }: Palette): Triple {
  return parseHex(dark ? mixHex(ground, '#000000', 0.3) : ground)
}

/** Is the point inked? Coordinates are unit space before the sheet was bent. */
type Motif = (x: number, y: number, fineness: number) => boolean

function isOdd(value: number): boolean {
  return (Math.floor(value) & 1) === 1
}

const MOTIFS: Readonly<Record<'checks' | 'stripes' | 'rings' | 'rays', Motif>> = {
  checks: (x, y, n) => isOdd((x * n) / 2) !== isOdd((y * n) / 2),
  stripes: (x, y, n) => isOdd(x * n + 1.4 * sin(y * 3.1)),
  rings: (x, y, n) => isOdd(length(x, y) * n),
  rays(x, y, n) {
    const radius = length(x, y)
    const odd = isOdd(radius * n * 0.55)
    // A whole number of rays: no seam where the angle starts anew.
    return odd !== sin(n * atan2(y, x)) > 0
  },
}

/** A place where the sheet is pushed outwards or inwards and turned; its numbers in this order go to the GPU. */
interface Bulge {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly power: number
  readonly twist: number
}

function bulgesOf(random: Random, bumps: number, swell: number, frame: Frame): readonly Bulge[] {
  return Array.from({ length: bumps }, (_, i) => ({
    x: (bumps === 1 ? 0.25 : 0.8) * random.between(-1, 1) * frame.halfWidth,
    y: (bumps === 1 ? 0.25 : 0.8) * random.between(-1, 1) * frame.halfHeight,
    radius: random.between(0.42, 0.85) / (1 + 0.1 * bumps),
    power: swell * random.between(0.7, 1) * (i % 3 === 2 ? -0.6 : 1),
    twist: swell * random.between(-1.1, 1.1),
  }))
}

/** Bends places by all bulges; `place[2]` gathers the shade of the slopes. */
function bendsOf(all: readonly Bulge[]): (place: Float64Array) => void {
  return (place) => {
    for (const { x, y, radius, power, twist } of all) {
      const dx = (place[0] ?? 0) - x
      const dy = (place[1] ?? 0) - y
      const square = (dx * dx + dy * dy) / (radius * radius)
      if (square > 9) continue
      const weight = exp(-square)
      const pull = 1 - 0.72 * power * weight
      const turn = twist * weight
      const [c, s] = [cos(turn), sin(turn)]
      place[0] = x + (dx * c - dy * s) * pull
      place[1] = y + (dx * s + dy * c) * pull
      place[2] = (place[2] ?? 0) + Math.abs(power) * square * weight
    }
  }
}

/** `draw` on the GPU, line by line. */
const WGSL = `
fn isOdd(value: f32) -> bool { return (i32(floor(value)) & 1) == 1; }

fn isInked(p: vec2f, n: f32) -> bool {
  switch u32(num(0u)) {
    case 0u: { return isOdd(p.x * n / 2.0) != isOdd(p.y * n / 2.0); }
    case 1u: { return isOdd(p.x * n + 1.4 * sine(p.y * 3.1)); }
    case 2u: { return isOdd(length(p) * n); }
    default: { return isOdd(length(p) * n * 0.55) != (sine(n * angle(p)) > 0.0); }
  }
}

fn colour(at: vec2f) -> vec4f {
  var place = at;
  var slope = 0.0;
  for (var i = 0u; i < u32(num(5u)); i++) {
    let b = 12u + i * 5u;
    let middle = vec2f(num(b), num(b + 1u));
    let d = place - middle;
    let square = dot(d, d) / (num(b + 2u) * num(b + 2u));
    if (square > 9.0) { continue; }
    let weight = exp(-square);
    let power = num(b + 3u);
    let turn = num(b + 4u) * weight;
    place = middle + turned(d, turn) * (1.0 - 0.72 * power * weight);
    slope += abs(power) * square * weight;
  }
  let p = vec2f(place.x * num(2u) - place.y * num(3u), place.x * num(3u) + place.y * num(2u));
  if (!isInked(p, num(1u))) { return vec4f(num3(6u), 1.0); }
  let tint = select(num3(9u), ramp(0u, 0.6 + 0.37 * p.x), num(4u) > 0.5);
  return vec4f(tint * (1.0 - 0.32 * slope), 1.0);
}
`
