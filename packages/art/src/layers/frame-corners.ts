/** @module Ornaments in the corners of frames. */
import { lighten } from '../color/color.ts'
import { cos, exp, PI, sin } from '../numeric/math.ts'
import type { FrameLayer } from '../recipe/layers.ts'
import { createPen, type Point } from '../scene/path.ts'
import { type Shape, shape } from '../scene/scene.ts'

/** From along one side (u) and along the other (v) to the picture; both run inwards from the corner. */
type Corner = (u: number, v: number) => Point

function cornerAt([x, y]: Point, [sx, sy]: Point): Corner {
  return (u, v) => [x + sx * u, y + sy * v]
}

/** A fan of rays between stepped quarter circles. */
export function decoCorner(at: Point, inward: Point, size: number, { colour, mat }: FrameLayer): Shape[] {
  const to = cornerAt(at, inward)
  const arc = (radius: number): Point[] =>
    Array.from({ length: 19 }, (_, i) => {
      const angle = (PI / 2) * (i / 18)
      return to(radius * cos(angle), radius * sin(angle))
    })
  const sector = (radius: number, fill: string): Shape =>
    shape(
      createPen()
        .polyline([to(0, 0), ...arc(radius)], { closed: true })
        .done(),
      { fill },
    )
  const shapes = [sector(size, colour), sector(size * 0.93, mat), sector(size * 0.86, colour)]
  for (let i = 0; i < 7; i++) {
    const from = (PI / 2) * ((i + 0.14) / 7)
    const end = (PI / 2) * ((i + 0.86) / 7)
    const ray = [0.34, 0.8].flatMap((share, k) => {
      const angles = k === 0 ? [from, end] : [end, from]
      return angles.map((angle) => to(size * share * cos(angle), size * share * sin(angle)))
    })
    shapes.push(shape(createPen().polyline(ray, { closed: true }).done(), { fill: mat }))
  }
  shapes.push(sector(size * 0.26, mat), sector(size * 0.18, colour))
  return shapes
}

/** Two spirals that leave the corner along its sides, with leaves on their backs and a bud between. */
export function cornerScroll(at: Point, inward: Point, size: number, { colour }: FrameLayer): Shape[] {
  const to = cornerAt(at, inward)
  const shapes: Shape[] = []
  for (const isFlipped of [false, true]) {
    const place: Corner = (u, v) => (isFlipped ? to(v, u) : to(u, v))
    shapes.push(
      ...tendril(place, size, colour),
      ...tendril((u, v) => place(u * 0.52, v * 0.52 + size * 0.02), size, colour),
    )
  }
  const bud = createPen()
    .move(...to(size * 0.02, size * 0.02))
    .cubic(to(size * 0.22, size * 0.04), to(size * 0.2, size * 0.16), to(size * 0.3, size * 0.3))
    .cubic(to(size * 0.16, size * 0.2), to(size * 0.04, size * 0.22), to(size * 0.02, size * 0.02))
    .close()
    .done()
  return [...shapes, shape(bud, { fill: lighten(colour, 0.05) })]
}

/** A stem that runs along a side and curls up, with five leaves. */
function tendril(to: Corner, size: number, colour: string): Shape[] {
  const points: Point[] = [
    [0.04, 0.05],
    [0.2, 0.02],
    [0.38, 0.045],
    [0.55, 0.1],
  ]
  const [cx, cy] = [0.66, 0.16]
  for (let i = 0; i <= 26; i++) {
    const angle = -2.35 + (i / 26) * 3.1 * PI
    const radius = 0.125 * exp(-i * 0.062)
    points.push([cx + radius * cos(angle), cy + radius * sin(angle)])
  }
  const stem = createPen()
    .spline(points.map(([u, v]) => to(u * size, v * size)))
    .done()
  const shapes = [shape(stem, { stroke: colour, strokeWidth: size * 0.017 })]
  const [ex, ey] = points.at(-1) ?? [cx, cy]
  shapes.push(
    shape(
      createPen()
        .circle(...to(ex * size, ey * size), size * 0.022)
        .done(),
      { fill: colour },
    ),
  )
  for (const [u, v, du, dv] of LEAVES) {
    const leaf = createPen()
      .move(...to(u * size, v * size))
      .cubic(
        to((u + du * 0.2 - dv * 0.35) * size, (v + dv * 0.2 + du * 0.35) * size),
        to((u + du * 0.8 - dv * 0.25) * size, (v + dv * 0.8 + du * 0.25) * size),
        to((u + du) * size, (v + dv) * size),
      )
      .cubic(
        to((u + du * 0.75 + dv * 0.18) * size, (v + dv * 0.75 - du * 0.18) * size),
        to((u + du * 0.3 + dv * 0.22) * size, (v + dv * 0.3 - du * 0.22) * size),
        to(u * size, v * size),
      )
      .close()
      .done()
    shapes.push(shape(leaf, { fill: colour }))
  }
  return shapes
}

/** Leaves on a tendril: where they sit and how far they reach, in shares of its size. */
const LEAVES = [
  [0.16, 0.025, 0.1, 0.085],
  [0.33, 0.035, 0.11, 0.09],
  [0.44, 0.06, 0.12, -0.055],
  [0.58, 0.11, 0.02, 0.14],
  [0.78, 0.12, 0.12, -0.05],
] as const
