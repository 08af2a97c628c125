/** @module Text layers and watermarks as shapes. */
import { cos, PI, sin } from '../numeric/math.ts'
import type { Frame } from '../patterns/pattern.ts'
import type { WatermarkLayer } from '../recipe/layers.ts'
import type { TextLayer } from '../recipe/schema.ts'
import { createPen, type Pen, type Point } from '../scene/path.ts'
import { type Scene, shape } from '../scene/scene.ts'
import { checkLayerCost } from './outline-cost.ts'
import { type LinePlace, lineOf } from './path.ts'
import type { OutlineCommand, ShapedLine, Shaper } from './shape.ts'

const LINE_HEIGHT = 1.2
const ALIGNMENT = { left: 0, center: 0.5, right: 1 } as const

/** Draws the layer's lines; the first one's baseline runs through (x, y), or along the layer's path. */
export function drawText(layer: TextLayer, frame: Frame, shaper: Shaper): Scene {
  const em = layer.size * 2
  const pen = createPen()
  const lines = layer.text.split('\n').map((text) => shaper.shapeLine(text, layer.letterSpacing))
  checkLayerCost(
    lines.reduce((sum, { cost }) => sum + cost, 0),
    shaper.maxCost,
  )
  if (layer.path === undefined && (layer.rotation ?? 0) === 0) drawStraight(pen, layer, frame, lines)
  else drawAlong(pen, layer, frame, lines)
  const path = pen.done()
  if (path.commands.length === 0) return { shapes: [] }
  const letters = shape(path, { fill: layer.colour })
  if (layer.outline === 0) return { shapes: [letters] }
  const outline = shape(path, { stroke: layer.outlineColour, strokeWidth: layer.outline * em })
  return { shapes: [outline, letters] }
}

function drawStraight(pen: Pen, layer: TextLayer, frame: Frame, lines: readonly ShapedLine[]): void {
  const em = layer.size * 2
  const originX = (layer.x * 2 - 1) * frame.halfWidth
  const originY = (layer.y * 2 - 1) * frame.halfHeight
  lines.forEach((line, i) => {
    const left = originX - line.width * em * ALIGNMENT[layer.align]
    drawLine(pen, line, { left, baseline: originY + i * LINE_HEIGHT * em, em })
  })
}

/** Each glyph stands upright on the line below its middle. Further lines of the text lie beside the first. */
function drawAlong(pen: Pen, layer: TextLayer, frame: Frame, lines: readonly ShapedLine[]): void {
  const em = layer.size * 2
  const x = (layer.x * 2 - 1) * frame.halfWidth
  const y = (layer.y * 2 - 1) * frame.halfHeight
  const { path, rotation = 0, align } = layer
  lines.forEach((shaped, i) => {
    const width = shaped.width * em
    const line = lineOf({ path, frame, x, y, rotation, width })
    const start = path?.form === 'points' ? 0 : -width * ALIGNMENT[align]
    for (const glyph of shaped.glyphs) {
      const half = (glyph.advance * em) / 2
      const at = line(start + glyph.x * em + half)
      const turned: Turned = { at, half, em, drop: i * LINE_HEIGHT * em - glyph.y * em }
      for (const command of glyph.outline) drawTurned(pen, command, turned)
    }
  })
}

interface Turned {
  readonly at: LinePlace
  /** Half the glyph's advance. */
  readonly half: number
  readonly em: number
  /** How far below the line. */
  readonly drop: number
}

function drawTurned(pen: Pen, { type, values }: OutlineCommand, { at, half, em, drop }: Turned): void {
  const point = (i: number): Point => {
    const along = (values[i] ?? 0) * em - half
    const across = drop - (values[i + 1] ?? 0) * em
    return [at.x + along * at.dx - across * at.dy, at.y + along * at.dy + across * at.dx]
  }
  addCommand(pen, type, point)
}

