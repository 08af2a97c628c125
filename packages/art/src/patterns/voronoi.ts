/** @module Voronoi: a mosaic of rounded cells, evened out by Lloyd's relaxation. */
import { Delaunay } from 'd3-delaunay'
import { lighten, mixHex } from '../color/color.ts'
import { clamp, length } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type PathData, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { count, type Frame, params, range, vectorPattern } from './pattern.ts'

export const voronoi = vectorPattern({
  name: 'voronoi',
  title: 'Voronoi',
  description: 'A mosaic of rounded glass cells that crowd together around a bright place.',
  palettes: ['abyss', 'ember', 'dusk', 'orchid', 'verdigris', 'glacier', 'lacquer'],
  params: params({
    cells: count('Cells', 30, 1600, 420),
    crowding: range('Crowding', 0, 1, 0.65),
    grout: range('Grout', 0, 3, 1),
    rings: count('Rings in a cell', 0, 4, 2),
  }),
  draw({ random, palette, params: { cells, crowding, grout, rings }, ...frame }) {
    const heart: Point = [random.between(-0.45, 0.45), random.between(-0.45, 0.45)]
    const total = Math.round(cells * frame.halfWidth * frame.halfHeight)
    const polygons = mosaic(random.fork('points'), frame, { total, heart, crowding })
    const tone = createFractalNoise(createNoise(random.fork('tone')), { octaves: 3 })
    const jitter = random.fork('jitter')
    const shapes: Shape[] = [groundShape(frame.halfWidth, frame.halfHeight, palette.ground)]
    for (const polygon of polygons) {
      const [x, y] = centreOf(polygon)
      const distance = length(x - heart[0], y - heart[1])
      const level = clamp(
        0.96 - distance * 0.5 + 0.3 * tone(x * 1.1, y * 1.1) + jitter.between(-0.09, 0.09),
        0.06,
        1,
      )
      const inset = 0.0045 * grout + 0.0005
      const base = jitter.chance(0.035) ? palette.colour(jitter.int(8)) : palette.depth.hex(level)
      shapes.push(
        ...cell(polygon, base, { inset, rings: jitter.chance(0.6) ? rings : 0, ground: palette.ground }),
      )
    }
    return { shapes }
  },
})

interface Mosaic {
  readonly total: number
  readonly heart: Point
  readonly crowding: number
}

/** Cells of points that were drawn towards the heart and then moved three times to their cells' centres. */
function mosaic(random: Random, frame: Frame, { total, heart, crowding }: Mosaic): Point[][] {
  const width = frame.halfWidth * 1.08
  const height = frame.halfHeight * 1.08
  const coordinates = new Float64Array(total * 2)
  for (let i = 0; i < total; i++) {
    let x = random.between(-width, width)
    let y = random.between(-height, height)
    const pull = 1 - crowding * 0.75 * random.next()
    x = heart[0] + (x - heart[0]) * pull
    y = heart[1] + (y - heart[1]) * pull
    coordinates[i * 2] = x
    coordinates[i * 2 + 1] = y
  }
  const delaunay = new Delaunay(coordinates)
  const diagram = delaunay.voronoi([-width, -height, width, height])
  for (let pass = 0; pass < 3; pass++) {
    for (let i = 0; i < total; i++) {
      const polygon = diagram.cellPolygon(i)
      if (polygon === null) continue
      const [x, y] = centreOf(polygon.slice(1))
      coordinates[i * 2] = x
      coordinates[i * 2 + 1] = y
    }
    diagram.update()
  }
  return Array.from({ length: total }, (_, i) => (diagram.cellPolygon(i) ?? []).slice(1)).filter(
    (polygon) => polygon.length >= 3,
  )
}

/** Centre of mass of a polygon. */
function centreOf(polygon: readonly Point[]): Point {
  let area = 0
  let x = 0
  let y = 0
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length] ?? [ax, ay]
    const cross = ax * by - bx * ay
    area += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  })
  return area === 0 ? (polygon[0] ?? [0, 0]) : [x / (3 * area), y / (3 * area)]
}

interface CellStyle {
  readonly inset: number
  readonly rings: number
  readonly ground: string
}

function cell(polygon: readonly Point[], base: string, { inset, rings, ground }: CellStyle): Shape[] {
  const [x, y] = centreOf(polygon)
  const near = Math.min(...polygon.map(([px, py]) => length(px - x, py - y)))
  const shapes: Shape[] = []
  for (let ring = 0; ring <= rings; ring++) {
    const outline = rounded(shrink(polygon, inset + (ring * near * 0.62) / (rings + 1)))
    if (outline === undefined) break
    const tone = ring % 2 === 0 ? lighten(base, ring * 0.025) : mixHex(base, ground, 0.3)
    const [left, top, right, bottom] = outline.box
    shapes.push(
      shape(outline, {
        fill: {
          type: 'linear',
          from: [left, top],
          to: [right, bottom],
          stops: [
            { offset: 0, colour: lighten(tone, 0.07) },
            { offset: 1, colour: mixHex(tone, ground, 0.35) },
          ],
        },
      }),
    )
  }
  return shapes
}

/** A convex polygon moved inwards by `distance`: cut by the half-plane of each shifted edge. */
function shrink(polygon: readonly Point[], distance: number): Point[] {
  const [cx, cy] = centreOf(polygon)
  let result: Point[] = [...polygon]
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length] ?? [ax, ay]
    const size = length(bx - ax, by - ay)
    if (size === 0) return
    let nx = -(by - ay) / size
    let ny = (bx - ax) / size
    if (nx * (cx - ax) + ny * (cy - ay) < 0) {
      nx = -nx
      ny = -ny
    }
    result = clip(result, (x, y) => nx * (x - ax) + ny * (y - ay) - distance)
  })
  return result
}

/** Keeps the part of a polygon where `side` is not negative (Sutherland-Hodgman). */
function clip(polygon: readonly Point[], side: (x: number, y: number) => number): Point[] {
  const kept: Point[] = []
  polygon.forEach((a, i) => {
    const b = polygon[(i + 1) % polygon.length] ?? a
    const da = side(a[0], a[1])
    const db = side(b[0], b[1])
    if (da >= 0) kept.push(a)
    if (da >= 0 !== db >= 0) {
      const t = da / (da - db)
      kept.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t])
    }
  })
  return kept
}

/** A polygon with soft corners: curves from the middle of each side to the middle of the next. */
function rounded(polygon: readonly Point[]): PathData | undefined {
  if (polygon.length < 3) return undefined
  const pen = createPen()
  const ease = 0.3
  polygon.forEach(([x, y], i) => {
    const [px, py] = polygon[(i + polygon.length - 1) % polygon.length] ?? [x, y]
    const [nx, ny] = polygon[(i + 1) % polygon.length] ?? [x, y]
    const ax = x + (px - x) * ease
    const ay = y + (py - y) * ease
    if (i === 0) pen.move(ax, ay)
    else pen.line(ax, ay)
    pen.quadratic(x, y, x + (nx - x) * ease, y + (ny - y) * ease)
  })
  return pen.close().done()
}
