/**
 * @module Marbling: drops of ink on water, drawn out by combs. Each drop and stroke moves the surface by a formula
 * (Lu, Jaffer, Jin, Zhao, Mao, "Mathematical Marbling", 2012). Every one of them can be undone exactly, so a point
 * is followed back to the drop that it came from: outlines stay sharp however far they are drawn out.
 */
import { parseHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { cos, exp, length, log, sin, smoothstep, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { type Basin, marblingField, OLD_CENTRES, OLD_RINGS, type Stroke } from './marbling-field.ts'
import { choice, count, type Frame, params, pixelPattern, range, type Shader } from './pattern.ts'

export const marbling = pixelPattern({
  name: 'marbling',
  title: 'Marbling',
  description: 'Drops of ink on water, drawn out by combs and whirls as on old endpapers.',
  palettes: ['washi', 'porcelain', 'lacquer', 'riso', 'sakura', 'gilded', 'abyss'],
  samples: 4,
  params: params({
    drops: count('Drops', 0, 160, 40),
    strokes: count('Strokes', 0, 24, 6),
    force: range('Force', 0.1, 2, 0.9),
    style: choice('Style', ['comb', 'waves', 'whirls']),
  }),
  draw({ random, palette, params, ...frame }): Shader {
    const surface = inkSurface(basinOf(random, palette, params, frame))
    const undo = strokesOf(random, params).map(undoing)
    const point = new Float64Array(2)
    return (x, y, out) => {
      point[0] = x
      point[1] = y
      for (const stroke of undo) stroke(point)
      surface(point, out)
    }
  },
  field: ({ random, palette, params, ...frame }) =>
    marblingField(basinOf(random, palette, params, frame), strokesOf(random, params)),
})

function basinOf(
  random: Random,
  palette: Palette,
  { drops }: { readonly drops: number },
  frame: Frame,
): Basin {
  const stream = random.fork('drops')
  return { ...oldRings(stream.fork('rings'), palette, frame), ...dropInk(stream, { drops, palette, frame }) }
}

interface Ink {
  readonly drops: number
  readonly palette: Palette
  readonly frame: Frame
}

/** The drops that fall, one after the other. */
function dropInk(random: Random, { drops, palette, frame }: Ink): Pick<Basin, 'places' | 'colours'> {
  const inks = visibleColours(palette)
  const places = new Float64Array(drops * 3)
  const colours = new Float32Array(drops * 3)
  let x = 0
  let y = 0
  for (let i = 0; i < drops; i++) {
    // Half of the drops fall into the one before, which makes rings.
    if (i === 0 || random.chance(0.45)) {
      x = random.between(-1.15, 1.15) * frame.halfWidth
      y = random.between(-1.15, 1.15) * frame.halfHeight
    }
    places.set([x, y, random.between(0.09, 0.3) * (1 - 0.4 * (i / drops))], i * 3)
    const colour = random.chance(0.14) ? palette.ground : random.pick(inks)
    colours.set(parseHex(colour), i * 3)
  }
  return { places, colours }
}

/** The surface before any stroke: the colour where a point of it lies. */
function inkSurface({ places, colours, ...rings }: Basin): (point: Float64Array, out: Float32Array) => void {
  const water = ringSurface(rings)
  return (point, out) => {
    let px = point[0] ?? 0
    let py = point[1] ?? 0
    for (let i = places.length - 3; i >= 0; i -= 3) {
      const dx = px - (places[i] ?? 0)
      const dy = py - (places[i + 1] ?? 0)
      const radius = places[i + 2] ?? 0
      const square = dx * dx + dy * dy
      const room = square - radius * radius
      if (room < 0) return stain(colours, i, square / (radius * radius), out)
      // A drop pushes the surface outwards so that areas stay as they were; this pulls it back.
      const scale = Math.sqrt(room / square)
      px = (places[i] ?? 0) + dx * scale
      py = (places[i + 1] ?? 0) + dy * scale
    }
    water(px, py, out)
  }
}

/** The ink of one drop; it gathers at the rim. `place` is the squared share of the drop's radius. */
function stain(colours: Float32Array, at: number, place: number, out: Float32Array): void {
  const full = 1 - 0.1 * smoothstep(0.86, 1, place)
  out[0] = (colours[at] ?? 0) * full
  out[1] = (colours[at + 1] ?? 0) * full
  out[2] = (colours[at + 2] ?? 0) * full
}

/** Rings of earlier ink under the drops, and the places that they lie round. */
function oldRings(
  random: Random,
  palette: Palette,
  { halfWidth, halfHeight }: Frame,
): Pick<Basin, 'centres' | 'edges' | 'ringColours'> {
  const inks = [...visibleColours(palette), palette.ground]
  const centres = Array.from({ length: OLD_CENTRES }, () => [
    random.between(-1, 1) * halfWidth,
    random.between(-1, 1) * halfHeight,
  ])
  const edges = [0]
  const colours: number[] = []
  for (let i = 0; i < OLD_RINGS; i++) {
    edges.push((edges.at(-1) ?? 0) + random.between(0.012, 0.1))
    colours.push(...parseHex(random.pick(inks)))
  }
  return { centres, edges, ringColours: colours }
}

/** The colour of what lies under the drops; rings melt together where they meet. */
function ringSurface({ centres, edges, ringColours }: Pick<Basin, 'centres' | 'edges' | 'ringColours'>) {
  return (x: number, y: number, out: Float32Array): void => {
    let sum = 0
    for (const [cx = 0, cy = 0] of centres) sum += exp(-5 * length(x - cx, y - cy))
    const distance = Math.max(0, 0.32 - log(sum) / 5)
    let ring = 0
    while (ring < OLD_RINGS - 1 && (edges[ring + 1] ?? 0) <= distance) ring += 1
    for (let c = 0; c < 3; c++) out[c] = ringColours[ring * 3 + c] ?? 0
  }
}

interface Hand {
  readonly strokes: number
  readonly force: number
  readonly style: 'comb' | 'waves' | 'whirls'
}

/** The strokes, from the last to the first: in that order they are undone. */
function strokesOf(random: Random, { strokes, force, style }: Hand): readonly Stroke[] {
  const hand = random.fork('strokes')
  return Array.from({ length: strokes }, (_, i) => strokeOf(hand, style, i, force)).reverse()
}

function strokeOf(random: Random, style: Hand['style'], index: number, force: number): Stroke {
  if (style === 'whirls') return whirl(random, force)
  if (style === 'comb') return comb(random, index, force)
  return wave(random, force)
}

/** The surface drawn along a direction, in a wave across it. */
function wave(random: Random, force: number): Stroke {
  const angle = random.between(0, TAU)
  const frequency = random.between(2, 7)
  const phase = random.between(0, TAU)
  const amount = (force * random.between(0.3, 0.7)) / frequency
  return { kind: 'wave', numbers: [cos(angle), sin(angle), frequency, phase, amount] }
}

/** A row of tines drawn along one direction; the next row crosses it. */
function comb(random: Random, index: number, force: number): Stroke {
  const spacing = random.between(0.2, 0.5)
  const reach = 0.3 * force * (random.chance(0.5) ? 1 : -1)
  const sharp = random.between(7, 16)
  return { kind: 'comb', numbers: [index % 2, spacing, reach, sharp, random.between(0, spacing)] }
}

/** A circular stroke round a place. */
function whirl(random: Random, force: number): Stroke {
  const x = random.between(-0.8, 0.8)
  const y = random.between(-0.8, 0.8)
  const twist = force * random.between(1.2, 3.4) * (random.chance(0.5) ? 1 : -1)
  return { kind: 'whirl', numbers: [x, y, twist, random.between(0.2, 0.5), 0] }
}

/** Undoes one stroke, in place. */
type Undo = (point: Float64Array) => void

function undoing({ kind, numbers }: Stroke): Undo {
  return UNDO[kind](numbers)
}

const UNDO: Readonly<Record<Stroke['kind'], (numbers: Stroke['numbers']) => Undo>> = {
  wave:
    ([c, s, frequency, phase, amount]) =>
    (point) => {
      const x = point[0] ?? 0
      const y = point[1] ?? 0
      const shift = amount * sin(frequency * (x * s - y * c) + phase)
      point[0] = x - c * shift
      point[1] = y - s * shift
    },
  comb:
    ([along, spacing, reach, sharp, offset]) =>
    (point) => {
      const place = ((point[1 - along] ?? 0) + offset) / spacing
      const distance = Math.abs(place - Math.round(place)) * spacing
      point[along] = (point[along] ?? 0) - reach * exp(-distance * sharp)
    },
  whirl:
    ([x, y, twist, width]) =>
    (point) => {
      const dx = (point[0] ?? 0) - x
      const dy = (point[1] ?? 0) - y
      const turn = -twist * exp(-length(dx, dy) / width)
      point[0] = x + dx * cos(turn) - dy * sin(turn)
      point[1] = y + dx * sin(turn) + dy * cos(turn)
    },
}
