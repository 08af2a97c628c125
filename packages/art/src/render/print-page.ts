/** @module The page around an SVG picture: on a screen its pixels, in print its size, bleed and cutting marks. */
import { INCH_MM } from '../files/resolution.ts'
import type { Recipe } from '../recipe/schema.ts'
import { coordinate, type View } from '../scene/svg.ts'
import { frameOf } from './frame.ts'

/** Size of a print: pixels an inch, and millimetres that the picture reaches over the cut at each edge. */
export interface PrintSize {
  readonly dpi: number
  readonly bleedMm: number
}

/** How a picture lies on its page. */
export interface Page {
  readonly view: View
  /** SVG text before and after the picture: where it lies, and what is drawn around it. */
  readonly before: string
  readonly after: string
}

/** Millimetres from the bleed to the page's edge: room for the marks. */
const SLUG_MM = 6
/** Length of a mark, and the width of its line. */
const MARK_MM = 4
const MARK_LINE_MM = 0.1

/** The picture alone, as many pixels wide as the recipe says. */
export function screenPage(recipe: Recipe): Page {
  const { halfWidth, halfHeight } = frameOf(recipe)
  const box = [-halfWidth, -halfHeight, halfWidth, halfHeight] as const
  return { view: { box, width: String(recipe.width), height: String(recipe.height) }, before: '', after: '' }
}

/** The picture at its physical size. With a bleed the page is larger by it and by the marks on all sides. */
export function printPage(recipe: Recipe, { dpi, bleedMm }: PrintSize): Page {
  const { halfWidth, halfHeight } = frameOf(recipe)
  /** Units of the picture in a millimetre. */
  const unit = (2 * halfWidth * dpi) / (recipe.width * INCH_MM)
  const margin = bleedMm === 0 ? 0 : (bleedMm + SLUG_MM) * unit
  const box = [-halfWidth - margin, -halfHeight - margin, halfWidth + margin, halfHeight + margin] as const
  const millimetres = (units: number) => `${Math.round((units / unit) * 1000) / 1000}mm`
  const view = { box, width: millimetres(box[2] - box[0]), height: millimetres(box[3] - box[1]) }
  if (bleedMm === 0) return { view, before: '', after: '' }
  const bleed = bleedMm * unit
  // Enlarged evenly until both sides reach over the cut; the rest is hidden by the clip.
  const scale = Math.max((halfWidth + bleed) / halfWidth, (halfHeight + bleed) / halfHeight)
  const clip =
    `<clipPath id="bleed"><rect x="${coordinate(-halfWidth - bleed)}" y="${coordinate(-halfHeight - bleed)}" ` +
    `width="${coordinate(2 * (halfWidth + bleed))}" height="${coordinate(2 * (halfHeight + bleed))}"/></clipPath>`
  return {
    view,
    before: `<defs>${clip}</defs><g clip-path="url(#bleed)"><g transform="scale(${Math.round(scale * 1e6) / 1e6})">`,
    after: `</g></g>${cuttingMarks(halfWidth, halfHeight, { bleed, unit })}`,
  }
}

/** Two lines at each corner of the cut, outside the bleed. */
function cuttingMarks(
  halfWidth: number,
  halfHeight: number,
  { bleed, unit }: { readonly bleed: number; readonly unit: number },
): string {
  const near = bleed + (SLUG_MM - MARK_MM) * 0.5 * unit
  const far = near + MARK_MM * unit
  let path = ''
  for (const sx of [-1, 1]) {
    for (const sy of [-1, 1]) {
      const x = sx * halfWidth
      const y = sy * halfHeight
      path += `M${coordinate(x + sx * near)} ${coordinate(y)}L${coordinate(x + sx * far)} ${coordinate(y)}`
      path += `M${coordinate(x)} ${coordinate(y + sy * near)}L${coordinate(x)} ${coordinate(y + sy * far)}`
    }
  }
  return `<path d="${path}" stroke="#000000" stroke-width="${coordinate(MARK_LINE_MM * unit)}" fill="none"/>`
}
