/** @module A pattern that does not fill the picture: moved, scaled, turned and cut to a form. */
import { cos, PI, sin } from '../numeric/math.ts'
import type { Frame, Shader } from '../patterns/pattern.ts'
import type { Place } from '../recipe/fields.ts'
import { COMMAND_NUMBERS, createPen, type PathData, type Pen, type Point } from '../scene/path.ts'
import { type Gradient, type Paint, type Shape, shape } from '../scene/scene.ts'
import { frameOf } from './frame.ts'

/** How a pattern's unit space lies in the picture's: turned, scaled, moved. */
export interface Placing {
  readonly x: number
  readonly y: number
  readonly scale: number
  readonly cos: number
  readonly sin: number
  /** The form that the pattern is cut to, in the picture's unit space; filled white. */
  readonly crop: Shape
  /** The same form in the pattern's own unit space. */
  readonly ownCrop: PathData
}

/** The placing of a pattern in a picture. */
export function placingOf(place: Place, size: { readonly width: number; readonly height: number }): Placing {
  const frame = frameOf(size)
  const angle = (place.rotation / 180) * PI
  const map = {
    x: (place.x * 2 - 1) * frame.halfWidth,
    y: (place.y * 2 - 1) * frame.halfHeight,
    scale: place.scale,
    cos: cos(angle),
    sin: sin(angle),
  }
  const ownCrop = CROPS[place.crop](createPen(), frame).done()
  const crop = movedShape(shape(ownCrop, { fill: '#ffffff' }), map)
  return { ...map, crop, ownCrop }
}

type PlacingMap = Pick<Placing, 'x' | 'y' | 'scale' | 'cos' | 'sin'>

function movedPoint(px: number, py: number, { x, y, scale, cos: c, sin: s }: PlacingMap): Point {
  return [x + scale * (px * c - py * s), y + scale * (px * s + py * c)]
}

/** A shape of the pattern's unit space in the picture's. */
export function movedShape(original: Shape, map: PlacingMap): Shape {
  const commands = original.commands.slice()
  for (let i = 0; i < commands.length; ) {
    const end = i + 1 + (COMMAND_NUMBERS[commands[i] ?? 4] ?? 0)
    for (let at = i + 1; at < end; at += 2)
      commands.set(movedPoint(commands[at] ?? 0, commands[at + 1] ?? 0, map), at)
    i = end
  }
  const [left, top, right, bottom] = original.box
  const corners = [
    movedPoint(left, top, map),
    movedPoint(right, top, map),
    movedPoint(right, bottom, map),
    movedPoint(left, bottom, map),
  ]
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const { fill, stroke, strokeWidth } = original
  return {
    ...original,
    commands,
    box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    ...(fill === undefined ? {} : { fill: movedPaint(fill, map) }),
    ...(stroke === undefined ? {} : { stroke: movedPaint(stroke, map) }),
    ...(strokeWidth === undefined ? {} : { strokeWidth: strokeWidth * map.scale }),
  }
}

function movedPaint(paint: Paint, map: PlacingMap): Paint {
  if (typeof paint === 'string') return paint
  const moved: Gradient = { ...paint, from: movedPoint(...paint.from, map), to: movedPoint(...paint.to, map) }
  return moved
}

/** A shader of the pattern's unit space for places of the picture. */
export function movedShader(shader: Shader, { x, y, scale, cos: c, sin: s }: PlacingMap): Shader {
  return (px, py, out) => {
    const dx = (px - x) / scale
    const dy = (py - y) / scale
    shader(dx * c + dy * s, dy * c - dx * s, out)
  }
}

/** Distance of the control points that make a quarter of an ellipse of a cubic. */
const QUARTER = 0.5522847498307936

function roundedRectangle(pen: Pen, { halfWidth: x, halfHeight: y }: Frame, [rx, ry]: Point): Pen {
  const k = 1 - QUARTER
  return pen
    .move(-x + rx, -y)
    .line(x - rx, -y)
    .cubic([x - rx * k, -y], [x, -y + ry * k], [x, -y + ry])
    .line(x, y - ry)
    .cubic([x, y - ry * k], [x - rx * k, y], [x - rx, y])
    .line(-x + rx, y)
    .cubic([-x + rx * k, y], [-x, y - ry * k], [-x, y - ry])
    .line(-x, -y + ry)
    .cubic([-x, -y + ry * k], [-x + rx * k, -y], [-x + rx, -y])
    .close()
}

/** Outlines that a placed pattern may be cut to; each fills the pattern's own frame. */
const CROPS: Readonly<Record<Place['crop'], (pen: Pen, frame: Frame) => Pen>> = {
  rectangle: (pen, { halfWidth: x, halfHeight: y }) =>
    pen.polyline(
      [
        [-x, -y],
        [x, -y],
        [x, y],
        [-x, y],
      ],
      { closed: true },
    ),
  rounded: (pen, frame) => roundedRectangle(pen, frame, [0.22, 0.22]),
  ellipse: (pen, frame) => roundedRectangle(pen, frame, [frame.halfWidth, frame.halfHeight]),
  /** A window: round above, straight below. */
  arch: (pen, { halfWidth: x, halfHeight: y }) => {
    const k = x * QUARTER
    const top = Math.min(-y + x, y)
    return pen
      .move(-x, y)
      .line(-x, top)
      .cubic([-x, top - k], [-k, -y], [0, -y])
      .cubic([k, -y], [x, top - k], [x, top])
      .line(x, y)
      .close()
  },
}
