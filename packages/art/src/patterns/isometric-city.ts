/** @module Isometric city: blocks, towers and lit windows seen from above, as in old strategy games. */
import { lighten, mixHex } from '../color/color.ts'
import { type Palette, visibleColours } from '../color/palette.ts'
import { clamp } from '../numeric/math.ts'
import { createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type Point } from '../scene/path.ts'
import { glowingGround, type Shape, shape } from '../scene/scene.ts'
import { count, type Frame, params, range, vectorPattern } from './pattern.ts'

export const isometricCity = vectorPattern({
  name: 'isometric-city',
  title: 'Isometric city',
  description:
    'Towers, terraces and lit windows along a grid of streets, seen from above without perspective.',
  palettes: ['midnight', 'dusk', 'riso', 'bauhaus', 'terracotta', 'ultraviolet', 'sakura'],
  params: params({
    blocks: count('Blocks across', 4, 20, 9),
    height: range('Height', 0.2, 2.5, 1),
    windows: range('Lit windows', 0, 1, 0.45),
    parks: range('Parks', 0, 1, 0.2),
  }),
  draw({ random, palette, params: { blocks, height, windows, parks }, ...frame }) {
    const side = 2 / (blocks * 1.2)
    const shapes: Shape[] = [
      glowingGround(
        frame,
        mixHex(palette.ground, palette.colour(2), 0.3),
        mixHex(palette.ground, palette.ink, 0.06),
      ),
    ]
    const style = { palette, colours: visibleColours(palette), windows, side }
    const density = createNoise(random.fork('density'))
    for (const [column, row] of lots(frame, side, height)) {
      const lot = random.fork(`${column},${row}`)
      const at = ground(column, row, side)
      const level = 0.5 + 0.5 * density(column * 0.17, row * 0.17)
      const isPark = lot.chance(parks * 0.6 * (1 - level) * 1.6)
      if (isPark) shapes.push(...park(lot, at, style))
      else shapes.push(...building(lot, at, style, height * (0.25 + 1.5 * level * level)))
    }
    return { shapes }
  },
})

/** Isometric unit vectors: columns run down to the right, rows down to the left, heights up. */
const RIGHT: Point = [0.866, 0.5]
const LEFT: Point = [-0.866, 0.5]

function ground(column: number, row: number, side: number): Point {
  return [
    (column * RIGHT[0] + row * LEFT[0]) * side * 1.16,
    (column * RIGHT[1] + row * LEFT[1]) * side * 1.16,
  ]
}

/** Lots that may show in the frame, from the back to the front. */
function lots({ halfWidth, halfHeight }: Frame, side: number, height: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = []
  const n = Math.ceil((halfWidth / 0.866 + halfHeight / 0.5) / side) + 8
  const below = side * (2 + 6 * height)
  for (let sum = -2 * n; sum <= 2 * n; sum++) {
    const y = sum * 0.5 * side * 1.16
    if (y < -halfHeight - 2 * side || y > halfHeight + below) continue
    for (let column = -n; column <= n; column++) {
      const [x] = ground(column, sum - column, side)
      if (Math.abs(x) < halfWidth + 2 * side) found.push([column, sum - column])
    }
  }
  return found
}

interface CityStyle {
  readonly palette: Palette
  readonly colours: readonly string[]
  readonly windows: number
  readonly side: number
}

interface Box {
  /** Where its footprint's rear corner stands. */
  readonly at: Point
  readonly wide: number
  readonly deep: number
  readonly base: number
  readonly tall: number
}

/** From a box's own coordinates (along, across, up) to the picture. */
function corner({ at, base }: Box, u: number, v: number, up: number): Point {
  return [at[0] + u * RIGHT[0] + v * LEFT[0], at[1] + u * RIGHT[1] + v * LEFT[1] - base - up]
}

function face(points: readonly Point[], fill: string): Shape {
  const path = createPen().polyline(points, { closed: true }).done()
  return shape(path, { fill, stroke: fill, strokeWidth: 0.0008 })
}

function boxFaces(box: Box, colour: string, palette: Palette): Shape[] {
  const { wide, deep, tall } = box
  const to = (u: number, v: number, up: number) => corner(box, u, v, up)
  const shade = mixHex(colour, mixHex(palette.ground, '#05060c', 0.5), 0.52)
  const side = mixHex(colour, mixHex(palette.ground, '#05060c', 0.3), 0.22)
  return [
    face([to(0, deep, 0), to(wide, deep, 0), to(wide, deep, tall), to(0, deep, tall)], shade),
    face([to(wide, 0, 0), to(wide, deep, 0), to(wide, deep, tall), to(wide, 0, tall)], side),
    face([to(0, 0, tall), to(wide, 0, tall), to(wide, deep, tall), to(0, deep, tall)], lighten(colour, 0.09)),
  ]
}

