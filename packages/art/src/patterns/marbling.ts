/**
 * @module Marbling: drops of ink on water, drawn out by combs. Each drop and stroke moves the surface by a formula
 * (Lu, Jaffer, Jin, Zhao, Mao, "Mathematical Marbling", 2012). Every one of them can be undone exactly, so a point
 * is followed back to the drop that it came from: outlines stay sharp however far they are drawn out.
 */
import { parseHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { cos, exp, length, log, sin, smoothstep, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
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
  draw({ random, palette, params: { drops, strokes, force, style }, ...frame }): Shader {
    const surface = dropInk(random.fork('drops'), { drops, palette, frame })
    const hand = random.fork('strokes')
    // Undone from the last to the first.
    const undo = Array.from({ length: strokes }, (_, i) => strokeOf(hand, style, i, force)).reverse()
    const point = new Float64Array(2)
    return (x, y, out) => {
      point[0] = x
      point[1] = y
      for (const stroke of undo) stroke(point)
      surface(point, out)
    }
  },
})

interface Ink {
  readonly drops: number
  readonly palette: Palette
  readonly frame: Frame
}

/** The surface before any stroke: the colour where a point of it lies. */
function dropInk(
  random: Random,
  { drops, palette, frame }: Ink,
): (point: Float64Array, out: Float32Array) => void {
  const inks = visibleColours(palette)
  const water = oldRings(random.fork('rings'), palette, frame)
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
  return (point, out) => {
    let px = point[0] ?? 0
    let py = point[1] ?? 0
    for (let i = (drops - 1) * 3; i >= 0; i -= 3) {
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

/** What lies under the drops: rings of earlier ink round a few places, melted together where they meet. */
function oldRings(random: Random, palette: Palette, { halfWidth, halfHeight }: Frame) {
  const inks = [...visibleColours(palette), palette.ground]
  const centres = Array.from({ length: 5 }, () => [
    random.between(-1, 1) * halfWidth,
    random.between(-1, 1) * halfHeight,
  ])
  const edges = [0]
  const colours: number[] = []
  for (let i = 0; i < 96; i++) {
    edges.push((edges.at(-1) ?? 0) + random.between(0.012, 0.1))
    colours.push(...parseHex(random.pick(inks)))
  }
  return (x: number, y: number, out: Float32Array): void => {
    let sum = 0
    for (const [cx = 0, cy = 0] of centres) sum += exp(-5 * length(x - cx, y - cy))
    const distance = Math.max(0, 0.32 - log(sum) / 5)
    let ring = 0
    while (ring < 95 && (edges[ring + 1] ?? 0) <= distance) ring += 1
    for (let c = 0; c < 3; c++) out[c] = colours[ring * 3 + c] ?? 0
  }
}

/** Undoes one stroke, in place. */
type Undo = (point: Float64Array) => void

function strokeOf(random: Random, style: 'comb' | 'waves' | 'whirls', index: number, force: number): Undo {
  if (style === 'whirls') return whirl(random, force)
  if (style === 'comb') return comb(random, index, force)
  return wave(random, force)
}

/** The surface drawn along a direction, in a wave across it. */
function wave(random: Random, force: number): Undo {
  const angle = random.between(0, TAU)
  const c = cos(angle)
  const s = sin(angle)
  const frequency = random.between(2, 7)
  const phase = random.between(0, TAU)
  const amount = (force * random.between(0.3, 0.7)) / frequency
  return (point) => {
    const x = point[0] ?? 0
    const y = point[1] ?? 0
    const shift = amount * sin(frequency * (x * s - y * c) + phase)
    point[0] = x - c * shift
    point[1] = y - s * shift
  }
}

/** A row of tines drawn along one direction; the next row crosses it. */
function comb(random: Random, index: number, force: number): Undo {
  const along = index % 2
  const across = 1 - along
  const spacing = random.between(0.2, 0.5)
  const reach = 0.3 * force * (random.chance(0.5) ? 1 : -1)
  const sharp = random.between(7, 16)
  const offset = random.between(0, spacing)
  return (point) => {
    const place = ((point[across] ?? 0) + offset) / spacing
    const distance = Math.abs(place - Math.round(place)) * spacing
    point[along] = (point[along] ?? 0) - reach * exp(-distance * sharp)
  }
}

/** A circular stroke round a place. */
function whirl(random: Random, force: number): Undo {
  const x = random.between(-0.8, 0.8)
  const y = random.between(-0.8, 0.8)
  const twist = force * random.between(1.2, 3.4) * (random.chance(0.5) ? 1 : -1)
  const width = random.between(0.2, 0.5)
  return (point) => {
    const dx = (point[0] ?? 0) - x
    const dy = (point[1] ?? 0) - y
    const turn = -twist * exp(-length(dx, dy) / width)
    point[0] = x + dx * cos(turn) - dy * sin(turn)
    point[1] = y + dx * sin(turn) + dy * cos(turn)
  }
}
