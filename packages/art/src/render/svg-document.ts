/** @module A recipe as one SVG document: shapes stay vector, pixel layers become embedded PNG images. */
import { svgMetadata } from '../files/recipe-in-file.ts'
import type { Layer, Recipe } from '../recipe/schema.ts'
import { coordinate, escapeXml, shapesToSvg, svgOpening } from '../scene/svg.ts'
import { isVectorLayer } from './bands.ts'
import { frameOf, type PreparedLayer } from './prepare.ts'
import { type PrintSize, printPage, screenPage } from './print-page.ts'

/** Longest side, in pixels, of a pixel layer inside an SVG. */
export const EMBEDDED_SIDE = 2048

/** A recipe in words: for `<title>`, alternative text and lists. */
export function describeRecipe(recipe: Recipe): string {
  const parts = recipe.layers.map((layer) => {
    if (layer.kind === 'text') return `text "${layer.text}"`
    const form = isVectorLayer(layer) ? 'vector' : 'pixels, embedded as PNG in an SVG'
    return `${layer.pattern} (${form}), seed ${layer.seed}`
  })
  return `${recipe.width} x ${recipe.height}: ${parts.join('; ')}`
}

/** The recipe of one pixel layer alone on nothing, small enough to embed. */
export function embeddedRecipe(recipe: Recipe, layer: Layer): Recipe {
  const shrink = Math.min(1, EMBEDDED_SIDE / Math.max(recipe.width, recipe.height))
  return {
    ...recipe,
    width: Math.max(1, Math.round(recipe.width * shrink)),
    height: Math.max(1, Math.round(recipe.height * shrink)),
    background: 'transparent',
    layers: [{ ...layer, opacity: 1, blend: 'normal' }],
  }
}

/** CSS `mix-blend-mode` calls `add` plus-lighter; the other names are the same. */
function layerStyle({ opacity, blend }: Layer): string {
  const mode = blend === 'add' ? 'plus-lighter' : blend
  const fade = opacity === 1 ? '' : ` opacity="${opacity}"`
  return mode === 'normal' ? fade : `${fade} style="mix-blend-mode:${mode}"`
}

/** A layer's content: its shapes, or its pixels as a `data:` URL of a PNG. */
export type SvgLayer = { readonly shapes: Extract<PreparedLayer, { kind: 'shapes' }>['shapes'] } | string

/**
 * Writes the document; `contents` has one entry for each layer of the recipe. With `print` it has a physical size, and
 * with a bleed the picture is enlarged to reach over the cut, whose corners are marked outside of it.
 */
export function svgDocument(recipe: Recipe, contents: readonly SvgLayer[], print?: PrintSize): string {
  const { halfWidth, halfHeight } = frameOf(recipe)
  const page = print === undefined ? screenPage(recipe) : printPage(recipe, print)
  const place =
    `x="${coordinate(-halfWidth)}" y="${coordinate(-halfHeight)}" ` +
    `width="${coordinate(2 * halfWidth)}" height="${coordinate(2 * halfHeight)}"`
  const ground = recipe.background === 'transparent' ? '' : `<rect ${place} fill="${recipe.background}"/>`
  const layers = contents.map((content, i) => {
    const layer = recipe.layers[i]
    const inner =
      typeof content === 'string'
        ? `<image ${place} preserveAspectRatio="none" xlink:href="${content}"/>`
        : shapesToSvg(content.shapes, `l${i}g`)
    return `<g${layer === undefined ? '' : layerStyle(layer)}>${inner}</g>`
  })
  return (
    svgOpening(page.view) +
    svgMetadata(recipe) +
    `<title>${escapeXml(describeRecipe(recipe))}</title>` +
    `${page.before}<g style="isolation:isolate">${ground}${layers.join('')}</g>${page.after}</svg>`
  )
}
