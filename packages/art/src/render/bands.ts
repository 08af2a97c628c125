/** @module A picture split into bands of whole rows. The split depends on the recipe alone, never on the threads. */
import { findPattern } from '../patterns/registry.ts'
import type { Recipe } from '../recipe/schema.ts'

/** Rows `top` up to, not including, `bottom`. */
export interface Band {
  readonly top: number
  readonly bottom: number
}

/** A pixel field costs the same in any split: small bands share work well and answer quickly. */
const FIELD_BAND_PIXELS = 1 << 16
/** The rasteriser reads the drawing anew for each band, so these are larger, and never more than so many. */
const SHAPES_BAND_PIXELS = 1 << 19
const MAX_SHAPES_BANDS = 16

/** True when the layer is drawn from shapes: text and vector patterns. */
export function isVectorLayer(layer: Recipe['layers'][number]): boolean {
  return layer.kind === 'text' || findPattern(layer.pattern)?.kind === 'vector'
}

/** The bands of a recipe, from the top. */
export function planBands(recipe: Recipe): Band[] {
  const rows = recipe.layers.some(isVectorLayer)
    ? Math.max(Math.ceil(SHAPES_BAND_PIXELS / recipe.width), Math.ceil(recipe.height / MAX_SHAPES_BANDS))
    : Math.ceil(FIELD_BAND_PIXELS / recipe.width)
  const bands: Band[] = []
  for (let top = 0; top < recipe.height; top += rows) {
    bands.push({ top, bottom: Math.min(top + rows, recipe.height) })
  }
  return bands
}
