/** @module Frames round a picture, as shapes. */
import { lighten, mixHex } from '../color/color.ts'
import type { Frame } from '../patterns/pattern.ts'
import type { FrameLayer } from '../recipe/layers.ts'
import { createPen, type Pen, type Point } from '../scene/path.ts'
import { type Scene, type Shape, shape } from '../scene/scene.ts'
import { cornerScroll, decoCorner } from './frame-corners.ts'

/** Draws the frame of a layer round a picture. */
export function drawFrame(layer: FrameLayer, { halfWidth, halfHeight }: Frame): Scene {
  const sheet: Sheet = { x: halfWidth, y: halfHeight, width: layer.width * 2, layer }
  return { shapes: STYLES[layer.style](sheet) }
}

interface Sheet {
  /** Half the picture. */
  readonly x: number
  readonly y: number
  /** Width of the frame in units. */
  readonly width: number
  readonly layer: FrameLayer
}

/** A rectangle `inset` from the picture's edge, clockwise; the other way round it is a hole. */
function rectangle(pen: Pen, { x, y }: Sheet, inset: number, isHole = false): Pen {
  const [a, b] = [x - inset, y - inset]
  const corners: Point[] = [
    [-a, -b],
    [a, -b],
    [a, b],
    [-a, b],
  ]
  return pen.polyline(isHole ? corners.toReversed() : corners, { closed: true })
}

/** The area between two insets. */
function band(sheet: Sheet, outer: number, inner: number, fill: string): Shape {
  return shape(rectangle(rectangle(createPen(), sheet, outer), sheet, inner, true).done(), { fill })
}

function line(sheet: Sheet, inset: number, stroke: string, strokeWidth: number): Shape {
  return shape(rectangle(createPen(), sheet, inset).done(), { stroke, strokeWidth })
}

/** Shadow that the frame's inner edge throws on the picture: deeper at the top and left. */
function innerShadow(sheet: Sheet, inset: number): Shape[] {
  const { shadow } = sheet.layer
  const depth = sheet.width * 0.42
  if (shadow === 0) return []
  const [x, y] = [sheet.x - inset, sheet.y - inset]
  const edge = (from: Point, to: Point, corners: readonly Point[], opacity: number): Shape =>
    shape(createPen().polyline(corners, { closed: true }).done(), {
      fill: {
        type: 'linear',
        from,
        to,
        stops: [
          { offset: 0, colour: '#000000', opacity: opacity * shadow },
          { offset: 0.35, colour: '#000000', opacity: opacity * shadow * 0.42 },
          { offset: 1, colour: '#000000', opacity: 0 },
        ],
      },
    })
  const d = depth * 0.55
  return [
    edge(
      [0, -y],
      [0, -y + depth],
      [
        [-x, -y],
        [x, -y],
        [x, -y + depth],
        [-x, -y + depth],
      ],
      0.62,
    ),
    edge(
      [-x, 0],
      [-x + depth, 0],
      [
        [-x, -y],
        [-x + depth, -y],
        [-x + depth, y],
        [-x, y],
      ],
      0.5,
    ),
    edge(
      [0, y],
      [0, y - d],
      [
        [-x, y],
        [x, y],
        [x, y - d],
        [-x, y - d],
      ],
      0.22,
    ),
    edge(
      [x, 0],
      [x - d, 0],
      [
        [x, -y],
        [x - d, -y],
        [x - d, y],
        [x, y],
      ],
      0.22,
    ),
  ]
}

/** Four mitred sides, each lit by its direction: light comes from above left. */
function moulding(sheet: Sheet, outer: number, inner: number, profile: readonly number[]): Shape[] {
  const { x, y, layer } = sheet
  const sides: readonly (readonly [Point, Point])[] = [
    [
      [-1, -1],
      [1, -1],
    ],
    [
      [1, -1],
      [1, 1],
    ],
    [
      [1, 1],
      [-1, 1],
    ],
    [
      [-1, 1],
      [-1, -1],
    ],
  ]
  const light = [0.1, -0.05, -0.16, 0.04]
  return sides.flatMap(([[ax, ay], [bx, by]], side) =>
    profile.map((level, k) => {
      const from = outer + ((inner - outer) * k) / profile.length
      const to = outer + ((inner - outer) * (k + 1)) / profile.length
      const at = (sx: number, sy: number, inset: number): Point => [sx * (x - inset), sy * (y - inset)]
      const colour = lighten(layer.colour, (light[side] ?? 0) * 0.8 + level)
      const quad = [at(ax, ay, from), at(bx, by, from), at(bx, by, to), at(ax, ay, to)]
      return shape(createPen().polyline(quad, { closed: true }).done(), {
        fill: colour,
        stroke: colour,
        strokeWidth: 0.0012,
      })
    }),
  )
}

