/** @module Scenes to pixels: our own rasteriser, so that Node and every browser draw the same bits. */
import { parseHex } from '../color/color.ts'
import type { Pixels } from '../layers/blend.ts'
import { clamp, mix } from '../numeric/math.ts'
import { Coverage, type OnSpan } from './coverage.ts'
import { flatten, type Placement, type Polyline } from './flatten.ts'
import type { Gradient, Paint, Shape } from './scene.ts'
import { strokeOutline } from './stroke.ts'

/** Rows `top` to `bottom` of a picture that is `width` pixels wide. */
export interface RasterTarget {
  /** RGBA, premultiplied; the shapes are laid over what it holds. */
  readonly pixels: Pixels
  readonly width: number
  readonly top: number
  readonly bottom: number
  readonly placement: Placement
}

/** A shape brought to straight lines in pixels, ready for any band. */
export interface FlatShape {
  readonly shape: Shape
  readonly outlines: readonly Polyline[]
}

/** Brings shapes to straight lines for a picture of one size. */
export function flattenShapes(shapes: readonly Shape[], placement: Placement): FlatShape[] {
  return shapes.map((shape) => ({ shape, outlines: flatten(shape.commands, placement) }))
}

/** Draws shapes into the rows of a target, the first one lowest. */
export function drawShapes(shapes: readonly FlatShape[], target: RasterTarget): void {
  const coverage = new Coverage(target.width, target.top, target.bottom)
  for (const flat of shapes) {
    if (!isOutside(flat.shape, target)) drawShape(flat, coverage, target)
  }
}

function drawShape({ shape, outlines }: FlatShape, coverage: Coverage, target: RasterTarget): void {
  const opacity = shape.opacity ?? 1
  if (shape.fill !== undefined) {
    for (const outline of outlines) fillOutline(outline, coverage)
    coverage.sweep(createPainter(shape.fill, opacity, target))
  }
  if (shape.stroke !== undefined && shape.strokeWidth !== undefined) {
    const line = { width: shape.strokeWidth * target.placement.scale, round: shape.cap !== 'butt' }
    for (const outline of outlines) strokeOutline(outline, line, coverage)
    coverage.sweep(createPainter(shape.stroke, opacity, target))
  }
}

function isOutside({ box }: Shape, { placement, width, top, bottom }: RasterTarget): boolean {
  const { scale, left, top: originY } = placement
  return (
    box[2] * scale + left < 0 ||
    box[0] * scale + left > width ||
    box[3] * scale + originY < top ||
    box[1] * scale + originY > bottom
  )
}

/** Adds a closed outline; an open one is closed by a straight edge, as SVG fills it. */
function fillOutline({ points }: Polyline, coverage: Coverage): void {
  let lastX = points.at(-2) ?? 0
  let lastY = points.at(-1) ?? 0
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] ?? 0
    const y = points[i + 1] ?? 0
    coverage.edge(lastX, lastY, x, y)
    lastX = x
    lastY = y
  }
}

/** Lays a paint over the target wherever there is coverage. */
function createPainter(paint: Paint, opacity: number, target: RasterTarget): OnSpan {
  return typeof paint === 'string'
    ? solidPainter(paint, opacity, target)
    : gradientPainter(paint, opacity, target)
}

function solidPainter(hex: string, opacity: number, { pixels, width, top }: RasterTarget): OnSpan {
  const [red, green, blue] = parseHex(hex)
  return (row, from, to, coverage) => {
    let at = ((row - top) * width + from) * 4
    for (let x = from; x < to; x++, at += 4) {
      const alpha = (coverage[x] ?? 0) * opacity
      const rest = 1 - alpha
      pixels[at] = red * alpha + (pixels[at] ?? 0) * rest
      pixels[at + 1] = green * alpha + (pixels[at + 1] ?? 0) * rest
      pixels[at + 2] = blue * alpha + (pixels[at + 2] ?? 0) * rest
      pixels[at + 3] = alpha + (pixels[at + 3] ?? 0) * rest
    }
  }
}

function gradientPainter(gradient: Gradient, opacity: number, target: RasterTarget): OnSpan {
  const { pixels, width, top, placement } = target
  const position = gradient.type === 'linear' ? linearPosition(gradient) : radialPosition(gradient)
  const table = gradientTable(gradient, opacity)
  return (row, from, to, coverage) => {
    const y = (row + 0.5 - placement.top) / placement.scale
    const start = ((row - top) * width + from) * 4
    for (let x = from, at = start; x < to; x++, at += 4) {
      const covered = coverage[x] ?? 0
      if (covered === 0) continue
      const t = clamp(position((x + 0.5 - placement.left) / placement.scale, y), 0, 1)
      layOver(pixels, at, table, { entry: 4 * Math.floor(t * TABLE_STEPS + 0.5), covered })
    }
  }
}

/** Source-over of one colour of the table, thinned by the coverage. */
function layOver(
  pixels: Pixels,
  at: number,
  table: Float64Array,
  { entry, covered }: { readonly entry: number; readonly covered: number },
): void {
  const alpha = covered * (table[entry + 3] ?? 0)
  const rest = 1 - alpha
  pixels[at] = (table[entry] ?? 0) * alpha + (pixels[at] ?? 0) * rest
  pixels[at + 1] = (table[entry + 1] ?? 0) * alpha + (pixels[at + 1] ?? 0) * rest
  pixels[at + 2] = (table[entry + 2] ?? 0) * alpha + (pixels[at + 2] ?? 0) * rest
  pixels[at + 3] = alpha + (pixels[at + 3] ?? 0) * rest
}

function linearPosition({ from, to }: Gradient): (x: number, y: number) => number {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const square = dx * dx + dy * dy
  // SVG 2, 14.2.2: start and end in one point paint the last colour.
  if (square === 0) return () => 1
  return (x, y) => ((x - from[0]) * dx + (y - from[1]) * dy) / square
}

function radialPosition({ from, to }: Gradient): (x: number, y: number) => number {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const radius = Math.sqrt(dx * dx + dy * dy)
  if (radius === 0) return () => 1
  return (x, y) => Math.sqrt((x - from[0]) * (x - from[0]) + (y - from[1]) * (y - from[1])) / radius
}

/** Steps of a gradient's table: finer than 8 bits can show. */
const TABLE_STEPS = 256

/** Colour and alpha along the stops, straight in sRGB as SVG interpolates; four numbers for each step. */
function gradientTable({ stops }: Gradient, opacity: number): Float64Array {
  const known = stops.map(({ offset, colour, opacity: own = 1 }) => {
    return { offset, channels: [...parseHex(colour), own * opacity] }
  })
  const table = new Float64Array((TABLE_STEPS + 1) * 4)
  let index = 0
  for (let step = 0; step <= TABLE_STEPS; step++) {
    const t = step / TABLE_STEPS
    while (index < known.length - 1 && (known[index + 1]?.offset ?? 1) <= t) index += 1
    const from = known[index]
    const to = known[index + 1] ?? from
    if (from === undefined || to === undefined) return table
    const width = to.offset - from.offset
    const share = width > 0 ? clamp((t - from.offset) / width, 0, 1) : 0
    for (let c = 0; c < 4; c++) table[step * 4 + c] = mix(from.channels[c] ?? 0, to.channels[c] ?? 0, share)
  }
  return table
}
