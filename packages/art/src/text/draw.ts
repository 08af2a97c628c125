/** @module A text layer as shapes. */
import type { Frame } from '../patterns/pattern.ts'
import type { TextLayer } from '../recipe/schema.ts'
import { createPen, type Pen } from '../scene/path.ts'
import { type Scene, shape } from '../scene/scene.ts'
import type { OutlineCommand, ShapedLine, Shaper } from './shape.ts'

const LINE_HEIGHT = 1.2
const ALIGNMENT = { left: 0, center: 0.5, right: 1 } as const

/** Draws the layer's lines; the first one's baseline runs through (x, y). */
export function drawText(layer: TextLayer, frame: Frame, shaper: Shaper): Scene {
  const em = layer.size * 2
  const originX = (layer.x * 2 - 1) * frame.halfWidth
  const originY = (layer.y * 2 - 1) * frame.halfHeight
  const pen = createPen()
  layer.text.split('\n').forEach((text, i) => {
    const line = shaper.shapeLine(text, layer.letterSpacing)
    const left = originX - line.width * em * ALIGNMENT[layer.align]
    drawLine(pen, line, { left, baseline: originY + i * LINE_HEIGHT * em, em })
  })
  const path = pen.done()
  if (path.commands.length === 0) return { shapes: [] }
  const letters = shape(path, { fill: layer.colour })
  if (layer.outline === 0) return { shapes: [letters] }
  const outline = shape(path, { stroke: layer.outlineColour, strokeWidth: layer.outline * em })
  return { shapes: [outline, letters] }
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
  const x = (i: number) => left + (values[i] ?? 0) * em
  const y = (i: number) => baseline - (values[i] ?? 0) * em
  if (type === 'M') pen.move(x(0), y(1))
  else if (type === 'L') pen.line(x(0), y(1))
  else if (type === 'Q') pen.quadratic(x(0), y(1), x(2), y(3))
  else if (type === 'C') pen.cubic([x(0), y(1)], [x(2), y(3)], [x(4), y(5)])
  else pen.close()
}
