/** @module Apollonian gasket: circles in the gaps between circles, by the theorem of Descartes (1643). */
import { lighten, mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, cos, length, log, sin, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { choice, params, range, vectorPattern } from './pattern.ts'

export const apollonian = vectorPattern({
  name: 'apollonian',
  title: 'Apollonian gasket',
  description: 'Circles that touch circles, and in every gap another one, down to the finest grain.',
  palettes: ['midnight', 'orchid', 'porcelain', 'bauhaus', 'ember', 'meadow', 'verdigris'],
  params: params({
    balance: range('Balance', 0, 1, 0.5),
    grain: range('Finest circle', 0.5, 4, 1),
    rings: range('Rings', 0, 1, 0.6),
    style: choice('Style', ['spheres', 'discs', 'lines']),
  }),
  draw({ random, palette, params: { balance, grain, rings, style }, ...frame }) {
    const circles = gasket(random.fork('circles'), balance, 0.0045 * grain)
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(palette.ground, palette.colour(1), 0.2), palette.ground),
      ...halo(palette, frame),
    ]
    const paint = { palette, colours: visibleColours(palette), shift: random.int(7), rings }
    const pick = random.fork('tints')
    for (const circle of circles) shapes.push(...STYLES[style](circle, paint, pick))
    return { shapes }
  },
})

/** A circle by its middle and its curvature, the inverse of the radius; the outermost has a negative one. */
interface Circle {
  readonly x: number
  readonly y: number
  readonly curvature: number
  readonly generation: number
}

const OUTER = 0.95

/** All circles down to `finest` units of radius, the large ones first. */
function gasket(random: Random, balance: number, finest: number): Circle[] {
  const outer: Circle = { x: 0, y: 0, curvature: -1 / OUTER, generation: 0 }
  const share = 0.5 + (1 - balance) * random.between(0.04, 0.2)
  const turn = random.between(0, TAU)
  const [c, s] = [cos(turn), sin(turn)]
  const first = OUTER * share
  const second = OUTER - first
  const along = (distance: number, curvature: number): Circle => {
    return { x: c * distance, y: s * distance, curvature, generation: 0 }
  }
  const a = along(OUTER - first, 1 / first)
  const b = along(second - OUTER, 1 / second)
  const found: Circle[] = [a, b]
  // Both solutions of Descartes for the first three; from then on each gap has one new circle.
  const k = outer.curvature + a.curvature + b.curvature
  const root = Math.sqrt(
    Math.max(0, outer.curvature * a.curvature + a.curvature * b.curvature + b.curvature * outer.curvature),
  )
  const third = thirdCircles(a, b, k + 2 * root)
  found.push(...third)
  const limit = 1 / finest
  const queue: (readonly [Circle, Circle, Circle, Circle])[] = []
  for (const side of third) {
    queue.push([outer, a, side, b], [outer, b, side, a], [a, b, side, outer])
  }
  for (let i = 0; i < queue.length && found.length < 6000; i++) {
    const [p, q, r, old] = queue[i] ?? [outer, a, b, a]
    const next = opposite(p, q, r, old)
    if (next.curvature > limit) continue
    found.push(next)
    queue.push([p, q, next, r], [p, r, next, q], [q, r, next, p])
  }
  return found.sort((one, other) => one.curvature - other.curvature)
}

/** The two circles of one curvature that touch both inner ones and the outer one. */
function thirdCircles(a: Circle, b: Circle, curvature: number): Circle[] {
  const radius = 1 / curvature
  const [ra, rb] = [1 / a.curvature, 1 / b.curvature]
  const dx = b.x - a.x
  const dy = b.y - a.y
  const distance = length(dx, dy)
  const along =
    ((ra + radius) * (ra + radius) - (rb + radius) * (rb + radius) + distance * distance) / (2 * distance)
  const across = Math.sqrt(Math.max(0, (ra + radius) * (ra + radius) - along * along))
  return [1, -1].map((side) => ({
    x: a.x + (dx * along - side * dy * across) / distance,
    y: a.y + (dy * along + side * dx * across) / distance,
    curvature,
    generation: 1,
  }))
}