const STYLES: Readonly<Record<FrameLayer['style'], (sheet: Sheet) => Shape[]>> = {
  /** Two fine lines. */
  fillet(sheet) {
    const { width, layer } = sheet
    return [
      line(sheet, width * 0.45, layer.colour, width * 0.09),
      line(sheet, width * 0.68, layer.colour, width * 0.03),
    ]
  },
  /** A passe-partout with its bevelled cut. */
  mat(sheet) {
    const { width, layer } = sheet
    const bevel = width * 0.07
    return [
      ...innerShadow(sheet, width),
      band(sheet, -0.02, width, layer.mat),
      band(sheet, width - bevel, width, mixHex(layer.mat, '#ffffff', 0.7)),
      line(sheet, width - bevel, mixHex(layer.mat, '#3a342a', 0.28), width * 0.012),
      line(sheet, width * 0.78, layer.colour, width * 0.022),
    ]
  },
  /** A plain dark moulding, a white mat, a soft shadow: as on a gallery's wall. */
  gallery(sheet) {
    const { width } = sheet
    return [
      ...innerShadow(sheet, width),
      band(sheet, width * 0.3, width, sheet.layer.mat),
      line(sheet, width, mixHex(sheet.layer.mat, '#3a342a', 0.3), width * 0.014),
      ...innerShadow({ ...sheet, width: width * 0.6 }, width * 0.32),
      ...moulding(sheet, -0.02, width * 0.32, [-0.06, -0.02, 0.02, -0.12]),
    ]
  },
  /** A gilded moulding of several members with beads along the inner edge. */
  gilded(sheet) {
    const { x, y, width, layer } = sheet
    const shapes = [
      ...innerShadow(sheet, width),
      ...moulding(sheet, -0.02, width, [-0.2, -0.04, 0.06, 0.16, 0.1, -0.02, -0.16, -0.05, 0.12, -0.1]),
    ]
    const inset = width * 0.88
    const radius = width * 0.05
    const beads = (from: Point, to: Point): void => {
      const long = Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1])
      const count = Math.max(2, Math.round(long / (radius * 2.5)))
      for (let i = 0; i < count; i++) {
        const t = i / count
        const [bx, by] = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]
        shapes.push(shape(createPen().circle(bx, by, radius).done(), { fill: lighten(layer.colour, -0.14) }))
        shapes.push(
          shape(
            createPen()
              .circle(bx - radius * 0.2, by - radius * 0.25, radius * 0.6)
              .done(),
            {
              fill: lighten(layer.colour, 0.16),
            },
          ),
        )
      }
    }
    const [a, b] = [x - inset, y - inset]
    beads([-a, -b], [a, -b])
    beads([a, -b], [a, b])
    beads([a, b], [-a, b])
    beads([-a, b], [-a, -b])
    return shapes
  },
  /** Fans and stepped lines in the corners, after the 1920s. */
  deco(sheet) {
    const { x, y, width, layer } = sheet
    const shapes = [band(sheet, -0.02, width * 0.62, layer.mat)]
    for (const [inset, weight] of [
      [0.3, 0.05],
      [0.42, 0.02],
      [0.62, 0.05],
    ] as const) {
      shapes.push(line(sheet, width * inset, layer.colour, width * weight))
    }
    for (const [sx, sy] of CORNERS) {
      shapes.push(
        ...decoCorner([sx * (x - width * 0.62), sy * (y - width * 0.62)], [-sx, -sy], width * 1.5, layer),
      )
    }
    return shapes
  },
  /** Scrolls and leaves that grow out of each corner along both sides. */
  scroll(sheet) {
    const { x, y, width, layer } = sheet
    const shapes = [
      line(sheet, width * 0.4, layer.colour, width * 0.035),
      line(sheet, width * 0.5, layer.colour, width * 0.012),
    ]
    for (const [sx, sy] of CORNERS) {
      shapes.push(
        ...cornerScroll([sx * (x - width * 0.5), sy * (y - width * 0.5)], [-sx, -sy], width * 3.2, layer),
      )
    }
    return shapes
  },
  /** The white rim of a postage stamp, its perforation cut out of the colour outside. */
  stamp(sheet) {
    const { x, y, width, layer } = sheet
    const outside = createPen()
    rectangle(outside, sheet, -0.02)
    const hole = width * 0.3
    rectangle(outside, sheet, hole, true)
    const teeth = createPen()
    const radius = width * 0.13
    const row = (from: Point, to: Point): void => {
      const long = Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1])
      const count = Math.max(3, Math.round(long / (radius * 3.1)))
      for (let i = 0; i <= count; i++) {
        const t = i / count
        teeth.circle(from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, radius)
      }
    }
    const [a, b] = [x - hole, y - hole]
    row([-a, -b], [a, -b])
    row([a, -b], [a, b])
    row([a, b], [-a, b])
    row([-a, b], [-a, -b])
    return [
      band(sheet, hole, width, layer.mat),
      shape(outside.done(), { fill: layer.colour }),
      shape(teeth.done(), { fill: layer.colour }),
      line(sheet, width, mixHex(layer.mat, '#3a342a', 0.35), width * 0.015),
    ]
  },
}

const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const
