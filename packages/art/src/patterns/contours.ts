/** @module Contours: a landscape in layers of cut paper, or as the lines of a map. */
import { lighten, mixHex } from '../color/color.ts'
import type { Palette } from '../color/palette.ts'
import { mix } from '../numeric/math.ts'
import { createFractalNoise, createNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { createPen, type PathData, type Point } from '../scene/path.ts'
import { groundShape, type Shape, shape } from '../scene/scene.ts'
import { outlinesAbove, sampleHeights } from './iso-lines.ts'
import { choice, count, params, range, vectorPattern } from './pattern.ts'

export const contours = vectorPattern({
  name: 'contours',
  title: 'Contours',
  description: 'Hills and basins in layers of cut paper with soft shadows, or as the fine lines of a map.',
  palettes: ['desert', 'abyss', 'sakura', 'meadow', 'dusk', 'terracotta', 'glacier', 'washi'],
  params: params({
    layers: count('Layers', 4, 32, 11),
    scale: range('Scale', 0.4, 3, 1.1),
    roughness: range('Roughness', 0, 1, 0.1),
    shadow: range('Shadow', 0, 1, 0.75),
    style: choice('Style', ['paper', 'map']),
  }),
  draw({ random, palette, params: { layers, scale, roughness, shadow, style }, ...frame }) {
    const grid = sampleHeights(frame, 0.0125, -2, landOf(random.fork('land'), scale, roughness))
    const shapes: Shape[] = [groundShape(frame.halfWidth, frame.halfHeight, paperColour(palette, 0))]
    for (let layer = 1; layer < layers; layer++) {
      const t = layer / layers
      const outlines = outlinesAbove(grid, mix(-0.62, 0.62, t))
      if (outlines.length === 0) continue
      shapes.push(...LAYERS[style](outlines, { palette, t, layer, shadow }))
    }
    return { shapes }
  },
})

function landOf(random: Random, scale: number, roughness: number): (x: number, y: number) => number {
  const soft = createNoise(random.fork('soft'))
  const fine = createFractalNoise(createNoise(random.fork('fine')), { octaves: 4, gain: 0.5 })
  const ox = random.between(-20, 20)
  const oy = random.between(-20, 20)
  return (x, y) => {
    const px = x * scale + ox
    const py = y * scale + oy
    // The land is bent by itself: ridges curve round the basins.
    const bend = 0.35 * soft(px * 0.7 + 40, py * 0.7)
    return 0.72 * soft(px * 0.8 + bend, py * 0.8 - bend) + (0.06 + 0.4 * roughness) * fine(px * 1.9, py * 1.9)
  }
}

function paperColour(palette: Palette, t: number): string {
  return palette.ramp.hex(palette.dark ? 0.04 + 0.94 * t : 0.98 - 0.95 * t)
}

interface Layer {
  readonly palette: Palette
  /** 0 the lowest layer, 1 the highest. */
  readonly t: number
  readonly layer: number
  readonly shadow: number
}

function pathOf(outlines: readonly (readonly Point[])[], dx = 0, dy = 0): PathData {
  const pen = createPen()
  for (const outline of outlines) {
    const points = outline.filter((_, i) => i % 2 === 0).map(([x, y]): Point => [x + dx, y + dy])
    if (points.length > 2) pen.spline(points, { closed: true })
  }
  return pen.done()
}

/** Shadows of one sheet on the sheet below: further away and fainter from one to the next. */
const SHADOWS = [
  [0.008, 0.15],
  [0.015, 0.11],
  [0.024, 0.07],
] as const

const LAYERS = {
  paper(outlines: readonly Point[][], { palette, t, shadow }: Layer): Shape[] {
    const colour = paperColour(palette, t)
    const dark = mixHex(paperColour(palette, Math.max(0, t - 0.1)), '#000000', 0.8)
    const shapes =
      shadow === 0
        ? []
        : SHADOWS.map(([reach, opacity]) =>
            shape(pathOf(outlines, 0.55 * reach, reach), { fill: dark, opacity: opacity * 1.6 * shadow }),
          )
    const sheet = pathOf(outlines)
    return [...shapes, shape(sheet, { fill: colour, stroke: lighten(colour, 0.05), strokeWidth: 0.0028 })]
  },
  map(outlines: readonly Point[][], { palette, t, layer, shadow }: Layer): Shape[] {
    const isIndex = layer % 5 === 0
    return [
      shape(pathOf(outlines), {
        fill: mixHex(palette.ground, paperColour(palette, t), 0.25 + 0.6 * shadow * t),
        stroke: mixHex(paperColour(palette, 1 - t), palette.ink, 0.7),
        strokeWidth: isIndex ? 0.0052 : 0.0022,
      }),
    ]
  },
} as const
