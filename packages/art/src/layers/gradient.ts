/** @module Gradient layers: linear and radial ones as shapes, which an SVG keeps; conic ones as a field of pixels. */
import { fromOklab, parseHex, type Triple, toHex, toOklab } from '../color/color.ts'
import { atan2, clamp, cos, fract, length, mix, PI, sin, TAU } from '../numeric/math.ts'
import type { Frame, Shader } from '../patterns/pattern.ts'
import type { GradientLayer } from '../recipe/layers.ts'
import { type Gradient, groundShape, type Scene } from '../scene/scene.ts'

interface Stop {
  readonly offset: number
  /** OKLab. */
  readonly lab: Triple
  readonly opacity: number
}

/** Colours between two stops are written as so many, because SVG mixes in sRGB and we in OKLab. */
const STEPS = 8

function stopsOf({ stops }: GradientLayer): Stop[] {
  return stops
    .map(({ offset, colour, opacity }) => ({ offset, lab: toOklab(parseHex(colour)), opacity }))
    .sort((a, b) => a.offset - b.offset)
}

function mixed(a: Stop, b: Stop, t: number): { readonly rgb: Triple; readonly opacity: number } {
  const at = (i: 0 | 1 | 2) => mix(a.lab[i], b.lab[i], t)
  return { rgb: fromOklab([at(0), at(1), at(2)]), opacity: mix(a.opacity, b.opacity, t) }
}

/** The point of unit space that a layer names in shares of width and height. */
function centreOf({ x, y }: GradientLayer, { halfWidth, halfHeight }: Frame): readonly [number, number] {
  return [(x * 2 - 1) * halfWidth, (y * 2 - 1) * halfHeight]
}

/** A linear or radial gradient over the whole picture. */
export function drawGradient(layer: GradientLayer, frame: Frame): Scene {
  const [cx, cy] = centreOf(layer, frame)
  const angle = (layer.angle / 180) * PI
  const dx = cos(angle) * layer.reach
  const dy = sin(angle) * layer.reach
  const stops = stopsOf(layer)
  const fine = stops.flatMap((stop, i) => {
    const next = stops[i + 1]
    if (next === undefined) return [{ offset: stop.offset, ...mixed(stop, stop, 0) }]
    return Array.from({ length: STEPS }, (_, k) => {
      const t = k / STEPS
      return { offset: mix(stop.offset, next.offset, t), ...mixed(stop, next, t) }
    })
  })
  const paint: Gradient = {
    type: layer.form === 'radial' ? 'radial' : 'linear',
    from: layer.form === 'radial' ? [cx, cy] : [cx - dx, cy - dy],
    to: [cx + dx, cy + dy],
    stops: fine.map(({ offset, rgb, opacity }) => ({ offset, colour: toHex(rgb), opacity })),
  }
  return { shapes: [groundShape(frame.halfWidth, frame.halfHeight, paint)] }
}

/** A conic gradient: the colour goes with the angle round the layer's place. */
export function shadeConic(layer: GradientLayer, frame: Frame): Shader {
  const [cx, cy] = centreOf(layer, frame)
  const stops = stopsOf(layer)
  const first = stops[0] ?? { offset: 0, lab: [0, 0, 0], opacity: 0 }
  const table = new Float32Array((TABLE + 1) * 4)
  for (let i = 0, at = 0; i <= TABLE; i++) {
    const t = i / TABLE
    while (at < stops.length - 2 && (stops[at + 1]?.offset ?? 1) <= t) at += 1
    const from = stops[at] ?? first
    const to = stops[at + 1] ?? from
    const width = to.offset - from.offset
    const { rgb, opacity } = mixed(from, to, width > 0 ? clamp((t - from.offset) / width, 0, 1) : 1)
    table.set([...rgb, opacity], i * 4)
  }
  const start = layer.angle / 360
  return (x, y, out) => {
    const dx = x - cx
    const dy = y - cy
    const turn = fract(atan2(dy, dx) / TAU - start)
    const at = turn * TABLE
    const i = Math.floor(at)
    // Over one pixel the last colour runs back into the first: the seam is not jagged.
    const seam = clamp(((1 - turn) * TAU * length(dx, dy)) / frame.pixel, 0, 1)
    for (let c = 0; c < 4; c++) {
      const own = mix(table[i * 4 + c] ?? 0, table[i * 4 + 4 + c] ?? 0, at - i)
      out[c] = mix(table[c] ?? 0, own, seam)
    }
  }
}

/** Colours of a conic gradient's table. */
const TABLE = 2048
