import type { Layer } from '@demiurge/art'
import type { LayerChange } from '../artwork/edit.ts'

/** Left, top, right, bottom. Unit space: the short side of the picture spans -1 to 1. */
export type Box = readonly [left: number, top: number, right: number, bottom: number]

/** Half the picture in unit space. */
export interface Sheet {
  readonly halfWidth: number
  readonly halfHeight: number
}

/** A layer as something to take hold of: a rectangle turned about its anchor. Unit space, degrees clockwise. */
export interface Grip {
  /** What moving moves and turning turns about. */
  readonly anchorX: number
  readonly anchorY: number
  /** The rectangle before it is turned, relative to the anchor. */
  readonly box: Box
  readonly angle: number
}

/** Unit space of a picture of so many pixels. */
export function sheetOf({ width, height }: { readonly width: number; readonly height: number }): Sheet {
  const short = Math.min(width, height)
  return { halfWidth: width / short, halfHeight: height / short }
}

/** Shares of width and height as a point of unit space. */
export function toUnits(x: number, y: number, { halfWidth, halfHeight }: Sheet): readonly [number, number] {
  return [(x * 2 - 1) * halfWidth, (y * 2 - 1) * halfHeight]
}

/** A layer's grip; undefined for what cannot be moved. `measured` is the box of a text round its anchor, not turned. */
export function gripOf(layer: Layer, sheet: Sheet, measured: Box | undefined): Grip | undefined {
  if (layer.kind === 'text') {
    if (measured === undefined || layer.path?.form === 'points') return undefined
    const [anchorX, anchorY] = toUnits(layer.x, layer.y, sheet)
    return { anchorX, anchorY, box: measured, angle: layer.rotation ?? 0 }
  }
  if (layer.kind === 'pattern' && layer.place !== undefined) {
    const { x, y, scale, rotation } = layer.place
    const [anchorX, anchorY] = toUnits(x, y, sheet)
    const [w, h] = [sheet.halfWidth * scale, sheet.halfHeight * scale]
    return { anchorX, anchorY, box: [-w, -h, w, h], angle: rotation }
  }
  if (layer.kind === 'gradient') {
    const [anchorX, anchorY] = toUnits(layer.x, layer.y, sheet)
    const thick = layer.form === 'linear' ? 0.12 : layer.reach
    return { anchorX, anchorY, box: [-layer.reach, -thick, layer.reach, thick], angle: layer.angle }
  }
  return undefined
}

/** The upright rectangle round a grip. */
export function outerBox({ anchorX, anchorY, box, angle }: Grip): Box {
  const c = Math.cos((angle * Math.PI) / 180)
  const s = Math.sin((angle * Math.PI) / 180)
  const [left, top, right, bottom] = box
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const
  const xs = corners.map(([x, y]) => anchorX + x * c - y * s)
  const ys = corners.map(([x, y]) => anchorY + x * s + y * c)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
const held = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

/** The layer with its anchor moved by so much of unit space; it stops where the recipe's ranges end. */
export function moveBy(layer: Layer, dx: number, dy: number, { halfWidth, halfHeight }: Sheet): LayerChange {
  const shift = (x: number, y: number, low: number, high: number) => ({
    x: round(held(x + dx / (2 * halfWidth), low, high), 5),
    y: round(held(y + dy / (2 * halfHeight), low, high), 5),
  })
  if (layer.kind === 'text') return shift(layer.x, layer.y, 0, 1)
  if (layer.kind === 'gradient') return shift(layer.x, layer.y, -0.5, 1.5)
  if (layer.kind !== 'pattern' || layer.place === undefined) return {}
  return { place: { ...layer.place, ...shift(layer.place.x, layer.place.y, -1, 2) } }
}

/** The layer enlarged by a factor about its anchor. */
export function scaleBy(layer: Layer, factor: number): LayerChange {
  if (layer.kind === 'text') {
    const size = round(held(layer.size * factor, 0.005, 1), 4)
    const { path } = layer
    return path === undefined
      ? { size }
      : { size, path: { ...path, radius: round(held(path.radius * factor, -1.4, 1.4), 3) } }
  }
  if (layer.kind === 'gradient') return { reach: round(held(layer.reach * factor, 0.05, 4), 3) }
  if (layer.kind !== 'pattern' || layer.place === undefined) return {}
  return { place: { ...layer.place, scale: round(held(layer.place.scale * factor, 0.02, 4), 4) } }
}

/** The layer turned to an angle in degrees. */
export function turnTo(layer: Layer, angle: number): LayerChange {
  const turned = round(((((angle + 180) % 360) + 360) % 360) - 180, 1)
  if (layer.kind === 'text') return { rotation: turned === 0 ? undefined : turned }
  if (layer.kind === 'gradient') return { angle: turned }
  if (layer.kind !== 'pattern' || layer.place === undefined) return {}
  return { place: { ...layer.place, rotation: turned } }
}
