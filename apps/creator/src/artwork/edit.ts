import { checkRecipe, findPattern, type Layer, limits, type PatternLayer } from '@demiurge/art'
import { type Artwork, groundOf, inkOf, type LayerEntry } from './artwork.ts'

/** Fields of a layer with new values, undefined to take one away; the recipe's schema checks them when it is drawn. */
export type LayerChange = Readonly<Record<string, unknown>>

const MAX_SEED = 4_294_967_295

/** The entry with this id; undefined when it is gone. */
export function findLayer(artwork: Artwork, id: number): LayerEntry | undefined {
  return artwork.layers.find((entry) => entry.id === id)
}

/** An entry whose layer is drawn by a pattern. */
export type PatternEntry = LayerEntry & { readonly layer: PatternLayer }

/**
 * The pattern layer that choices of pattern, palette and seed go to: the selected one, else the topmost below it, else the topmost.
 * It is the very entry of the artwork, so that it stays the same object while the layer does not change.
 */
export function activePattern(artwork: Artwork, selected: number): PatternEntry | undefined {
  const at = artwork.layers.findIndex(({ id }) => id === selected)
  return artwork.layers.slice(0, at + 1).findLast(isPattern) ?? artwork.layers.findLast(isPattern)
}

function isPattern(entry: LayerEntry): entry is PatternEntry {
  return entry.layer.kind === 'pattern'
}

/** Changes fields of one layer. */
export function changeLayer(artwork: Artwork, id: number, change: LayerChange): Artwork {
  return changeEntry(artwork, id, ({ layer }) => ({ layer: { ...layer, ...change } as Layer }))
}

/** Changes one parameter of a pattern layer. */
export function changeParam(
  artwork: Artwork,
  id: number,
  name: string,
  value: string | number | boolean,
): Artwork {
  return changeEntry(artwork, id, ({ layer }) =>
    layer.kind === 'pattern' ? { layer: { ...layer, params: { ...layer.params, [name]: value } } } : {},
  )
}

/** Draws a layer with another pattern, at that pattern's own defaults; seed and palette stay. */
export function changePattern(artwork: Artwork, id: number, pattern: string): Artwork {
  return changeEntry(artwork, id, ({ layer }) =>
    layer.kind === 'pattern' ? { layer: { ...layer, pattern, params: defaultsOf(pattern) } } : {},
  )
}

/** Colours a layer anew. The background follows while it is the old palette's ground; own backgrounds stay. */
export function changePalette(artwork: Artwork, id: number, palette: string | readonly string[]): Artwork {
  const layer = findLayer(artwork, id)?.layer
  if (layer?.kind !== 'pattern') return artwork
  const follows = artwork.background === groundOf(layer.palette)
  const changed = changeLayer(artwork, id, { palette })
  return follows ? { ...changed, background: groundOf(palette) } : changed
}

/** Adds a pattern layer on top, blended so that what lies below still shows. */
export function addPattern(artwork: Artwork, pattern: string, seed: number): Artwork {
  const below = artwork.layers.findLast(({ layer }) => layer.kind === 'pattern')?.layer
  const palette = below?.kind === 'pattern' ? below.palette : (findPattern(pattern)?.palettes[0] ?? 'ember')
  return addLayer(artwork, {
    kind: 'pattern',
    pattern,
    seed,
    palette,
    params: defaultsOf(pattern),
    opacity: 0.7,
    blend: below === undefined ? 'normal' : 'soft-light',
  })
}

/** Adds a text layer on top, in the ink of the palette below. */
export function addText(artwork: Artwork, text: string): Artwork {
  const below = artwork.layers.findLast(({ layer }) => layer.kind === 'pattern')?.layer
  const palette = below?.kind === 'pattern' ? below.palette : 'ember'
  return addLayer(artwork, {
    kind: 'text',
    text,
    font: 'playfair-display-italic',
    size: 0.06,
    x: 0.5,
    y: 0.92,
    align: 'center',
    colour: inkOf(palette),
    letterSpacing: 0.02,
    outline: 0.12,
    outlineColour: groundOf(palette),
    opacity: 1,
    blend: 'normal',
  })
}

/** Adds a layer of another kind on top, at that kind's own defaults but for what is given. */
export function addKind(
  artwork: Artwork,
  kind: 'gradient' | 'frame' | 'watermark',
  fields: LayerChange = {},
): Artwork {
  // A gradient covers the picture: blended, what lies below still shows.
  const words = { watermark: { text: 'Preview' }, gradient: { blend: 'soft-light' }, frame: {} }[kind]
  const { layers } = checkRecipe({
    version: 1,
    width: 16,
    height: 16,
    layers: [{ kind, ...words, ...fields }],
  })
  return layers.reduce(addLayer, artwork)
}

/** Whether one more layer fits into a recipe. */
export function hasRoom(artwork: Artwork): boolean {
  return artwork.layers.length < limits.maxLayers
}

/** Takes a layer away. The last one stays: an artwork has at least one. */
export function removeLayer(artwork: Artwork, id: number): Artwork {
  if (artwork.layers.length <= 1) return artwork
  return { ...artwork, layers: artwork.layers.filter((entry) => entry.id !== id) }
}

/** Moves a layer up (towards the viewer) by so many places, down when negative; it stops at the ends. */
export function moveLayer(artwork: Artwork, id: number, places: number): Artwork {
  const from = artwork.layers.findIndex((entry) => entry.id === id)
  const entry = artwork.layers[from]
  if (entry === undefined) return artwork
  const to = Math.max(0, Math.min(artwork.layers.length - 1, from + places))
  return to === from
    ? artwork
    : { ...artwork, layers: artwork.layers.toSpliced(from, 1).toSpliced(to, 0, entry) }
}

/** Shows or hides a layer. */
export function hideLayer(artwork: Artwork, id: number, hidden: boolean): Artwork {
  return changeEntry(artwork, id, () => ({ hidden }))
}

/** A pattern's parameters at their defaults. */
export function defaultsOf(pattern: string): Readonly<Record<string, number | string | boolean>> {
  const fields: [string, unknown][] = Object.entries(findPattern(pattern)?.params.properties ?? {})
  // Every parameter of a pattern declares a default; the schema of the pattern checks it again in the recipe.
  return Object.fromEntries(fields.map(([name, field]) => [name, Object(field).default]))
}

/** What a person wrote as a seed: a whole number where it is one, else the text itself; undefined when it is no seed. */
export function parseSeed(written: string): number | string | undefined {
  const trimmed = written.trim()
  if (trimmed === '' || trimmed.length > limits.maxSeedLength) return undefined
  const number = Number(trimmed)
  return /^\d+$/.test(trimmed) && number <= MAX_SEED ? number : trimmed
}

/** The seed next to a numeric one, round and round; a text begins the numbers at 1. */
export function nextSeed(seed: number | string, step: 1 | -1): number {
  if (typeof seed === 'string') return 1
  return (seed + step + MAX_SEED + 1) % (MAX_SEED + 1)
}

function addLayer(artwork: Artwork, layer: Layer): Artwork {
  if (!hasRoom(artwork)) return artwork
  const id = Math.max(0, ...artwork.layers.map((entry) => entry.id)) + 1
  return { ...artwork, layers: [...artwork.layers, { id, hidden: false, layer }] }
}

function changeEntry(
  artwork: Artwork,
  id: number,
  change: (entry: LayerEntry) => Partial<LayerEntry>,
): Artwork {
  return {
    ...artwork,
    layers: artwork.layers.map((entry) => (entry.id === id ? { ...entry, ...change(entry) } : entry)),
  }
}
