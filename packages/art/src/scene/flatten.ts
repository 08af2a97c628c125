/** @module Curves to straight pieces, fine enough that no pixel shows it. */
import { CLOSE, COMMAND_NUMBERS, CUBIC, LINE, MOVE, QUADRATIC } from './path.ts'

/** One outline as points x, y, x, y ... in pixels. */
export interface Polyline {
  readonly points: readonly number[]
  readonly closed: boolean
}

/** Unit space to pixels: x' = x * scale + left. */
export interface Placement {
  readonly scale: number
  readonly left: number
  readonly top: number
}

/** A curve strays from its straight pieces by no more than this, in pixels. */
const TOLERANCE = 0.08
const MAX_PIECES = 200

/** The outlines of a path in pixels. */
export function flatten(commands: Float64Array, { scale, left, top }: Placement): Polyline[] {
  const outlines: Polyline[] = []
  let points: number[] = []
  const x = (i: number) => (commands[i] ?? 0) * scale + left
  const y = (i: number) => (commands[i + 1] ?? 0) * scale + top
  const finish = (closed: boolean) => {
    if (points.length >= 4) outlines.push({ points, closed })
    points = []
  }
  for (let i = 0; i < commands.length; ) {
    const command = commands[i] ?? CLOSE
    const at = i + 1
    if (command === MOVE) {
      finish(false)
      points.push(x(at), y(at))
    } else if (command === LINE) points.push(x(at), y(at))
    else if (command === QUADRATIC) addQuadratic(points, [x(at), y(at), x(at + 2), y(at + 2)])
    else if (command === CUBIC) {
      addCubic(points, [x(at), y(at), x(at + 2), y(at + 2), x(at + 4), y(at + 4)])
    } else finish(true)
    i = at + (COMMAND_NUMBERS[command] ?? 0)
  }
  finish(false)
  return outlines
}

/** Pieces that keep within the tolerance, from the size of the curve's second difference. */
function pieces(bend: number): number {
  return Math.max(1, Math.min(MAX_PIECES, Math.ceil(Math.sqrt(bend / TOLERANCE))))
}

function addQuadratic(points: number[], [cx, cy, ex, ey]: readonly [number, number, number, number]): void {
  const sx = points.at(-2) ?? 0
  const sy = points.at(-1) ?? 0
  const count = pieces((Math.abs(sx - 2 * cx + ex) + Math.abs(sy - 2 * cy + ey)) / 4)
  for (let i = 1; i < count; i++) {
    const t = i / count
    const u = 1 - t
    points.push(u * u * sx + 2 * u * t * cx + t * t * ex, u * u * sy + 2 * u * t * cy + t * t * ey)
  }
  points.push(ex, ey)
}

function addCubic(
  points: number[],
  [ax, ay, bx, by, ex, ey]: readonly [number, number, number, number, number, number],
): void {
  const sx = points.at(-2) ?? 0
  const sy = points.at(-1) ?? 0
  const first = Math.abs(sx - 2 * ax + bx) + Math.abs(sy - 2 * ay + by)
  const second = Math.abs(ax - 2 * bx + ex) + Math.abs(ay - 2 * by + ey)
  const count = pieces(0.75 * Math.max(first, second))
  for (let i = 1; i < count; i++) {
    const t = i / count
    const u = 1 - t
    const a = u * u * u
    const b = 3 * u * u * t
    const c = 3 * u * t * t
    const d = t * t * t
    points.push(a * sx + b * ax + c * bx + d * ex, a * sy + b * ay + c * by + d * ey)
  }
  points.push(ex, ey)
}
