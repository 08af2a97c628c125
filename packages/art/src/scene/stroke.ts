/**
 * @module Lines with width, as areas: one rectangle for each straight piece, a fan at each corner, a half disc at
 * each end. All turn the same way, so where they overlap the coverage adds up and is cut at full.
 */
import { atan2, cos, PI, sin } from '../numeric/math.ts'
import type { Coverage } from './coverage.ts'
import type { Polyline } from './flatten.ts'

/** A line's width in pixels and the form of its ends. */
export interface LineStyle {
  readonly width: number
  readonly round: boolean
}

/** Chords of round corners and ends stray by no more than this, in pixels. */
const TOLERANCE = 0.1

/** Adds a stroked outline to the coverage. */
export function strokeOutline(
  { points, closed }: Polyline,
  { width, round }: LineStyle,
  coverage: Coverage,
): void {
  const half = width / 2
  const line = distinct(points, closed)
  const count = line.length / 2
  if (count < 2) return
  const x = (i: number) => line[(i % count) * 2] ?? 0
  const y = (i: number) => line[(i % count) * 2 + 1] ?? 0
  const segments = closed ? count : count - 1
  let lastX = 0
  let lastY = 0
  for (let i = 0; i < segments; i++) {
    const dx = x(i + 1) - x(i)
    const dy = y(i + 1) - y(i)
    const scale = half / Math.sqrt(dx * dx + dy * dy)
    const nx = -dy * scale
    const ny = dx * scale
    const beside = coverage.isBeside(Math.min(y(i), y(i + 1)) - half, Math.max(y(i), y(i + 1)) + half)
    if (!beside) {
      rectangle(coverage, [x(i), y(i), x(i + 1), y(i + 1)], nx, ny)
      if (i > 0) corner(coverage, [x(i), y(i)], [lastX, lastY, nx, ny], half)
      else if (round && !closed) cap(coverage, x(0), y(0), [nx, ny], half)
    }
    lastX = nx
    lastY = ny
  }
  if (closed) {
    const dx = x(1) - x(0)
    const dy = y(1) - y(0)
    const scale = half / Math.sqrt(dx * dx + dy * dy)
    corner(coverage, [x(0), y(0)], [lastX, lastY, -dy * scale, dx * scale], half)
  } else if (round) cap(coverage, x(count - 1), y(count - 1), [-lastX, -lastY], half)
}

/** The points without repeats, which have no direction. */
function distinct(points: readonly number[], closed: boolean): number[] {
  const kept: number[] = []
  for (let i = 0; i < points.length; i += 2) {
    const px = points[i] ?? 0
    const py = points[i + 1] ?? 0
    if (kept.length > 0 && px === kept.at(-2) && py === kept.at(-1)) continue
    kept.push(px, py)
  }
  if (closed && kept.length > 2 && kept[0] === kept.at(-2) && kept[1] === kept.at(-1)) kept.length -= 2
  return kept
}

function rectangle(
  coverage: Coverage,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  nx: number,
  ny: number,
): void {
  coverage.edge(ax - nx, ay - ny, bx - nx, by - ny)
  coverage.edge(bx - nx, by - ny, bx + nx, by + ny)
  coverage.edge(bx + nx, by + ny, ax + nx, ay + ny)
  coverage.edge(ax + nx, ay + ny, ax - nx, ay - ny)
}

/** Fills the gap on the outer side of a corner between the normals of two pieces. */
function corner(
  coverage: Coverage,
  [x, y]: readonly [number, number],
  [ax, ay, bx, by]: readonly [number, number, number, number],
  half: number,
): void {
  const cross = ax * by - ay * bx
  const dot = ax * bx + ay * by
  if (cross === 0 && dot > 0) return
  // A left turn opens on the right and a right turn on the left; both fans turn like the rectangles.
  const side = cross > 0 ? -1 : 1
  const turn = atan2(Math.abs(cross), dot)
  const from = side > 0 ? atan2(by, bx) : atan2(-ay, -ax)
  fan(coverage, [x, y], { from, turn, half })
}

/** Half a disc behind the end at (x, y); the line leaves towards the right of `normal`. */
function cap(
  coverage: Coverage,
  x: number,
  y: number,
  [nx, ny]: readonly [number, number],
  half: number,
): void {
  fan(coverage, [x, y], { from: atan2(ny, nx), turn: PI, half })
}

interface Fan {
  readonly from: number
  readonly turn: number
  readonly half: number
}

/** A sector of a disc as a polygon. */
function fan(coverage: Coverage, [x, y]: readonly [number, number], { from, turn, half }: Fan): void {
  // The sagitta of a chord over an angle a is half * a^2 / 8.
  const steps = Math.max(1, Math.min(64, Math.ceil(turn * Math.sqrt(half / (8 * TOLERANCE)))))
  let lastX = x + half * cos(from)
  let lastY = y + half * sin(from)
  coverage.edge(x, y, lastX, lastY)
  for (let i = 1; i <= steps; i++) {
    const angle = from + (turn * i) / steps
    const nextX = x + half * cos(angle)
    const nextY = y + half * sin(angle)
    coverage.edge(lastX, lastY, nextX, nextY)
    lastX = nextX
    lastY = nextY
  }
  coverage.edge(lastX, lastY, x, y)
}