/** One to three boxes on one another, with windows, and something on the roof. */
function building(random: Random, at: Point, style: CityStyle, scale: number): Shape[] {
  const { side, palette, colours } = style
  const colour = colours[random.int(colours.length)] ?? palette.ink
  const shapes: Shape[] = []
  let box: Box = {
    at,
    wide: side * random.between(0.8, 0.98),
    deep: side * random.between(0.8, 0.98),
    base: 0,
    tall: side * scale * random.between(0.5, 1.7),
  }
  const tiers = scale > 0.5 ? 1 + random.int(3) : 1
  for (let tier = 0; tier < tiers; tier++) {
    const own = lighten(colour, 0.03 * tier)
    shapes.push(...boxFaces(box, own, palette), ...windowRows(random, box, style, own))
    const inset = random.between(0.1, 0.22)
    const shifted = corner({ ...box, base: 0 }, box.wide * inset, box.deep * inset, 0)
    box = {
      at: shifted,
      wide: box.wide * (1 - 2 * inset),
      deep: box.deep * (1 - 2 * inset),
      base: box.base + box.tall,
      tall: box.tall * random.between(0.35, 0.8),
    }
  }
  return [...shapes, ...roof(random, { ...box, tall: side * 0.12 }, lighten(colour, -0.04), style)]
}

function roof(random: Random, box: Box, colour: string, { palette, side }: CityStyle): Shape[] {
  if (random.chance(0.35)) return []
  if (random.chance(0.3)) {
    const foot = corner(box, box.wide / 2, box.deep / 2, 0)
    const tip: Point = [foot[0], foot[1] - side * random.between(0.3, 0.7)]
    const mast = createPen().polyline([foot, tip]).done()
    return [
      shape(mast, { stroke: mixHex(colour, palette.ink, 0.5), strokeWidth: side * 0.022 }),
      shape(
        createPen()
          .circle(tip[0], tip[1], side * 0.03)
          .done(),
        { fill: palette.ink },
      ),
    ]
  }
  return boxFaces(box, colour, palette)
}

/** Rows of windows on both visible sides, lit by chance, more of them high up. */
function windowRows(random: Random, box: Box, style: CityStyle, colour: string): Shape[] {
  const { palette } = style
  const night = mixHex(palette.ground, '#05060c', 0.6)
  const warm = palette.dark ? palette.ink : palette.colour(2)
  const paints = {
    dark: mixHex(colour, night, 0.7),
    lit: mixHex(warm, palette.dark ? '#ffd98a' : '#fff1c4', 0.6),
  }
  return [false, true].flatMap((isRight) => windowWall(random, box, style, { ...paints, isRight }))
}

interface Wall {
  readonly isRight: boolean
  readonly dark: string
  readonly lit: string
}

function windowWall(random: Random, box: Box, { side, windows }: CityStyle, wall: Wall): Shape[] {
  const unit = side * 0.125
  const floors = Math.min(40, Math.floor(box.tall / (unit * 1.35)))
  const width = wall.isRight ? box.deep : box.wide
  const columns = Math.floor(width / unit) - 1
  const panes: { readonly lit: Point[][]; readonly dark: Point[][] } = { lit: [], dark: [] }
  for (let i = 0; i < floors * columns; i++) {
    const floor = Math.floor(i / columns)
    const from = (width - columns * unit) / 2 + ((i % columns) + 0.2) * unit
    const up = (floor + 0.35) * unit * 1.35
    const at = (a: number, b: number): Point =>
      wall.isRight ? corner(box, box.wide, from + a, up + b) : corner(box, from + a, box.deep, up + b)
    const isLit = random.chance(windows * clamp(0.4 + floor * 0.1, 0, 1))
    const pane = [at(0, 0), at(unit * 0.6, 0), at(unit * 0.6, unit * 0.75), at(0, unit * 0.75)]
    panes[isLit ? 'lit' : 'dark'].push(pane)
  }
  return (['dark', 'lit'] as const).flatMap((kind) => {
    if (panes[kind].length === 0) return []
    const pen = createPen()
    for (const pane of panes[kind]) pen.polyline(pane, { closed: true })
    const opacity = kind === 'dark' ? 0.55 : wall.isRight ? 0.95 : 0.8
    return [shape(pen.done(), { fill: wall[kind], opacity })]
  })
}

/** A lawn with round trees. */
function park(random: Random, at: Point, { side, palette, colours }: CityStyle): Shape[] {
  const leaf = mixHex(colours[random.int(colours.length)] ?? palette.ink, '#4f8f5a', 0.45)
  const lawn: Box = { at, wide: side, deep: side, base: 0, tall: side * 0.03 }
  const shapes = boxFaces(lawn, mixHex(leaf, palette.ground, 0.45), palette)
  const trees = Array.from({ length: 5 + random.int(4) }, () => [
    random.between(0.12, 0.88) * side,
    random.between(0.12, 0.88) * side,
  ]).sort(([a = 0, b = 0], [c = 0, d = 0]) => a + b - c - d)
  for (const [u = 0, v = 0] of trees) {
    const size = side * random.between(0.08, 0.14)
    const [x, y] = corner(lawn, u, v, size * 1.3)
    const foot = corner(lawn, u, v, 0)
    shapes.push(
      shape(
        createPen()
          .polyline([foot, [x, y]])
          .done(),
        { stroke: mixHex(leaf, '#2a1a10', 0.6), strokeWidth: size * 0.25 },
      ),
      shape(createPen().circle(x, y, size).done(), { fill: mixHex(leaf, '#05060c', 0.25) }),
      shape(
        createPen()
          .circle(x - size * 0.22, y - size * 0.26, size * 0.68)
          .done(),
        { fill: lighten(leaf, 0.07) },
      ),
    )
  }
  return shapes
}
