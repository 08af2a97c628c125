/** @module Truchet: tiles whose ribbons join across every edge into long, interlaced strands. */
import { lighten, mixHex } from '../color/color.ts'
import { visibleColours } from '../color/palette.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type PathData, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { count, params, range, vectorPattern } from './pattern.ts'

export const truchet = vectorPattern({
  name: 'truchet',
  title: 'Truchet knots',
  description: 'Ribbons cross over and under from tile to tile and close into long coloured strands.',
  palettes: ['bauhaus', 'riso', 'lacquer', 'ultraviolet', 'terracotta', 'sakura', 'aurora'],
  params: params({
    tiles: count('Tiles', 3, 24, 9),
    ribbon: range('Ribbon width', 0.3, 1, 0.66),
    order: range('Order', 0, 1, 0.35),
    lines: count('Lines on a ribbon', 0, 3, 1),
  }),
  draw({ random, palette, params: { tiles, ribbon, order, lines }, ...frame }) {
    const side = 2 / tiles
    const columns = Math.ceil((2 * frame.halfWidth) / side)
    const rows = Math.ceil((2 * frame.halfHeight) / side)
    const grid = { columns, rows, side, left: (-columns * side) / 2, top: (-rows * side) / 2 }
    const pieces = layTiles(random.fork('tiles'), grid, order)
    const strandOf = joinStrands(pieces)
    const pick = random.fork('colours')
    const inks = visibleColours(palette)
    const colours = new Map<number, string>()
    const shapes: Shape[] = [groundShape(frame.halfWidth, frame.halfHeight, palette.ground)]
    const width = side * 0.25 * ribbon
    for (const piece of pieces) {
      const strand = strandOf(piece.from)
      let colour = colours.get(strand)
      if (colour === undefined) {
        colour = pick.pick(inks)
        colours.set(strand, colour)
      }
      shapes.push(...ribbonShapes(piece.path, { width, colour, lines, ground: palette.ground }))
    }
    return { shapes }
  },
})

interface Grid {
  readonly columns: number
  readonly rows: number
  readonly side: number
  readonly left: number
  readonly top: number
}

interface Piece {
  readonly path: PathData
  /** Numbers of the two edge points that the piece joins. */
  readonly from: number
  readonly to: number
}

/** The eight points of a tile, clockwise from the top left, each with the direction into the tile. */
const POINTS: readonly { readonly at: Point; readonly inward: Point }[] = [
  { at: [0.25, 0], inward: [0, 1] },
  { at: [0.75, 0], inward: [0, 1] },
  { at: [1, 0.25], inward: [-1, 0] },
  { at: [1, 0.75], inward: [-1, 0] },
  { at: [0.75, 1], inward: [0, -1] },
  { at: [0.25, 1], inward: [0, -1] },
  { at: [0, 0.75], inward: [1, 0] },
  { at: [0, 0.25], inward: [1, 0] },
]

/** Share of a tile by which ribbons reach over its edge, so that no hairline shows at the joint. */
const OVERLAP = 0.012

/** Pairings that look calm: corner arcs, straight crossings, loops. */
const CALM: readonly (readonly number[])[] = [
  [0, 7, 1, 6, 2, 5, 3, 4],
  [1, 2, 0, 3, 7, 4, 6, 5],
  [0, 5, 1, 4, 7, 2, 6, 3],
  [0, 7, 1, 2, 3, 4, 5, 6],
]

function layTiles(random: Random, grid: Grid, order: number): Piece[] {
  const pieces: Piece[] = []
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const calm = random.chance(order)
      const pairs = calm ? random.pick(CALM) : random.shuffle([0, 1, 2, 3, 4, 5, 6, 7])
      for (let i = 0; i < 8; i += 2) {
        pieces.push(joinPoints(grid, { row, column }, pairs[i] ?? 0, pairs[i + 1] ?? 0))
      }
    }
  }
  return pieces
}

function joinPoints(
  grid: Grid,
  { row, column }: { row: number; column: number },
  a: number,
  b: number,
): Piece {
  const x = grid.left + column * grid.side
  const y = grid.top + row * grid.side
  const place = (i: number, reach: number): Point => {
    const { at, inward } = POINTS[i] ?? { at: [0, 0], inward: [0, 0] }
    return [x + (at[0] + inward[0] * reach) * grid.side, y + (at[1] + inward[1] * reach) * grid.side]
  }
  const neighbours = Math.abs(a - b) === 1 || Math.abs(a - b) === 7
  const sameEdge = neighbours && Math.floor(a / 2) === Math.floor(b / 2)
  const reach = sameEdge ? 0.34 : neighbours ? 0.14 : 0.42
  const path = createPen()
    .move(...place(a, -OVERLAP))
    .line(...place(a, 0))
    .cubic(place(a, reach), place(b, reach), place(b, 0))
    .line(...place(b, -OVERLAP))
    .done()
  return { path, from: edgePoint(grid, row, column, a), to: edgePoint(grid, row, column, b) }
}

/** One number for each point on an edge, the same from both tiles that share it. */
function edgePoint(grid: Grid, row: number, column: number, point: number): number {
  const horizontal = (r: number, c: number, second: number) => (r * grid.columns + c) * 2 + second
  const all = (grid.rows + 1) * grid.columns * 2
  const vertical = (r: number, c: number, second: number) => all + (r * (grid.columns + 1) + c) * 2 + second
  const numbers = [
    horizontal(row, column, 0),
    horizontal(row, column, 1),
    vertical(row, column + 1, 0),
    vertical(row, column + 1, 1),
    horizontal(row + 1, column, 1),
    horizontal(row + 1, column, 0),
    vertical(row, column, 1),
    vertical(row, column, 0),
  ]
  return numbers[point] ?? 0
}

/** Joins pieces that share edge points (union-find); answers the strand of an edge point. */
function joinStrands(pieces: readonly Piece[]): (point: number) => number {
  const parents = new Map<number, number>()
  const root = (point: number): number => {
    let at = point
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up
    return at
  }
  for (const { from, to } of pieces) {
    const a = root(from)
    const b = root(to)
    if (a !== b) parents.set(a, b)
  }
  return root
}

interface Ribbon {
  readonly width: number
  readonly colour: string
  readonly lines: number
  readonly ground: string
}

/** A ribbon with a gap of ground on both sides, a darker rim and lines along it. */
function ribbonShapes(path: PathData, { width, colour, lines, ground }: Ribbon): Shape[] {
  const stroke = (strokeWidth: number, hex: string) => shape(path, { stroke: hex, strokeWidth, cap: 'butt' })
  const shapes = [
    stroke(width * 1.5, ground),
    stroke(width, mixHex(colour, ground, 0.45)),
    stroke(width * 0.8, colour),
  ]
  if (lines >= 1) shapes.push(stroke(width * 0.34, lighten(colour, 0.1)))
  if (lines >= 2) shapes.push(stroke(width * 0.22, mixHex(colour, ground, 0.5)))
  if (lines >= 3) shapes.push(stroke(width * 0.08, lighten(colour, 0.16)))
  return shapes
}
