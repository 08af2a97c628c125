/** @module Fractal: the Mandelbrot set and its Julia sets, with smooth colour and light from the side. */
import { clamp, cos, length, log, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { choice, count, params, pixelPattern, range, type Shader } from './pattern.ts'

/** A point orbit counts as escaped beyond this radius; large, so that the smooth count is smooth. */
const ESCAPE = 1e6

/** Places of the Mandelbrot set worth a wall: centre and half the height of the view. */
const MANDELBROT: readonly (readonly [number, number, number])[] = [
  [-0.743643887037151, 0.13182590420533, 0.0012],
  [-0.7453, 0.1127, 0.0065],
  [-0.16070135, 1.0375665, 0.012],
  [-0.7435669, 0.1314023, 0.0022],
  [-1.25066, 0.02012, 0.006],
  [-0.0882, 0.6547, 0.012],
  [0.3602404434376144, -0.6413130610648032, 0.0035],
  [-0.7746806106269039, -0.1374168856037867, 0.004],
  [-0.722, 0.246, 0.019],
  [-1.7685, -0.0019, 0.018],
]

/** Parameters of Julia sets with fine arms. */
const JULIA: readonly (readonly [number, number])[] = [
  [-0.7269, 0.1889],
  [-0.8, 0.156],
  [0.285, 0.0113],
  [-0.4, 0.6],
  [-0.70176, -0.3842],
  [-0.835, -0.2321],
  [0.355, 0.355],
  [-0.1011, 0.9563],
  [-0.5251993, -0.5251993],
  [-0.75, 0.11],
]

interface Scenery {
  readonly julia: readonly [number, number] | undefined
  readonly centre: readonly [number, number]
  readonly reach: number
  readonly cosine: number
  readonly sine: number
}

export const fractal = pixelPattern({
  name: 'fractal',
  title: 'Fractal',
  description:
    'Valleys of the Mandelbrot set and the filigree of Julia sets, smoothly coloured and side-lit.',
  palettes: ['midnight', 'abyss', 'aurora', 'gilded', 'ember', 'ultraviolet', 'glacier'],
  samples: 4,
  params: params({
    set: choice('Set', ['any', 'mandelbrot', 'julia']),
    zoom: range('Zoom', 0.4, 4, 1),
    bands: range('Colour bands', 0.2, 4, 1),
    depth: count('Iterations', 60, 1200, 360),
    relief: range('Relief', 0, 1, 0.55),
  }),
  prepare: ({ random, params: { set, zoom, depth } }) => compose(random, set, zoom, depth),
  draw({ random, palette, params: { bands, depth, relief } }, { view, quantiles }): Shader {
    if (!(view instanceof Float64Array && quantiles instanceof Float64Array)) {
      throw new TypeError('the fractal draws from its own prepared view')
    }
    const scenery = unpack(view)
    const phase = random.next()
    const lightAngle = random.between(0, TAU)
    const light = { x: cos(lightAngle), y: sin(lightAngle), relief }
    const inside = new Float32Array(3)
    palette.depth.write(0, inside)
    const orbit = new Float64Array(3)
    return (x, y, out) => {
      iterate(scenery, x, y, depth, orbit)
      const smooth = orbit[0] ?? 0
      if (smooth < 0) {
        out.set(inside)
        return
      }
      palette.cycle.write(phase + bands * 0.62 * rank(quantiles, smooth), out)
      shade(out, light, (orbit[1] ?? 0) * light.x + (orbit[2] ?? 0) * light.y)
    }
  },
})

/** Quantiles of the escape counts in a view, so that colours spread evenly whatever the place is like. */
const QUANTILES = 64
const SURVEY = 48

/** Chooses a place, tries several views of it and keeps the one with most variety and not too much of the set's inside. */
function compose(random: Random, set: 'any' | 'mandelbrot' | 'julia', zoom: number, depth: number) {
  const place = choosePlace(random, set)
  let best = survey(frameView(random, place, zoom), depth)
  for (let i = 0; i < 15; i++) {
    const next = survey(frameView(random, place, zoom), depth)
    if (next.score > best.score) best = next
  }
  const { centre, reach, cosine, sine, julia } = best.scenery
  const [jx, jy] = julia ?? [Number.NaN, Number.NaN]
  return { view: Float64Array.of(...centre, reach, cosine, sine, jx, jy), quantiles: best.quantiles }
}

function unpack(view: Float64Array): Scenery {
  const [cx = 0, cy = 0, reach = 1, cosine = 1, sine = 0, jx = 0, jy = 0] = view
  return { centre: [cx, cy], reach, cosine, sine, julia: Number.isNaN(jx) ? undefined : [jx, jy] }
}

function survey(scenery: Scenery, depth: number) {
  const orbit = new Float64Array(3)
  const counts: number[] = []
  let edges = 0
  let last = 0
  for (let i = 0; i < SURVEY * SURVEY; i++) {
    const x = ((i % SURVEY) / SURVEY) * 2 - 1
    const y = (Math.floor(i / SURVEY) / SURVEY) * 2 - 1
    iterate(scenery, x, y, depth, orbit)
    const smooth = orbit[0] ?? 0
    if (smooth >= 0) counts.push(smooth)
    if (Math.abs(smooth - last) > 1.5) edges += 1
    last = smooth
  }
  const sorted = Float64Array.from(counts).sort()
  const quantiles = Float64Array.from({ length: QUANTILES + 1 }, (_, i) => {
    return sorted[Math.floor((i / QUANTILES) * (sorted.length - 1))] ?? 0
  })
  const inside = 1 - counts.length / (SURVEY * SURVEY)
  // Half of the view in fine structure is best; more is noise, less is a void.
  const busy = edges / (SURVEY * SURVEY)
  return { scenery, quantiles, score: -Math.abs(busy - 0.5) - Math.max(0, inside - 0.1) * 4 }
}

/** Share of the view with smaller counts, in [0, 1], without steps. */
function rank(quantiles: Float64Array, value: number): number {
  let low = 0
  let high = QUANTILES
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((quantiles[middle] ?? 0) <= value) low = middle
    else high = middle
  }
  const from = quantiles[low] ?? 0
  const width = (quantiles[high] ?? 0) - from
  return (low + clamp(width > 0 ? (value - from) / width : 0, 0, 1)) / QUANTILES
}

