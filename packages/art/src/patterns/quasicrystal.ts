/**
 * @module Quasicrystal: tilings by rhombs with the symmetry that crystals may not have, drawn as the dual of a
 * multigrid (de Bruijn, "Algebraic theory of Penrose's non-periodic tilings of the plane", 1981).
 */
import { lighten, mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, cos, length, PI, sin, smoothstep, TAU } from '../numeric/math.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { choice, count, type Frame, params, range, vectorPattern } from './pattern.ts'

export const quasicrystal = vectorPattern({
  name: 'quasicrystal',
  title: 'Quasicrystal',
  description:
    'Rhombs in five-, seven- or twelvefold order that never repeats: Penrose tilings and their kin.',
  palettes: ['gilded', 'ultraviolet', 'porcelain', 'lacquer', 'abyss', 'desert', 'bauhaus'],
  params: params({
    symmetry: count('Symmetry', 4, 12, 5),
    edges: count('Edges across', 6, 36, 15),
    style: choice('Style', ['facets', 'inlay', 'cubes']),
    contrast: range('Contrast', 0, 1, 0.55),
  }),
  draw({ random, palette, params: { symmetry, edges, style, contrast }, ...frame }) {
    const grid = createGrid(random.fork('grid'), symmetry)
    const paint = { palette, colours: random.fork('colours').shuffle(visibleColours(palette)), contrast }
    const shapes: Shape[] = [groundShape(frame.halfWidth, frame.halfHeight, palette.ground)]
    for (const rhomb of rhombs(grid, frame, 2 / edges)) shapes.push(...STYLES[style](rhomb, paint))
    return { shapes }
  },
})

interface Grid {
  readonly directions: readonly Point[]
  readonly offsets: readonly number[]
}

/** Families of parallel lines, one in each direction, shifted so that never three lines meet in a point. */
function createGrid(random: Random, symmetry: number): Grid {
  const step = (symmetry % 2 === 0 ? PI : TAU) / symmetry
  const turn = random.between(0, TAU)
  const directions = Array.from(
    { length: symmetry },
    (_, i): Point => [cos(turn + step * i), sin(turn + step * i)],
  )
  const offsets = directions.map(() => random.between(0.06, 0.94))
  // With five families whose shifts sum to a whole number the tiling is Penrose's own.
  const rest = offsets.slice(0, -1).reduce((sum, offset) => sum + offset, 0)
  if (symmetry === 5) offsets[4] = Math.ceil(rest) - rest
  return { directions, offsets }
}

interface Rhomb {
  readonly corners: readonly [Point, Point, Point, Point]
  readonly middle: Point
  /** Number of steps between its two directions, from 1: how far it is open. */
  readonly opening: number
  /** Which of the directions it leans to. */
  readonly lean: number
  /** 0 in the middle of the picture, 1 in its corners. */
  readonly distance: number
}

/** One rhomb for each crossing of two lines; its corner is the cell of the grid that the crossing touches. */
function rhombs(grid: Grid, frame: Frame, edge: number): Rhomb[] {
  const { directions } = grid
  const all: Rhomb[] = []
  const corner = length(frame.halfWidth, frame.halfHeight)
  // A place p of the grid lies at edge * n/2 * p of the tiling, give or take some edges.
  const reach = corner / (edge * directions.length * 0.5) + 2.5
  for (let j = 0; j < directions.length; j++) {
    for (let k = j + 1; k < directions.length; k++) {
      for (const rhomb of crossings(grid, { j, k, edge, reach })) {
        if (!isInside(rhomb.middle, frame, edge)) continue
        all.push({ ...rhomb, distance: clamp(length(...rhomb.middle) / corner, 0, 1) })
      }
    }
  }
  return all
}

/** The rhombs of two families of lines. */
function crossings(grid: Grid, pair: Omit<Crossing, 'a' | 'b'>): Rhomb[] {
  const lines = Math.ceil(pair.reach) + 1
  const found: Rhomb[] = []
  for (let a = -lines; a <= lines; a++) {
    for (let b = -lines; b <= lines; b++) {
      const rhomb = rhombAt(grid, { ...pair, a, b })
      if (rhomb !== undefined) found.push(rhomb)
    }
  }
  return found
}

function isInside([x, y]: Point, { halfWidth, halfHeight }: Frame, edge: number): boolean {
  return Math.abs(x) < halfWidth + edge && Math.abs(y) < halfHeight + edge
}

interface Crossing {
  readonly j: number
  readonly k: number
  readonly a: number
  readonly b: number
  readonly edge: number
  readonly reach: number
}

