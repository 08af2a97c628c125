/**
 * @module Star tiling: Islamic star patterns by Hankin's method (polygons in contact). From the middle of every
 * edge of a tiling two lines set out; where they meet, stars appear.
 */
import { lighten, mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp, cos, length, mix, PI, sin, TAU } from '../numeric/math.ts'
import { createPen, type Point } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { choice, count, type Frame, params, range, vectorPattern } from './pattern.ts'

export const starTiling = vectorPattern({
  name: 'star-tiling',
  title: 'Star tiling',
  description: 'Islamic stars and straps, grown from the edges of a tiling by the method of Hankin.',
  palettes: ['verdigris', 'lacquer', 'gilded', 'porcelain', 'terracotta', 'abyss', 'midnight'],
  params: params({
    tiling: choice('Tiling', ['octagons', 'hexagons', 'dodecagons']),
    repeats: count('Repeats', 2, 10, 4),
    angle: range('Star angle (degrees)', 35, 75, 62),
    strap: range('Strap width', 0.3, 2, 1),
  }),
  draw({ random, palette, params: { tiling, repeats, angle, strap }, ...frame }) {
    const turn = random.pick([0, PI / 4, PI / 8, PI / 12])
    const tiles = tilings[tiling](2 / repeats, frame).map((tile) => rotated(tile, turn))
    const colours = visibleColours(palette)
    const shift = random.int(colours.length)
    const field = colours[(shift + 4) % colours.length] ?? palette.ink
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(field, palette.ground, 0.25), mixHex(field, palette.ground, 0.72)),
    ]
    const straps = createPen()
    for (const tile of tiles) {
      const star = hankinStar(tile, (angle / 180) * PI)
      const [x, y] = middle(tile)
      const distance = clamp(length(x, y) / 1.3, 0, 1)
      shapes.push(
        ...starShapes(star, { centre: [x, y], distance, sides: tile.length, palette, colours, shift }),
      )
      straps.polyline(star, { closed: true })
    }
    const path = straps.done()
    const width = 0.03 * strap * (4 / repeats)
    const thread = palette.ink
    const layer = (strokeWidth: number, stroke: string) => shape(path, { stroke, strokeWidth })
    shapes.push(
      layer(width * 1.5, mixHex(palette.ground, '#000000', palette.dark ? 0.5 : 0.1)),
      layer(width, mixHex(thread, palette.colour(4), 0.35)),
      layer(width * 0.42, mixHex(palette.ground, palette.colour(2), 0.35)),
      layer(width * 0.1, thread),
    )
    return { shapes }
  },
})

type Tile = readonly Point[]

function polygon(x: number, y: number, sides: number, radius: number, turn: number): Tile {
  return Array.from({ length: sides }, (_, i): Point => {
    const a = turn + (TAU * i) / sides
    return [x + radius * cos(a), y + radius * sin(a)]
  })
}

/** Rows and columns that surely cover the frame however it is turned. */
function cover(frame: Frame, step: number): number {
  return Math.ceil((length(frame.halfWidth, frame.halfHeight) * 1.15) / step) + 1
}

