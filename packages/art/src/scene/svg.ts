/** @module Scenes as SVG text. */
import { type Box, CLOSE, COMMAND_NUMBERS } from './path.ts'
import type { Gradient, Paint, Shape } from './scene.ts'

/** Thousandths of a unit are the numbers in the SVG, kept to two decimals: 0.04 px at 8192 px. */
const SCALE = 1000

/** One number of the SVG: unit space to thousandths, two decimals, the shortest text. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * SCALE * 100) / 100
  return String(rounded === 0 ? 0 : rounded)
}

const LETTERS = ['M', 'L', 'Q', 'C', 'Z'] as const

/** The path as the `d` attribute writes it. */
export function pathToSvg(commands: Float64Array): string {
  let text = ''
  for (let i = 0; i < commands.length; ) {
    const command = commands[i] ?? CLOSE
    const end = i + 1 + (COMMAND_NUMBERS[command] ?? 0)
    text += LETTERS[command]
    for (let at = i + 1; at < end; at++) text += `${at > i + 1 ? ' ' : ''}${coordinate(commands[at] ?? 0)}`
    i = end
  }
  return text
}

/** The part of unit space that a document shows, and its size: pixels, or a length with its unit (`210mm`). */
export interface View {
  readonly box: Box
  readonly width: string
  readonly height: string
}

/** Gradients met so far, each with the id under which it is defined. */
type Definitions = Map<Gradient, string>

function number(value: number): string {
  return String(Math.round(value * 10_000) / 10_000)
}

function paint(value: Paint | undefined, definitions: Definitions, prefix: string): string {
  if (value === undefined) return 'none'
  if (typeof value === 'string') return value
  let id = definitions.get(value)
  if (id === undefined) {
    id = `${prefix}${definitions.size}`
    definitions.set(value, id)
  }
  return `url(#${id})`
}

function shapeToSvg(shape: Shape, definitions: Definitions, prefix: string): string {
  let text = `<path d="${pathToSvg(shape.commands)}" fill="${paint(shape.fill, definitions, prefix)}"`
  if (shape.stroke !== undefined) {
    text += ` stroke="${paint(shape.stroke, definitions, prefix)}"`
    text += ` stroke-width="${coordinate(shape.strokeWidth ?? 0)}"`
    if (shape.cap !== 'butt') text += ' stroke-linecap="round" stroke-linejoin="round"'
  }
  if (shape.opacity !== undefined && shape.opacity < 1) {
    const faded = number(shape.opacity)
    text += ` fill-opacity="${faded}" stroke-opacity="${faded}"`
  }
  return `${text}/>`
}

function gradientToSvg(gradient: Gradient, id: string): string {
  const [x1, y1] = gradient.from
  const [x2, y2] = gradient.to
  const stops = gradient.stops
    .map(({ offset, colour, opacity }) => {
      const faded = opacity === undefined || opacity === 1 ? '' : ` stop-opacity="${number(opacity)}"`
      return `<stop offset="${number(offset)}" stop-color="${colour}"${faded}/>`
    })
    .join('')
  if (gradient.type === 'linear') {
    const line = `x1="${coordinate(x1)}" y1="${coordinate(y1)}" x2="${coordinate(x2)}" y2="${coordinate(y2)}"`
    return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" ${line}>${stops}</linearGradient>`
  }
  const radius = Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1))
  const circle = `cx="${coordinate(x1)}" cy="${coordinate(y1)}" r="${coordinate(radius)}"`
  return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" ${circle}>${stops}</radialGradient>`
}

/** The shapes as a run of SVG elements, definitions first; `prefix` keeps ids of several scenes apart. */
export function shapesToSvg(shapes: readonly Shape[], prefix: string): string {
  const definitions: Definitions = new Map()
  const body = shapes.map((each) => shapeToSvg(each, definitions, prefix)).join('')
  if (definitions.size === 0) return body
  const defs = [...definitions].map(([gradient, id]) => gradientToSvg(gradient, id)).join('')
  return `<defs>${defs}</defs>${body}`
}

/** The opening tag of a document that shows `view`. */
export function svgOpening({ box: [left, top, right, bottom], width, height }: View): string {
  const viewBox = [left, top, right - left, bottom - top].map((value) => number(value * SCALE)).join(' ')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${width}" height="${height}" viewBox="${viewBox}" preserveAspectRatio="none">`
  )
}

/** Text made safe inside SVG elements and attributes. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
