/** @module Guilloche: bands of sine lines between two envelopes, as engraved on banknotes. */

import { mixHex } from '../color/color.ts'
import type { Palette } from '../color/palette.ts'
import { cos, fract, mix, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { count, params, range, vectorPattern } from './pattern.ts'

export const guilloche = vectorPattern({
  name: 'guilloche',
  title: 'Guilloche',
  description: 'Interlaced rosettes of hair-fine lines, as engraved on banknotes and watch dials.',
  palettes: ['gilded', 'midnight', 'verdigris', 'porcelain', 'ember', 'orchid'],
  params: params({
    rings: count('Rings', 2, 9, 5),
    lines: count('Lines in a ring', 6, 48, 22),
    petals: count('Petals', 3, 24, 9),
    weight: range('Line weight', 0.3, 3, 1),
  }),
  draw({ random, palette, params: { rings, lines, petals, weight }, ...frame }) {
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(1), 0.28), palette.ground),
    ]
    const stroke = 0.0016 * weight
    shapes.push(...engravedGround(frame, random.fork('ground'), palette, stroke))
    const drift = random.next()
    const edges = ringEdges(random.fork('rings'), rings)
    for (let ring = 0; ring < rings; ring++) {
      const inner = edges[ring] ?? 0
      const outer = edges[ring + 1] ?? 1
      shapes.push(
        ...band({
          inner: inner - (outer - inner) * 0.16,
          outer: outer + (outer - inner) * 0.16,
          petals: petals * (1 + random.int(2)),
          waves: petals * (1 + random.int(3)) + (random.chance(0.5) ? 0 : petals),
          lines,
          stroke,
          tint: (t) => palette.depth.hex(mix(0.5, 1, fold((ring + t) / rings + drift))),
        }),
      )
    }
    return { shapes }
  },
})

/** There and back: 0 to 1 to 0 as t goes round. */
function fold(t: number): number {
  return Math.abs(fract(t) * 2 - 1)
}

/** Radii where rings meet: uneven steps from a small heart to the rim. */
function ringEdges(random: Random, rings: number): number[] {
  const widths = Array.from({ length: rings }, (_, i) => random.between(0.6, 1.5) * (1 + i * 0.12))
  const total = widths.reduce((sum, width) => sum + width, 0)
  const edges = [0.035]
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + (width / total) * 0.8)
  return edges
}

interface Band {
  readonly inner: number
  readonly outer: number
  /** Lobes of the envelopes round the circle. */
  readonly petals: number
  /** Swings of one line between the envelopes round the circle. */
  readonly waves: number
  readonly lines: number
  readonly stroke: number
  readonly tint: (t: number) => string
}

function band({ inner, outer, petals, waves, lines, stroke, tint }: Band): Shape[] {
  const steps = Math.max(waves, petals) * 14
  const middle = (inner + outer) / 2
  const half = (outer - inner) / 2
  return Array.from({ length: lines }, (_, line) => {
    const phase = (TAU * line) / lines
    const points: Point[] = []
    for (let i = 0; i < steps; i++) {
      const angle = (TAU * i) / steps
      const swell = 0.72 + 0.28 * cos(petals * angle)
      const lean = 0.22 * half * cos(petals * angle)
      const radius = middle + lean + half * swell * cos(waves * angle + phase)
      points.push([radius * cos(angle), radius * sin(angle)])
    }
    const path = createPen().spline(points, { closed: true }).done()
    return shape(path, { stroke: tint(line / lines), strokeWidth: stroke, opacity: 0.85 })
  })
}

/** Fine wavy lines over the whole sheet, quieter than the rosette. */
function engravedGround(
  { halfWidth, halfHeight }: { halfWidth: number; halfHeight: number },
  random: Random,
  palette: Palette,
  stroke: number,
): Shape[] {
  const wave = random.between(5, 9)
  const slow = random.between(1, 2)
  const drift = random.between(0, TAU)
  const rows = Math.round(halfHeight * 64)
  const steps = Math.round(halfWidth * 90)
  return Array.from({ length: rows + 9 }, (_, row) => {
    const base = ((row - 4) / rows) * 2 * halfHeight - halfHeight
    const points: Point[] = []
    for (let i = -1; i <= steps + 1; i++) {
      const x = (i / steps) * 2 * halfWidth - halfWidth
      const swing = 0.03 * sin(wave * x + drift + 1.6 * sin(slow * base * 2)) * cos(slow * x + base * 3)
      points.push([x, base + swing])
    }
    const path = createPen().spline(points).done()
    const colour = palette.depth.hex(0.5 + 0.25 * sin(base * 3 + drift))
    return shape(path, { stroke: colour, strokeWidth: stroke, opacity: 0.3 })
  })
}
