/** @module A recipe as one SVG document: shapes stay vector, pixel layers become embedded PNG images. */
import { svgMetadata } from '../files/recipe-in-file.ts'
import type { Layer, Recipe } from '../recipe/schema.ts'
import { coordinate, escapeXml, svgOpening } from '../scene/svg.ts'
import { isVectorLayer } from './bands.ts'
import { frameOf } from './frame.ts'
import { type PrintSize, printPage, screenPage } from './print-page.ts'
import { type SvgLayer, svgLayers } from './svg-layers.ts'

/** Longest side, in pixels, of a pixel layer inside an SVG. */
export const EMBEDDED_SIDE = 2048

/** A recipe in words: for `<title>`, alternative text and lists. */
export function describeRecipe(recipe: Recipe): string {
  return `${recipe.width} x ${recipe.height}: ${recipe.layers.map(describeLayer).join('; ')}`
}

function describeLayer(layer: Layer): string {
  if (layer.kind === 'text' || layer.kind === 'watermark') return `${layer.kind} "${layer.text}"`
  if (layer.kind === 'gradient') return `${layer.form} gradient`
  if (layer.kind === 'frame') return `${layer.style} frame`
  const form = isVectorLayer(layer) ? 'vector' : 'pixels, embedded as PNG in an SVG'
  return `${layer.pattern} (${form}), seed ${layer.seed}`
}

/** The recipe of one pixel layer alone on nothing, small enough to embed. */
export function embeddedRecipe(recipe: Recipe, layer: Layer): Recipe {
  const shrink = Math.min(1, EMBEDDED_SIDE / Math.max(recipe.width, recipe.height))
  const { mask: _mask, clip: _clip, ...own } = layer
  const alone: Layer = { ...own, opacity: 1, blend: 'normal' }
  return {
    ...recipe,
    width: Math.max(1, Math.round(recipe.width * shrink)),
    height: Math.max(1, Math.round(recipe.height * shrink)),
    background: 'transparent',
    // The SVG itself moves, turns and cuts what is placed.
    layers: [alone.kind === 'pattern' ? { ...alone, place: undefined } : alone],
  }
}

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
  const layers = svgLayers(recipe, contents, place)
  return (
    svgOpening(page.view) +
    svgMetadata(recipe) +
    `<title>${escapeXml(describeRecipe(recipe))}</title>` +
    `${page.before}<g style="isolation:isolate">${ground}${layers}</g>${page.after}</svg>`
  )
}
