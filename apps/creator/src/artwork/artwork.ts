import { checkRecipe, createRecipe, type Layer, palettes, type Recipe } from '@demiurge/art'

/** A layer on the work bench: hidden ones are kept but not drawn. `id` stays the same while the layer moves. */
export interface LayerEntry {
  readonly id: number
  readonly hidden: boolean
  readonly layer: Layer
}

/** An artwork while it is made. Layers lie as in a recipe: the lowest first. */
export interface Artwork {
  readonly width: number
  readonly height: number
  /** `#rrggbb`, or `transparent`. */
  readonly background: string
  readonly layers: readonly LayerEntry[]
}

/** Side in pixels of the square that a new artwork is: what the shop windows of the web show. */
export const DEFAULT_SIDE = 2048

/** What a first visit begins with. */
export function newArtwork(seed: number): Artwork {
  return artworkOf(createRecipe({ pattern: 'flow-field', seed, size: DEFAULT_SIDE }))
}

/** Puts a recipe on the work bench; the layers at the given places are hidden. */
export function artworkOf(recipe: Recipe, hidden: readonly boolean[] = []): Artwork {
  const { width, height, background, layers } = recipe
  return {
    width,
    height,
    background,
    layers: layers.map((layer, index) => ({ id: index + 1, hidden: hidden[index] ?? false, layer })),
  }
}

/** The recipe of what is seen. Throws ArtError `recipe.invalid` with the field, also when every layer is hidden. */
export function recipeOf(artwork: Artwork): Recipe {
  const { width, height, background, layers } = artwork
  const visible = layers.filter(({ hidden }) => !hidden).map(({ layer }) => layer)
  return checkRecipe({ version: 1, width, height, background, layers: visible })
}

/** The same recipe with its longer side at so many pixels, at least 16 on either side. */
export function atSize(recipe: Recipe, longSide: number): Recipe {
  const scale = longSide / Math.max(recipe.width, recipe.height)
  const side = (pixels: number): number => Math.max(16, Math.round(pixels * scale))
  return { ...recipe, width: side(recipe.width), height: side(recipe.height) }
}

/** The colour that a palette lays under everything: a named one's own, the first of own colours. */
export function groundOf(palette: string | readonly string[]): string {
  if (typeof palette !== 'string') return palette[0] ?? '#000000'
  return palettes.find(({ name }) => name === palette)?.ground ?? '#000000'
}

/** The colour that stands out most from a palette's ground. */
export function inkOf(palette: string | readonly string[]): string {
  if (typeof palette !== 'string') return palette.at(-1) ?? '#ffffff'
  return palettes.find(({ name }) => name === palette)?.ink ?? '#ffffff'
}

/** The colours of a palette in their order. */
export function coloursOf(palette: string | readonly string[]): readonly string[] {
  if (typeof palette !== 'string') return palette
  return palettes.find(({ name }) => name === palette)?.colours ?? []
}
