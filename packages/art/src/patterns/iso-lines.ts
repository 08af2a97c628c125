/** @module Lines of equal height on a grid of numbers: marching squares, joined into closed outlines. */
import type { Point } from '../scene/path.ts'

/** Heights row by row over a rectangle of unit space. */
export interface HeightGrid {
  readonly columns: number
  readonly rows: number
  readonly heights: Float64Array
  /** Unit place of column 0, row 0. */
  readonly left: number
  readonly top: number
  /** Distance of neighbouring columns and rows in units. */
  readonly step: number
}

/** Samples a height at every grid point; the outermost ones are lowered to `rim`, so that every outline closes. */
export function sampleHeights(
  { halfWidth, halfHeight }: { readonly halfWidth: number; readonly halfHeight: number },
  step: number,
  rim: number,
  height: (x: number, y: number) => number,
): HeightGrid {
  const columns = Math.ceil((2 * halfWidth) / step) + 4
  const rows = Math.ceil((2 * halfHeight) / step) + 4
  const left = (-(columns - 1) * step) / 2
  const top = (-(rows - 1) * step) / 2
  const heights = new Float64Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const isRim = row === 0 || column === 0 || row === rows - 1 || column === columns - 1
      heights[row * columns + column] = isRim ? rim : height(left + column * step, top + row * step)
    }
  }
  return { columns, rows, heights, left, top, step }
}

/**
 * Which cell edges a line joins, by the corners above the level (1 top left, 2 top right, 4 bottom right, 8 bottom
 * left); edges are 0 top, 1 right, 2 bottom, 3 left. High ground lies on the same side of every line.
 */
const JOINS: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
]

/** Closed outlines of the ground above `level`. Holes turn the other way than hills. */
export function outlinesAbove(grid: HeightGrid, level: number): Point[][] {
  const next = joinEdges(grid, level)
  const outlines: Point[][] = []
  for (const start of next.keys()) {
    if (!next.has(start)) continue
    const outline: Point[] = []
    let edge = start
    for (;;) {
      const following = next.get(edge)
      if (following === undefined) break
      next.delete(edge)
      outline.push(crossingOf(grid, edge, level))
      edge = following
    }
    if (outline.length > 2) outlines.push(outline)
  }
  return outlines
}

/** From each crossed edge to the next along the line. Edge 2i runs right from grid point i, edge 2i + 1 down. */
function joinEdges({ columns, rows, heights }: HeightGrid, level: number): Map<number, number> {
  const next = new Map<number, number>()
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const i = row * columns + column
      const high = (at: number, bit: number) => ((heights[at] ?? 0) > level ? bit : 0)
      const form = high(i, 1) | high(i + 1, 2) | high(i + columns + 1, 4) | high(i + columns, 8)
      const joins = JOINS[form] ?? []
      if (joins.length === 0) continue
      const edges = [2 * i, 2 * (i + 1) + 1, 2 * (i + columns), 2 * i + 1]
      for (let j = 0; j < joins.length; j += 2) {
        next.set(edges[joins[j] ?? 0] ?? 0, edges[joins[j + 1] ?? 0] ?? 0)
      }
    }
  }
  return next
}

function crossingOf({ columns, heights, left, top, step }: HeightGrid, edge: number, level: number): Point {
  const i = edge >> 1
  const column = i % columns
  const row = (i - column) / columns
  const isDown = (edge & 1) === 1
  const from = heights[i] ?? 0
  const to = heights[isDown ? i + columns : i + 1] ?? 0
  const share = (level - from) / (to - from)
  return [left + (column + (isDown ? 0 : share)) * step, top + (row + (isDown ? share : 0)) * step]
}
