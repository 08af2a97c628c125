/** @module The layers of an SVG document: each a group, with blending, masks, clips and placing as SVG writes them. */
import type { Mask } from '../recipe/fields.ts'
import type { Layer, Recipe } from '../recipe/schema.ts'
import { coordinate, pathToSvg, shapesToSvg } from '../scene/svg.ts'
import { placingOf } from './placing.ts'
import type { PreparedLayer } from './prepare.ts'

/** A layer's content: its shapes, or its pixels as a `data:` URL of a PNG. */
export type SvgLayer = { readonly shapes: Extract<PreparedLayer, { kind: 'shapes' }>['shapes'] } | string

/** Writes all layers, the lowest first. `area` are the attributes of a rectangle that covers the picture. */
export function svgLayers(recipe: Recipe, contents: readonly SvgLayer[], area: string): string {
  const writer: Writer = { area, masked: undefined, base: undefined }
  return contents.map((content, i) => writeLayer(writer, recipe, content, i)).join('')
}

interface Writer {
  readonly area: string
  /** Id of the mask that the next layer stands behind. */
  masked: string | undefined
  /** Id of the mask that clipped layers share. */
  base: string | undefined
}

function writeLayer(writer: Writer, recipe: Recipe, content: SvgLayer, i: number): string {
  const layer = recipe.layers[i]
  if (layer === undefined) return ''
  const { area } = writer
  const inner =
    typeof content === 'string'
      ? `<image ${area} preserveAspectRatio="none" xlink:href="${content}"/>`
      : shapesToSvg(content.shapes, `l${i}g`)
  const guards = [writer.masked, layer.clip === true ? writer.base : undefined]
  const placed = guarded(placedContent(inner, layer, recipe, i), guards)
  writer.masked = undefined
  if (layer.mask !== undefined) {
    writer.masked = `m${i}`
    writer.base = undefined
    return `<defs>${maskElement(`m${i}`, fadedGroup(placed, layer), layer.mask, area)}</defs>`
  }
  const isBase = layer.clip !== true && recipe.layers[i + 1]?.clip === true
  if (layer.clip !== true) writer.base = isBase ? `b${i}` : undefined
  const group = `<g${isBase ? ` id="l${i}"` : ''}${layerStyle(layer)}>${placed}</g>`
  if (!isBase) return group
  const form = maskElement(`b${i}`, `<use xlink:href="#l${i}"/>`, { by: 'alpha', invert: false }, area)
  return `${group}<defs>${form}</defs>`
}

/** A group behind each of the masks that are there. */
function guarded(content: string, masks: readonly (string | undefined)[]): string {
  return masks.reduce<string>(
    (inner, mask) => (mask === undefined ? inner : `<g mask="url(#${mask})">${inner}</g>`),
    content,
  )
}

function fadedGroup(content: string, { opacity }: Layer): string {
  return opacity === 1 ? content : `<g opacity="${opacity}">${content}</g>`
}

/** Content cut to its form and laid where it belongs. */
function placedContent(inner: string, layer: Layer, recipe: Recipe, i: number): string {
  if (layer.kind !== 'pattern' || layer.place === undefined) return inner
  const { x, y, scale, cos, sin, ownCrop } = placingOf(layer.place, recipe)
  const number = (value: number) => String(Math.round(value * 1e6) / 1e6)
  const [a, b] = [number(scale * cos), number(scale * sin)]
  const matrix = `matrix(${a} ${b} ${number(-scale * sin)} ${a} ${coordinate(x)} ${coordinate(y)})`
  const clip = `<clipPath id="c${i}"><path d="${pathToSvg(ownCrop.commands)}"/></clipPath>`
  return `<defs>${clip}</defs><g transform="${matrix}"><g clip-path="url(#c${i})">${inner}</g></g>`
}

/** What lies in a filter of colours, row by row: red, green, blue, alpha. */
const TO_BLACK = '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0'
const INVERTED = '-1 0 0 0 1 0 -1 0 0 1 0 0 -1 0 1 0 0 0 1 0'

/** A mask (CSS Masking Level 1) by alpha or light; inverted ones are drawn inverted, because SVG knows no other way. */
function maskElement(id: string, content: string, { by, invert }: Mask, area: string): string {
  const filter = (values: string): string =>
    `<filter id="${id}f" filterUnits="userSpaceOnUse" ${area} color-interpolation-filters="sRGB">` +
    `<feColorMatrix type="matrix" values="${values}"/></filter>`
  const open = (type: 'alpha' | 'luminance'): string =>
    `<mask id="${id}" mask-type="${type}" style="mask-type:${type}" maskUnits="userSpaceOnUse" ${area}>`
  if (!invert) return `${open(by)}${content}</mask>`
  // White less what the content covers, or what is light in it.
  const isAlpha = by === 'alpha'
  const ground = `<rect ${area} fill="${isAlpha ? '#ffffff' : '#000000'}"/>`
  const painted = isAlpha
    ? `${ground}<g filter="url(#${id}f)">${content}</g>`
    : `<g filter="url(#${id}f)">${ground}${content}</g>`
  return `${filter(isAlpha ? TO_BLACK : INVERTED)}${open('luminance')}${painted}</mask>`
}

/** CSS `mix-blend-mode` calls `add` plus-lighter; the other names are the same. */
function layerStyle({ opacity, blend }: Layer): string {
  const mode = blend === 'add' ? 'plus-lighter' : blend
  const fade = opacity === 1 ? '' : ` opacity="${opacity}"`
  return mode === 'normal' ? fade : `${fade} style="mix-blend-mode:${mode}"`
}
