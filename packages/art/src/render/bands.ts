/** @module A picture split into bands of whole rows. Rows are independent, so the split never shows. */
import { findPattern } from '../patterns/registry.ts'
import type { Recipe } from '../recipe/schema.ts'

/** Rows `top` up to, not including, `bottom`. */
export interface Band {
  readonly top: number
  readonly bottom: number
}

/** Small bands share the work well and answer quickly; large drawings are gone through anew for each band. */
const BAND_PIXELS = 1 << 16
const MAX_BANDS = 64

/** True when the layer is drawn from shapes: all but pixel patterns and conic gradients. */
export function isVectorLayer(layer: Recipe['layers'][number]): boolean {
  if (layer.kind === 'gradient') return layer.form !== 'conic'
  return layer.kind !== 'pattern' || findPattern(layer.pattern)?.kind === 'vector'
}

/** The bands of a recipe, from the top. */
export function planBands({ width, height }: Recipe): Band[] {
  const rows = Math.max(Math.ceil(BAND_PIXELS / width), Math.ceil(height / MAX_BANDS))
  const bands: Band[] = []
  for (let top = 0; top < height; top += rows) bands.push({ top, bottom: Math.min(top + rows, height) })
  return bands
}