type PlaceOfInterest =
  | { readonly julia: readonly [number, number] }
  | { readonly julia: undefined; readonly centre: readonly [number, number]; readonly reach: number }

function choosePlace(random: Random, set: 'any' | 'mandelbrot' | 'julia'): PlaceOfInterest {
  if (set === 'julia' || (set === 'any' && random.chance(0.5))) return { julia: random.pick(JULIA) }
  const [x, y, reach] = random.pick(MANDELBROT)
  return { julia: undefined, centre: [x, y], reach }
}

/** One way to look at the place: turned, moved and enlarged by chance. */
function frameView(random: Random, place: PlaceOfInterest, zoom: number): Scenery {
  const turn = random.between(0, TAU)
  const view = { cosine: cos(turn), sine: sin(turn) }
  if (place.julia !== undefined) {
    const centre = [random.between(-0.4, 0.4), random.between(-0.4, 0.4)] as const
    return { ...view, julia: place.julia, centre, reach: random.between(0.6, 1.2) / zoom }
  }
  const { centre, reach } = place
  const moved = [
    centre[0] + reach * random.between(-1.2, 1.2),
    centre[1] + reach * random.between(-1.2, 1.2),
  ] as const
  return { ...view, julia: undefined, centre: moved, reach: (reach * random.between(0.3, 1.6)) / zoom }
}

/**
 * Iterates z = z^2 + c with its derivative. Writes the smooth escape count (-1 inside) and the unit vector z / z',
 * which points up the slope of the distance to the set.
 */
function iterate(scenery: Scenery, x: number, y: number, depth: number, out: Float64Array): void {
  const px = scenery.centre[0] + scenery.reach * (x * scenery.cosine - y * scenery.sine)
  const py = scenery.centre[1] + scenery.reach * (x * scenery.sine + y * scenery.cosine)
  const julia = scenery.julia
  const cx = julia === undefined ? px : julia[0]
  const cy = julia === undefined ? py : julia[1]
  let zx = julia === undefined ? 0 : px
  let zy = julia === undefined ? 0 : py
  let dx = julia === undefined ? 0 : 1
  let dy = 0
  const grow = julia === undefined ? 1 : 0
  for (let i = 0; i < depth; i++) {
    const nx = 2 * (zx * dx - zy * dy) + grow
    dy = 2 * (zx * dy + zy * dx)
    dx = nx
    const t = zx * zx - zy * zy + cx
    zy = 2 * zx * zy + cy
    zx = t
    const size = zx * zx + zy * zy
    if (size > ESCAPE) {
      out[0] = Math.max(0, i + 1 - log(log(size) / log(ESCAPE)) / Math.LN2)
      const ux = zx * dx + zy * dy
      const uy = zy * dx - zx * dy
      const norm = length(ux, uy)
      out[1] = norm > 0 ? ux / norm : 0
      out[2] = norm > 0 ? uy / norm : 0
      return
    }
  }
  out[0] = -1
}

/** Lightens slopes that face the light (`facing` 1) and darkens those that turn away (-1). */
function shade(out: Float32Array, { relief }: { readonly relief: number }, facing: number): void {
  const lit = clamp((facing + 1.5) / 2.5, 0, 1)
  const shadow = 1 - relief * 0.85 * (1 - lit)
  const glint = relief * 0.35 * facing * facing * Math.max(0, facing)
  for (let c = 0; c < 3; c++) out[c] = clamp((out[c] ?? 0) * shadow + glint * 0.5, 0, 1)
}