const tilings = {
  /** 4.8.8: octagons and squares. */
  octagons(step: number, frame: Frame): Tile[] {
    const edge = step / (1 + Math.SQRT2)
    const tiles: Tile[] = []
    const n = cover(frame, step)
    for (let row = -n; row <= n; row++) {
      for (let column = -n; column <= n; column++) {
        const x = column * step
        const y = row * step
        tiles.push(polygon(x, y, 8, edge / (2 * sin(PI / 8)), PI / 8))
        tiles.push(polygon(x + step / 2, y + step / 2, 4, edge / Math.SQRT2, 0))
      }
    }
    return tiles
  },
  /** 6.6.6: hexagons. */
  hexagons(step: number, frame: Frame): Tile[] {
    const width = step * 0.62
    const radius = width / Math.sqrt(3)
    const tiles: Tile[] = []
    const n = cover(frame, width * 0.8)
    for (let row = -n; row <= n; row++) {
      for (let column = -n; column <= n; column++) {
        const x = (column + (row & 1) / 2) * width
        tiles.push(polygon(x, row * radius * 1.5, 6, radius, PI / 6))
      }
    }
    return tiles
  },
  /** 3.12.12: dodecagons and triangles. */
  dodecagons(step: number, frame: Frame): Tile[] {
    const tiles: Tile[] = []
    const n = cover(frame, step * 0.85)
    const edge = (step * 2 * sin(PI / 12) * 0.5) / cos(PI / 12)
    const radius = edge / (2 * sin(PI / 12))
    const rise = (step * Math.sqrt(3)) / 2
    for (let row = -n; row <= n; row++) {
      for (let column = -n; column <= n; column++) {
        const x = (column + (row & 1) / 2) * step
        const y = row * rise
        tiles.push(polygon(x, y, 12, radius, PI / 12))
        tiles.push(polygon(x + step / 2, y + rise / 3, 3, edge / Math.sqrt(3), -PI / 2 + PI))
        tiles.push(polygon(x + step / 2, y - rise / 3, 3, edge / Math.sqrt(3), -PI / 2))
      }
    }
    return tiles
  },
} as const

function rotated(tile: Tile, turn: number): Tile {
  const c = cos(turn)
  const s = sin(turn)
  return tile.map(([x, y]): Point => [x * c - y * s, x * s + y * c])
}

function middle(tile: Tile): Point {
  const sum = tile.reduce(([ax, ay], [x, y]) => [ax + x, ay + y] as const, [0, 0] as const)
  return [sum[0] / tile.length, sum[1] / tile.length]
}

/** The star of one tile: edge middles joined through the points where neighbouring lines meet. */
function hankinStar(tile: Tile, angle: number): Point[] {
  const sides = tile.length
  const [cx, cy] = middle(tile)
  const star: Point[] = []
  for (let i = 0; i < sides; i++) {
    const [ax, ay] = tile[i] ?? [0, 0]
    const [bx, by] = tile[(i + 1) % sides] ?? [0, 0]
    const mx = (ax + bx) / 2
    const my = (ay + by) / 2
    star.push([mx, my])
    // Both lines of a corner meet on its axis: solve the triangle edge middle, corner, meeting point.
    const half = length(bx - ax, by - ay) / 2
    const corner = (PI * (sides - 2)) / sides / 2
    const meet = (half * sin(angle)) / sin(PI - angle - corner)
    const reach = length(bx - cx, by - cy)
    const share = Math.min(meet / reach, 0.96)
    star.push([mix(bx, cx, share), mix(by, cy, share)])
  }
  return star
}

interface StarStyle {
  readonly centre: Point
  /** 0 in the picture's middle, 1 at its rim. */
  readonly distance: number
  readonly sides: number
  readonly palette: Palette
  readonly colours: readonly string[]
  readonly shift: number
}

/** The star filled, and a smaller one inside it. */
function starShapes(
  star: readonly Point[],
  { centre, distance, sides, palette, colours, shift }: StarStyle,
): Shape[] {
  const pick = (i: number) => colours[(shift + i) % colours.length] ?? palette.ink
  const base = mixHex(pick(sides > 6 ? 0 : 2), palette.ground, distance * 0.45)
  const inner = (share: number): Point[] =>
    star.map(([x, y]): Point => [mix(x, centre[0], share), mix(y, centre[1], share)])
  const fillStar = (points: readonly Point[], colour: string) =>
    shape(createPen().polyline(points, { closed: true }).done(), { fill: colour })
  const far = star[0] ?? centre
  const shapes = [
    shape(createPen().polyline(star, { closed: true }).done(), {
      fill: {
        type: 'radial',
        from: centre,
        to: far,
        stops: [
          { offset: 0, colour: lighten(base, 0.12) },
          { offset: 1, colour: mixHex(base, palette.ground, 0.4) },
        ],
      },
    }),
  ]
  if (sides >= 6) {
    shapes.push(fillStar(inner(0.45), mixHex(pick(1), palette.ground, distance * 0.4)))
    shapes.push(fillStar(inner(0.72), mixHex(pick(3), palette.ground, distance * 0.3)))
  }
  return shapes
}