/** Hands an outline command's points, two values each, to the pen. */
function addCommand(pen: Pen, type: string, point: (i: number) => Point): void {
  if (type === 'M') pen.move(...point(0))
  else if (type === 'L') pen.line(...point(0))
  else if (type === 'Q') pen.quadratic(...point(0), ...point(2))
  else if (type === 'C') pen.cubic(point(0), point(2), point(4))
  else pen.close()
}

/** A watermark: the same words in rows over the whole picture, or once in a corner. */
export function drawWatermark(layer: WatermarkLayer, frame: Frame, shaper: Shaper): Scene {
  const em = layer.size * 2
  const shaped = shaper.shapeLine(layer.text, 0.02)
  // A font may push letters back; a copy is at least as wide as nothing.
  const width = Math.max(0, shaped.width * em)
  const pen = createPen()
  let cost = 0
  const put = (x: number, y: number, rotation: number): void => {
    cost += shaped.cost
    checkLayerCost(cost, shaper.maxCost)
    const line = lineOf({ path: undefined, frame, x, y, rotation, width })
    for (const glyph of shaped.glyphs) {
      const half = (glyph.advance * em) / 2
      const turned: Turned = { at: line(-width / 2 + glyph.x * em + half), half, em, drop: -glyph.y * em }
      for (const command of glyph.outline) drawTurned(pen, command, turned)
    }
  }
  if (layer.layout === 'tiled') tile(layer, frame, { width, em }, put)
  else {
    const [vertical, horizontal] = layer.layout.split('-')
    const x = (frame.halfWidth - width / 2 - em) * (horizontal === 'right' ? 1 : -1)
    put(x, vertical === 'top' ? -frame.halfHeight + em * 1.7 : frame.halfHeight - em, 0)
  }
  const path = pen.done()
  return { shapes: path.commands.length === 0 ? [] : [shape(path, { fill: layer.colour })] }
}

/** Most copies of a watermark: what a small one with a small gap would exceed is left out at the rim. */
const MAX_COPIES = 1200

/** Rows turned by the layer's angle, every other one shifted by half a step. */
function tile(
  { gap, angle }: WatermarkLayer,
  { halfWidth, halfHeight }: Frame,
  { width, em }: { readonly width: number; readonly em: number },
  put: (x: number, y: number, rotation: number) => void,
): void {
  const reach = Math.sqrt(halfWidth * halfWidth + halfHeight * halfHeight)
  const stepX = width + em * (0.6 + gap)
  const stepY = em * (1.2 + gap * 1.2)
  const crowd = Math.sqrt((((2 * reach) / stepX) * ((2 * reach) / stepY)) / MAX_COPIES)
  const [spanX, spanY] = crowd > 1 ? [stepX * crowd, stepY * crowd] : [stepX, stepY]
  const c = cos((angle / 180) * PI)
  const s = sin((angle / 180) * PI)
  const rows = Math.ceil(reach / spanY)
  const columns = Math.ceil(reach / spanX) + 1
  for (let row = -rows; row <= rows; row++) {
    for (let column = -columns; column <= columns; column++) {
      const u = (column + (row & 1) / 2) * spanX
      const v = row * spanY
      const [x, y] = [u * c - v * s, u * s + v * c]
      if (Math.abs(x) < halfWidth + width && Math.abs(y) < halfHeight + width) put(x, y, angle)
    }
  }
}

interface Place {
  readonly left: number
  readonly baseline: number
  readonly em: number
}

function drawLine(pen: Pen, line: ShapedLine, { left, baseline, em }: Place): void {
  for (const glyph of line.glyphs) {
    const x = left + glyph.x * em
    const y = baseline - glyph.y * em
    for (const command of glyph.outline) drawCommand(pen, command, { left: x, baseline: y, em })
  }
}

function drawCommand(pen: Pen, { type, values }: OutlineCommand, { left, baseline, em }: Place): void {
  addCommand(pen, type, (i) => [left + (values[i] ?? 0) * em, baseline - (values[i + 1] ?? 0) * em])
}