/** The other circle that touches three: in the complex form of the theorem both differ by a linear term only. */
function opposite(p: Circle, q: Circle, r: Circle, old: Circle): Circle {
  const curvature = 2 * (p.curvature + q.curvature + r.curvature) - old.curvature
  const of = (axis: 'x' | 'y') =>
    (2 * (p[axis] * p.curvature + q[axis] * q.curvature + r[axis] * r.curvature) -
      old[axis] * old.curvature) /
    curvature
  const generation = 1 + Math.max(p.generation, q.generation, r.generation)
  return { x: of('x'), y: of('y'), curvature, generation }
}

/** Fine circles round the gasket that run out to the corners. */
function halo(
  palette: Palette,
  { halfWidth, halfHeight }: { halfWidth: number; halfHeight: number },
): Shape[] {
  const corner = Math.min(length(halfWidth, halfHeight), 3.2)
  const shapes: Shape[] = []
  for (let radius = OUTER + 0.02, i = 0; radius < corner; radius += 0.022 + 0.004 * i, i++) {
    shapes.push(
      shape(createPen().circle(0, 0, radius).done(), {
        stroke: palette.depth.hex(0.62),
        strokeWidth: 0.0022,
        opacity: 0.55 / (1 + i * 0.16),
      }),
    )
  }
  return shapes
}

interface CirclePaint {
  readonly palette: Palette
  readonly colours: readonly string[]
  readonly shift: number
  readonly rings: number
}

type CircleStyle = (circle: Circle, paint: CirclePaint, random: Random) => Shape[]

function tintOf({ curvature, generation }: Circle, paint: CirclePaint, random: Random): string {
  const step = Math.floor(1.1 * log(Math.max(1, curvature)) + generation * 0.4 + random.between(0, 1.2))
  return paint.colours[(step + paint.shift) % paint.colours.length] ?? paint.palette.ink
}

const STYLES: Readonly<Record<'spheres' | 'discs' | 'lines', CircleStyle>> = {
  spheres({ x, y, curvature, generation }, paint, random) {
    const radius = 1 / curvature
    const base = tintOf({ x, y, curvature, generation }, paint, random)
    const ball = shape(
      createPen()
        .circle(x, y, radius * 0.985)
        .done(),
      {
        fill: {
          type: 'radial',
          from: [x - radius * 0.34, y - radius * 0.38],
          to: [x + radius * 0.75, y + radius * 0.85],
          stops: [
            { offset: 0, colour: lighten(base, 0.2) },
            { offset: 0.45, colour: base },
            { offset: 1, colour: mixHex(base, '#05060a', 0.62) },
          ],
        },
      },
    )
    return [
      ball,
      ...ringLines(x, y, radius, { colour: lighten(base, 0.16), share: paint.rings, opacity: 0.35 }),
    ]
  },
  discs({ x, y, curvature, generation }, paint, random) {
    const radius = 1 / curvature
    const own = { x, y, curvature, generation }
    const layers = radius > 0.02 ? 1 + Math.round(3 * paint.rings) : 1
    return Array.from({ length: layers }, (_, i) =>
      shape(
        createPen()
          .circle(x, y, radius * 0.97 * (1 - i / (layers + 0.35)))
          .done(),
        {
          fill: tintOf({ ...own, generation: generation + 2.5 * i }, paint, random),
        },
      ),
    )
  },
  lines({ x, y, curvature, generation }, paint, random) {
    const radius = 1 / curvature
    const colour = tintOf({ x, y, curvature, generation }, paint, random)
    const outline = shape(
      createPen()
        .circle(x, y, radius * 0.985)
        .done(),
      {
        stroke: colour,
        strokeWidth: clamp(radius * 0.04, 0.0012, 0.006),
      },
    )
    return [outline, ...ringLines(x, y, radius, { colour, share: paint.rings, opacity: 0.6 })]
  },
}

interface RingStyle {
  readonly colour: string
  readonly share: number
  readonly opacity: number
}

/** Circles within a circle, as on a shell: each touches the last at the same side. */
function ringLines(x: number, y: number, radius: number, { colour, share, opacity }: RingStyle): Shape[] {
  if (radius < 0.03) return []
  const lines = Math.round(share * clamp(radius * 40, 3, 14))
  return Array.from({ length: lines }, (_, i) => {
    const inner = radius * 0.94 * ((i + 1) / (lines + 1))
    const shift = (radius * 0.94 - inner) * 0.72
    return shape(
      createPen()
        .circle(x - shift * 0.66, y - shift * 0.75, inner)
        .done(),
      {
        stroke: colour,
        strokeWidth: clamp(radius * 0.012, 0.001, 0.004),
        opacity,
      },
    )
  })
}
