import type { Box, Sheet } from './geometry.ts'

/** Lines that a moving layer is drawn to, in unit space. */
export interface SnapLines {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** A snapped move, and the lines that it met. */
export interface Snapped {
  readonly dx: number
  readonly dy: number
  readonly x: number | undefined
  readonly y: number | undefined
}

/** The picture's edges and middle, and the edges and middles of the other layers. */
export function snapLines({ halfWidth, halfHeight }: Sheet, others: readonly Box[]): SnapLines {
  return {
    x: [-halfWidth, 0, halfWidth, ...others.flatMap(([left, , right]) => [left, (left + right) / 2, right])],
    y: [
      -halfHeight,
      0,
      halfHeight,
      ...others.flatMap(([, top, , bottom]) => [top, (top + bottom) / 2, bottom]),
    ],
  }
}

/** Moves a box so that an edge or its middle meets the nearest line, where one is nearer than `tolerance`. */
export function snapMove(
  [left, top, right, bottom]: Box,
  { dx, dy }: { readonly dx: number; readonly dy: number },
  { lines, tolerance }: { readonly lines: SnapLines; readonly tolerance: number },
): Snapped {
  const x = nearest([left + dx, (left + right) / 2 + dx, right + dx], lines.x, tolerance)
  const y = nearest([top + dy, (top + bottom) / 2 + dy, bottom + dy], lines.y, tolerance)
  return { dx: dx + (x?.by ?? 0), dy: dy + (y?.by ?? 0), x: x?.line, y: y?.line }
}

function nearest(
  places: readonly number[],
  lines: readonly number[],
  tolerance: number,
): { readonly by: number; readonly line: number } | undefined {
  let best: { by: number; line: number } | undefined
  for (const place of places) {
    for (const line of lines) {
      const by = line - place
      if (Math.abs(by) <= tolerance && (best === undefined || Math.abs(by) < Math.abs(best.by))) {
        best = { by, line }
      }
    }
  }
  return best
}