function rhombAt({ directions, offsets }: Grid, { j, k, a, b, edge, reach }: Crossing): Rhomb | undefined {
  const [jx, jy] = directions[j] ?? [1, 0]
  const [kx, ky] = directions[k] ?? [0, 1]
  const det = jx * ky - jy * kx
  const p = a + (offsets[j] ?? 0)
  const q = b + (offsets[k] ?? 0)
  const x = (p * ky - q * jy) / det
  const y = (q * jx - p * kx) / det
  if (x * x + y * y > reach * reach) return undefined
  let cx = 0
  let cy = 0
  directions.forEach(([dx, dy], i) => {
    let cell = Math.ceil(x * dx + y * dy - (offsets[i] ?? 0))
    if (i === j) cell = a
    if (i === k) cell = b
    cx += cell * dx
    cy += cell * dy
  })
  const place = (u: number, v: number): Point => [
    (cx + u * jx + v * kx) * edge,
    (cy + u * jy + v * ky) * edge,
  ]
  const gap = k - j
  return {
    corners: [place(0, 0), place(1, 0), place(1, 1), place(0, 1)],
    middle: place(0.5, 0.5),
    opening: Math.min(gap, directions.length - gap),
    lean: (j + k) % directions.length,
    distance: 0,
  }
}

interface RhombPaint {
  readonly palette: Palette
  readonly colours: readonly string[]
  readonly contrast: number
}

function fill(points: readonly Point[], colour: string, seam?: { colour: string; width: number }): Shape {
  const path = createPen().polyline(points, { closed: true }).done()
  // A hair of its own colour closes the seam to the neighbour.
  return shape(path, {
    fill: colour,
    stroke: seam?.colour ?? colour,
    strokeWidth: seam?.width ?? 0.0012,
  })
}

function baseColour({ opening, lean, distance }: Rhomb, { palette, colours, contrast }: RhombPaint): string {
  const own = colours[(opening * 2 + (lean % 2)) % colours.length] ?? palette.ink
  const lit = lighten(own, 0.1 * contrast * ((lean % 3) - 1))
  return mixHex(lit, palette.ground, 0.55 * smoothstep(0.35, 1.1, distance))
}

function between([ax, ay]: Point, [bx, by]: Point, t: number): Point {
  return [ax + (bx - ax) * t, ay + (by - ay) * t]
}

type RhombStyle = (rhomb: Rhomb, paint: RhombPaint) => Shape[]

const STYLES: Readonly<Record<'facets' | 'inlay' | 'cubes', RhombStyle>> = {
  /** Four facets round a raised point, lit from above left. */
  facets(rhomb, paint) {
    const base = baseColour(rhomb, paint)
    return rhomb.corners.map((corner, i) => {
      const next = rhomb.corners[(i + 1) % 4] ?? corner
      const [mx, my] = between(corner, next, 0.5)
      const dx = mx - rhomb.middle[0]
      const dy = my - rhomb.middle[1]
      const light = (-0.6 * dx - 0.8 * dy) / length(dx, dy)
      return fill([corner, next, rhomb.middle], lighten(base, 0.2 * paint.contrast * light))
    })
  },
  /** A plate with a smaller one let in, and a thread between. */
  inlay(rhomb, paint) {
    const base = baseColour(rhomb, paint)
    const edge = length(rhomb.corners[1][0] - rhomb.corners[0][0], rhomb.corners[1][1] - rhomb.corners[0][1])
    const inset = (share: number) => rhomb.corners.map((corner) => between(corner, rhomb.middle, share))
    const thread = mixHex(paint.palette.ink, base, 0.25)
    const line = { colour: mixHex(paint.palette.ground, '#000000', 0.3), width: edge * 0.05 }
    return [
      fill(rhomb.corners, mixHex(base, paint.palette.ground, 0.2 + 0.4 * paint.contrast), line),
      fill(inset(0.34), base, { colour: thread, width: edge * 0.022 }),
      fill(inset(0.68), lighten(base, 0.22 * paint.contrast)),
    ]
  },
  /** Flat sides of heaped boxes: the lean alone decides the light. */
  cubes(rhomb, paint) {
    const [a, , c] = rhomb.corners
    const dx = c[0] - a[0]
    const dy = c[1] - a[1]
    const slope = (dx * dy) / (dx * dx + dy * dy)
    const base = baseColour(rhomb, paint)
    const edge = length(rhomb.corners[1][0] - a[0], rhomb.corners[1][1] - a[1])
    return [
      fill(rhomb.corners, lighten(base, 0.55 * paint.contrast * slope), {
        colour: mixHex(base, paint.palette.ground, 0.7),
        width: edge * 0.03,
      }),
    ]
  },
}
