/** @module Lines that text follows: arcs, circles, waves, curves through points. */
import { cos, length, PI, sin, TAU } from '../numeric/math.ts'
import type { Frame } from '../patterns/pattern.ts'
import type { TextPath } from '../recipe/layers.ts'
import type { Point } from '../scene/path.ts'

/** Where a place of the line lies, and the direction of the line there (a unit vector). */
export interface LinePlace {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
}

/** The place at a distance along the line; 0 is where the text's anchor lies. Beyond its ends the line goes on straight. */
export type Line = (distance: number) => LinePlace

/** What decides a line. Lengths are in units. */
export interface LineOptions {
  readonly path: TextPath | undefined
  readonly frame: Frame
  /** The text's place. */
  readonly x: number
  readonly y: number
  /** Degrees, clockwise. */
  readonly rotation: number
  /** Length of the text. */
  readonly width: number
}

/** The line of a text. */
export function lineOf(options: LineOptions): Line {
  const { path, rotation } = options
  const line = path === undefined ? straight : FORMS[path.form](options, path)
  return rotated(line, options, (rotation / 180) * PI)
}

const straight: Line = (distance) => ({ x: distance, y: 0, dx: 1, dy: 0 })

type Form = (options: LineOptions, path: TextPath) => Line

/** Each form is given round the text's place; `points` are where they are and are not turned. */
const FORMS: Readonly<Record<TextPath['form'], Form>> = {
  arc({ width }, { bend }) {
    const turn = (bend / 180) * PI
    if (Math.abs(turn) < 1e-6 || width === 0) return straight
    const radius = width / turn
    return (distance) => {
      const angle = distance / radius
      return { x: radius * sin(angle), y: radius * (1 - cos(angle)), dx: cos(angle), dy: sin(angle) }
    }
  },
  circle(_, { radius }) {
    const r = Math.abs(radius) < 0.02 ? 0.02 : radius
    return (distance) => {
      // Outside it runs clockwise over the top, inside the other way along the bottom: both read upright.
      const angle = distance / r - PI / 2
      return { x: r * cos(angle), y: r * sin(angle), dx: -sin(angle), dy: cos(angle) }
    }
  },
  wave({ width }, { height, waves }) {
    const rate = width === 0 ? 0 : (TAU * waves) / width
    const steps = 512
    // Letters keep their distance along the curve: a table of lengths, walked once.
    const points = Array.from({ length: steps + 1 }, (_, i): Point => {
      const x = (i / steps - 0.5) * width * 1.6
      return [x, -height * sin(rate * x)]
    })
    return alongPoints(points, { centred: true })
  },
  points({ frame, x, y }, { points }) {
    const placed = points.map(
      ([px = 0, py = 0]): Point => [(px * 2 - 1) * frame.halfWidth - x, (py * 2 - 1) * frame.halfHeight - y],
    )
    return placed.length < 2 ? straight : alongPoints(smoothed(placed), { centred: false })
  },
}

/** Points on the Catmull-Rom curve through the given ones. */
function smoothed(points: readonly Point[]): Point[] {
  const at = (i: number): Point => points[Math.max(0, Math.min(points.length - 1, i))] ?? [0, 0]
  const fine: Point[] = []
  for (let i = 0; i + 1 < points.length; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    for (let k = 0; k < 24; k++) {
      const t = k / 24
      const spline = (axis: 0 | 1) =>
        p1[axis] +
        0.5 *
          t *
          (p2[axis] -
            p0[axis] +
            t *
              (2 * p0[axis] -
                5 * p1[axis] +
                4 * p2[axis] -
                p3[axis] +
                t * (3 * (p1[axis] - p2[axis]) + p3[axis] - p0[axis])))
      fine.push([spline(0), spline(1)])
    }
  }
  return [...fine, at(points.length - 1)]
}

/** Walks a row of points by length. `centred` puts 0 in the middle, else at the start. */
function alongPoints(points: readonly Point[], { centred }: { readonly centred: boolean }): Line {
  const lengths = [0]
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1] ?? [0, 0]
    const [bx, by] = points[i] ?? [0, 0]
    lengths.push((lengths[i - 1] ?? 0) + length(bx - ax, by - ay))
  }
  const total = lengths.at(-1) ?? 0
  return (distance) => {
    const wanted = distance + (centred ? total / 2 : 0)
    let low = 0
    let high = points.length - 2
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((lengths[middle] ?? 0) <= wanted) low = middle
      else high = middle - 1
    }
    const [ax, ay] = points[low] ?? [0, 0]
    const [bx, by] = points[low + 1] ?? [ax + 1, ay]
    const span = length(bx - ax, by - ay)
    const [dx, dy] = span === 0 ? [1, 0] : [(bx - ax) / span, (by - ay) / span]
    const rest = wanted - (lengths[low] ?? 0)
    return { x: ax + dx * rest, y: ay + dy * rest, dx, dy }
  }
}

/** The line moved to the text's place and turned about it. */
function rotated(line: Line, { path, x, y }: LineOptions, angle: number): Line {
  const isFixed = path?.form === 'points'
  const c = isFixed ? 1 : cos(angle)
  const s = isFixed ? 0 : sin(angle)
  return (distance) => {
    const at = line(distance)
    return {
      x: x + at.x * c - at.y * s,
      y: y + at.x * s + at.y * c,
      dx: at.dx * c - at.dy * s,
      dy: at.dx * s + at.dy * c,
    }
  }
}
