/** @module Weave: tartans and other cloth, thread over thread. */
import { lighten, mixHex, parseHex, type Triple } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, mix, smoothstep } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData, halvesOf } from './field.ts'
import { choice, count, params, pixelPattern, range, type Shader } from './pattern.ts'
import { scramble } from './star-field.ts'

export const weave = pixelPattern({
  name: 'weave',
  title: 'Weave',
  description: 'Tartan, herringbone and basket cloth, woven thread over thread from a sett of its own.',
  palettes: ['lacquer', 'meadow', 'bauhaus', 'midnight', 'terracotta', 'verdigris', 'washi'],
  samples: 4,
  params: params({
    setts: range('Setts across', 1, 6, 2),
    stripes: count('Stripes in a sett', 2, 12, 6),
    binding: choice('Binding', ['twill', 'herringbone', 'plain', 'basket']),
    threads: count('Threads across', 40, 320, 150),
    relief: range('Relief', 0, 1, 0.6),
  }),
  draw({ random, palette, params: { setts, stripes, binding, threads, relief }, ...frame }): Shader {
    const period = Math.max(8, Math.round(threads / setts))
    const warp = threadColours(random.fork('sett'), palette, { stripes, period })
    const over = BINDINGS[binding]
    const salt = random.u32()
    const fold = createNoise(random.fork('fold'))
    const unit = threads / 2
    // Threads finer than a pixel melt into the mean of warp and weft.
    const sharp = smoothstep(0.75, 0.3, frame.pixel * unit)
    return (x, y, out) => {
      const u = x * unit
      const v = y * unit
      const i = Math.floor(u)
      const j = Math.floor(v)
      const a = warp[((i % period) + period) % period] ?? [0, 0, 0]
      const b = warp[((j % period) + period) % period] ?? [0, 0, 0]
      const isWarp = over(i, j)
      const across = isWarp ? u - i - 0.5 : v - j - 0.5
      const along = isWarp ? v - j - 0.5 : u - i - 0.5
      const round = 1 - relief * (2.2 * across * across + 0.9 * along * along)
      const fibre = 1 + 0.1 * relief * (scramble(isWarp ? i : j, isWarp ? 7 : 13, salt) / 4294967296 - 0.5)
      const drape = 1 + 0.07 * relief * fold(x * 0.6 + 3, y * 0.6)
      for (let c = 0; c < 3; c++) {
        const k = c as 0 | 1 | 2
        const mean = (a[k] + b[k]) / 2
        const thread = (isWarp ? a[k] : b[k]) * round * fibre
        out[c] = clamp(mix(mean * (1 - 0.28 * relief), thread, sharp) * drape, 0, 1)
      }
    }
  },
  field({ random, palette, params: { setts, stripes, binding, threads, relief }, ...frame }) {
    const period = Math.max(8, Math.round(threads / setts))
    const warp = threadColours(random.fork('sett'), palette, { stripes, period })
    const unit = threads / 2
    const numbers = [
      ...[period, Object.keys(BINDINGS).indexOf(binding), unit, relief],
      ...[smoothstep(0.75, 0.3, frame.pixel * unit), ...halvesOf(random.u32())],
      ...warp.flat(),
    ]
    return { wgsl: WGSL, data: fieldData({ numbers, noises: [random.fork('fold')] }) }
  },
})

/** Does the warp thread lie on top where column i crosses row j? */
type Binding = (i: number, j: number) => boolean

const BINDINGS: Readonly<Record<'twill' | 'herringbone' | 'plain' | 'basket', Binding>> = {
  twill: (i, j) => ((i + j) & 3) < 2,
  herringbone: (i, j) => (((i >> 3) & 1) === 0 ? (i + j) & 3 : (j - i) & 3) < 2,
  plain: (i, j) => ((i + j) & 1) === 0,
  basket: (i, j) => (((i >> 1) + (j >> 1)) & 1) === 0,
}

/** Stripes of one sett: widths in shares, and colours. Every other one may be a fine line. */
function stripesOf(random: Random, palette: Palette, stripes: number): { widths: number[]; inks: string[] } {
  const colours = random.shuffle([...visibleColours(palette)])
  const pick = (i: number) => colours[i % colours.length] ?? palette.ink
  const widths: number[] = []
  const inks: string[] = []
  for (let i = 0; i < stripes; i++) {
    const own = i === 0 ? pick(0) : pick(random.int(5))
    if (i % 2 === 1 && random.chance(0.6)) {
      widths.push(random.between(0.15, 0.4))
      inks.push(random.chance(0.6) ? palette.ink : lighten(own, 0.12))
    } else {
      widths.push(random.between(0.7, 2.4))
      inks.push(mixHex(own, palette.ground, i % 4 === 2 ? 0.55 : 0))
    }
  }
  return { widths, inks }
}

/** Colours of the threads of one sett: stripes mirrored about both pivots, as tartans are counted. */
function threadColours(
  random: Random,
  palette: Palette,
  { stripes, period }: { stripes: number; period: number },
): Triple[] {
  const { widths, inks } = stripesOf(random, palette, stripes)
  const total = widths.reduce((sum, width) => sum + width, 0)
  const half = period / 2
  return Array.from({ length: period }, (_, thread) => {
    const mirrored = thread < half ? thread : period - 1 - thread
    let left = ((mirrored + 0.5) / half) * total
    let stripe = 0
    while (stripe < stripes - 1 && left > (widths[stripe] ?? 0)) {
      left -= widths[stripe] ?? 0
      stripe += 1
    }
    return parseHex(inks[stripe] ?? palette.ink)
  })
}

/** `draw` on the GPU, line by line. */
const WGSL = `
fn isWarpOver(i: i32, j: i32) -> bool {
  switch u32(num(1u)) {
    case 0u: { return ((i + j) & 3) < 2; }
    case 1u: { return (select(j - i, i + j, ((i >> 3u) & 1) == 0) & 3) < 2; }
    case 2u: { return ((i + j) & 1) == 0; }
    default: { return (((i >> 1u) + (j >> 1u)) & 1) == 0; }
  }
}

fn thread(i: i32) -> vec3f {
  let period = i32(num(0u));
  return num3(7u + 3u * u32(((i % period) + period) % period));
}

fn colour(p: vec2f) -> vec4f {
  let place = p * num(2u);
  let cell = floor(place);
  let i = i32(cell.x);
  let j = i32(cell.y);
  let a = thread(i);
  let b = thread(j);
  let isWarp = isWarpOver(i, j);
  let within = place - cell - 0.5;
  let across = select(within.y, within.x, isWarp);
  let along = select(within.x, within.y, isWarp);
  let relief = num(3u);
  let bulge = 1.0 - relief * (2.2 * across * across + 0.9 * along * along);
  let hash = scramble(select(j, i, isWarp), select(13, 7, isWarp), bits(5u));
  let fibre = 1.0 + 0.1 * relief * (f32(hash) / 4294967296.0 - 0.5);
  let drape = 1.0 + 0.07 * relief * noise(0u, vec2f(p.x * 0.6 + 3.0, p.y * 0.6));
  let mean = (a + b) / 2.0 * (1.0 - 0.28 * relief);
  let lit = select(b, a, isWarp) * bulge * fibre;
  return vec4f(clamp(mix(mean, lit, num(4u)) * drape, vec3f(0.0), vec3f(1.0)), 1.0);
}
`
