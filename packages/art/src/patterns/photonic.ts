/** @module Photonic: a text turned into a ribbon of light; the colours are the text and can be read back. */
import { Type } from 'typebox'
import { hslToRgb, lighten, mixHex, toHex } from '../color/color.ts'
import { byteToColour, cellCentre, HUES, photonicBytes, photonicSide } from '../photonic.ts'
import { createPen, type PathData, type Point } from '../scene/path.ts'
import { glowingGround, type Paint, type Shape, shape } from '../scene/scene.ts'
import { count, params, range, vectorPattern } from './pattern.ts'

export const photonic = vectorPattern({
  name: 'photonic',
  title: 'Photonic text',
  description: 'A text becomes a folded ribbon of light; every colour is a letter and can be read back.',
  palettes: ['ultraviolet', 'midnight', 'abyss', 'graphite'],
  params: params({
    text: Type.String({ title: 'Text', minLength: 1, maxLength: 500, default: 'Let there be light.' }),
    turn: count('Hue turn', 0, HUES - 1, 12),
    ribbon: range('Ribbon width', 0.45, 0.9, 0.72),
    glow: range('Glow', 0, 1, 0.6),
  }),
  draw({ palette, params: { text, turn, ribbon, glow }, ...frame }) {
    const message = photonicBytes(text)
    const side = photonicSide(message.length)
    // The whole curve is lit: after its end the message starts anew.
    const colours = Array.from({ length: side * side }, (_, i) => {
      const { hue, saturation, lightness } = byteToColour(message[i % message.length] ?? 0, turn)
      return toHex(hslToRgb(hue, saturation, lightness))
    })
    const points = colours.map((_, i) => cellCentre(side, i))
    const cell = 1.8 / side
    const night = palette.dark ? palette.ground : '#0b0b12'
    const shapes: Shape[] = [
      glowingGround(frame, mixHex(night, colours[0] ?? night, 0.12), mixHex(night, '#000000', 0.35)),
    ]
    points.forEach((point, i) => {
      shapes.push(halo(point, colours[i] ?? night, { radius: cell * 1.25, opacity: 0.3 * glow }))
    })
    const dark = (hex: string) => mixHex(hex, '#000000', 0.5)
    shapes.push(...ribbonShapes(points, colours, { width: cell * ribbon, tone: dark }))
    shapes.push(...ribbonShapes(points, colours, { width: cell * ribbon * 0.86, tone: (hex) => hex }))
    points.forEach(([x, y], i) => {
      const colour = colours[i] ?? night
      const disc = (radius: number, fill: Paint) => shape(createPen().circle(x, y, radius).done(), { fill })
      shapes.push(disc(cell * ribbon * 0.37, lighten(colour, 0.1)), disc(cell * ribbon * 0.3, colour))
    })
    return { shapes }
  },
})

/** Light around a cell. */
function halo(
  [x, y]: Point,
  colour: string,
  { radius, opacity }: { radius: number; opacity: number },
): Shape {
  return shape(createPen().circle(x, y, radius).done(), {
    fill: {
      type: 'radial',
      from: [x, y],
      to: [x + radius, y],
      stops: [
        { offset: 0, colour, opacity },
        { offset: 0.5, colour, opacity: opacity * 0.35 },
        { offset: 1, colour, opacity: 0 },
      ],
    },
  })
}

interface RibbonStyle {
  readonly width: number
  readonly tone: (hex: string) => string
}

/** The ribbon in pieces, each from the middle of one step to the middle of the next, its colour flowing along. */
function ribbonShapes(points: readonly Point[], colours: readonly string[], style: RibbonStyle): Shape[] {
  return points.map((point, i) => {
    const before = middle(points[i - 1] ?? point, point)
    const after = middle(point, points[i + 1] ?? point)
    const here = style.tone(colours[i] ?? '#000000')
    const path: PathData = createPen()
      .move(...before)
      .quadratic(...point, ...after)
      .done()
    return shape(path, {
      stroke: {
        type: 'linear',
        from: before,
        to: after[0] === before[0] && after[1] === before[1] ? [before[0] + 0.001, before[1]] : after,
        stops: [
          { offset: 0, colour: mixHex(style.tone(colours[i - 1] ?? here), here, 0.5) },
          { offset: 0.5, colour: here },
          { offset: 1, colour: mixHex(style.tone(colours[i + 1] ?? here), here, 0.5) },
        ],
      },
      strokeWidth: style.width,
      cap: 'round',
    })
  })
}

function middle([ax, ay]: Point, [bx, by]: Point): Point {
  return [(ax + bx) / 2, (ay + by) / 2]
}
