/** @module One band of a picture: every layer drawn, blended and brought to 8 bits. */
import { parseHex } from '../color/color.ts'
import { composite, type Pixels } from '../layers/blend.ts'
import { alphaWeights, applyWeights, maskWeights, type Weights } from '../layers/mask.ts'
import { clamp, fract } from '../numeric/math.ts'
import { CALM } from '../patterns/field.ts'
import type { Frame, Shader } from '../patterns/pattern.ts'
import type { Layer, Recipe } from '../recipe/schema.ts'
import { drawShapes, type FlatShape } from '../scene/raster.ts'
import type { Band } from './bands.ts'
import { frameOf, placementOf } from './frame.ts'
import type { ReadyLayer } from './prepare.ts'

/**
 * Renders rows `top` to `bottom` as 8-bit RGBA, colour not multiplied by alpha. `drawn` holds, by the layer's place in the recipe, the
 * premultiplied pixels of fields that were drawn elsewhere.
 */
export type BandRenderer = (band: Band, drawn?: readonly (Pixels | undefined)[]) => Uint8Array<ArrayBuffer>

/** Creates the renderer of a recipe's bands; it keeps its buffers from one band to the next. */
export function createBandRenderer(recipe: Recipe, layers: readonly ReadyLayer[]): BandRenderer {
  // Room for masks, clips and cuts is taken only where a layer has one.
  const isGuarded =
    layers.some(({ crop }) => crop !== undefined) ||
    recipe.layers.some(({ mask, clip }) => mask !== undefined || clip === true)
  let buffers = createBuffers(0, isGuarded)
  return (band, drawn = []) => {
    const count = recipe.width * (band.bottom - band.top)
    if (buffers.pixels.length < count * 4) buffers = createBuffers(count, isGuarded)
    const sheet: Sheet = {
      recipe,
      band,
      pixels: buffers.pixels.subarray(0, count * 4),
      source: buffers.source.subarray(0, count * 4),
      mask: buffers.mask.subarray(0, count),
      base: buffers.base.subarray(0, count),
      cut: buffers.cut.subarray(0, count * 4),
      drawn,
    }
    fillBackground(sheet.pixels, recipe.background)
    sheet.base.fill(1)
    let isMasked = false
    for (const [i, layer] of layers.entries()) isMasked = addLayer(sheet, layer, i, isMasked)
    return quantise(sheet.pixels, recipe.width, band.top)
  }
}

interface Sheet {
  readonly recipe: Recipe
  readonly band: Band
  /** What was painted so far, and the layer at hand by itself. */
  readonly pixels: Pixels
  readonly source: Pixels
  /** Weights by the mask below, and the form that clipped layers share. */
  readonly mask: Weights
  readonly base: Weights
  /** Room for the form that a placed layer is cut to. */
  readonly cut: Pixels
  /** Fields that were drawn elsewhere. */
  readonly drawn: readonly (Pixels | undefined)[]
}

function createBuffers(count: number, isGuarded: boolean) {
  const guards = isGuarded ? count : 0
  return {
    pixels: new Float32Array(count * 4),
    source: new Float32Array(count * 4),
    mask: new Float32Array(guards),
    base: new Float32Array(guards),
    cut: new Float32Array(guards * 4),
  }
}

/** Paints one layer, or keeps it as the next one's mask; answers whether the next one is masked. */
function addLayer(sheet: Sheet, ready: ReadyLayer, index: number, isMasked: boolean): boolean {
  const { recipe, band, pixels } = sheet
  const layer = recipe.layers[index]
  if (layer === undefined) return false
  const { opacity, blend, clip = false } = layer
  const isBase = !clip && recipe.layers[index + 1]?.clip === true
  const isAlone = layer.mask === undefined && !isMasked && !clip && !isBase && ready.crop === undefined
  // Shapes are laid over one another as a plain layer is: straight onto what lies below.
  if (isAlone && ready.kind === 'shapes' && blend === 'normal' && opacity === 1) {
    drawLayer(pixels, ready, recipe, band)
    return false
  }
  if (isAlone && opacity === 0) return false
  return paintGuarded(sheet, ready, layer, { isMasked, isBase, drawn: sheet.drawn[index] })
}

interface Guards {
  readonly isMasked: boolean
  readonly isBase: boolean
  /** The layer's pixels, if they were drawn elsewhere. */
  readonly drawn: Pixels | undefined
}

/** Draws a layer by itself, thins it by what guards it, and paints it or keeps it as a mask. */
function paintGuarded(
  sheet: Sheet,
  ready: ReadyLayer,
  { opacity, blend, mask, clip = false }: Layer,
  { isMasked, isBase, drawn }: Guards,
): boolean {
  const { recipe, band, pixels, source } = sheet
  if (drawn === undefined) {
    source.fill(0)
    drawLayer(source, ready, recipe, band)
  } else source.set(drawn)
  if (ready.crop !== undefined) cutOut(sheet, ready.crop)
  if (isMasked) applyWeights(source, sheet.mask)
  if (clip) applyWeights(source, sheet.base)
  if (mask !== undefined) {
    maskWeights(source, opacity, mask, sheet.mask)
    // What is clipped to a layer that is not painted is not clipped.
    if (!clip) sheet.base.fill(1)
    return true
  }
  if (isBase) alphaWeights(source, opacity, sheet.base)
  if (opacity > 0) composite(pixels, source, blend, opacity)
  return false
}

/** Leaves of a placed layer what lies inside its form. */
function cutOut({ recipe, band, source, cut }: Sheet, crop: readonly FlatShape[]): void {
  cut.fill(0)
  drawShapes(crop, { pixels: cut, width: recipe.width, ...band, placement: placementOf(recipe) })
  for (let at = 0; at < source.length; at += 4) {
    const covered = cut[at + 3] ?? 0
    for (let c = at; c < at + 4; c++) source[c] = (source[c] ?? 0) * covered
  }
}

function drawLayer(pixels: Pixels, layer: ReadyLayer, recipe: Recipe, band: Band): void {
  const { width } = recipe
  if (layer.kind === 'field') drawField(pixels, layer, { frame: frameOf(recipe), width, band })
  else drawShapes(layer.shapes, { pixels, width, ...band, placement: placementOf(recipe) })
}

function fillBackground(pixels: Pixels, background: string): void {
  if (background === 'transparent') {
    pixels.fill(0)
    return
  }
  const [red, green, blue] = parseHex(background)
  for (let i = 0; i < pixels.length; i += 4) {
    pixels[i] = red
    pixels[i + 1] = green
    pixels[i + 2] = blue
    pixels[i + 3] = 1
  }
}

interface FieldJob {
  readonly frame: Frame
  readonly width: number
  readonly band: Band
}

function drawField(
  out: Pixels,
  { shader, samples }: { readonly shader: Shader; readonly samples: number },
  { frame, width, band }: FieldJob,
): void {
  const side = Math.sqrt(samples)
  const offsets = Array.from({ length: side }, (_, i) => ((i + 0.5) / side) * frame.pixel)
  const sample = createSampler(shader, offsets)
  const mean = new Float64Array(4)
  let at = 0
  for (let row = band.top; row < band.bottom; row++) {
    const y = row * frame.pixel - frame.halfHeight
    for (let column = 0; column < width; column++, at += 4) {
      sample(column * frame.pixel - frame.halfWidth, y, mean)
      out.set(mean, at)
    }
  }
}

/** Takes the mean of the samples of the pixel whose corner is (left, top), premultiplied. */
type Sampler = (left: number, top: number, mean: Float64Array) => void

/**
 * Creates the sampler over a square grid of places in a pixel. It looks at the diagonal first; only where that
 * shows an edge does it look at the rest, which halves the work of most pictures.
 */
function createSampler(shader: Shader, offsets: readonly number[]): Sampler {
  const colour = new Float32Array(4)
  const sum = new Float64Array(4)
  const lowest = new Float64Array(4)
  const highest = new Float64Array(4)

  function look(x: number, y: number): void {
    colour[3] = 1
    shader(x, y, colour)
    const alpha = colour[3]
    for (let c = 0; c < 4; c++) {
      const value = c === 3 ? alpha : (colour[c] ?? 0) * alpha
      sum[c] = (sum[c] ?? 0) + value
      if (value < (lowest[c] ?? 0)) lowest[c] = value
      if (value > (highest[c] ?? 0)) highest[c] = value
    }
  }

  return (left, top, mean) => {
    sum.fill(0)
    lowest.fill(Infinity)
    highest.fill(-Infinity)
    for (const offset of offsets) look(left + offset, top + offset)
    let share = 1 / offsets.length
    if (offsets.length > 1 && spread(lowest, highest) > CALM) {
      lookBesides(offsets, (dx, dy) => look(left + dx, top + dy))
      share *= share
    }
    for (let c = 0; c < 4; c++) mean[c] = clamp((sum[c] ?? 0) * share, 0, 1)
  }
}

function spread(lowest: Float64Array, highest: Float64Array): number {
  let most = 0
  for (let c = 0; c < 4; c++) most = Math.max(most, (highest[c] ?? 0) - (lowest[c] ?? 0))
  return most
}

/** Visits the places of the grid that are not on its diagonal. */
function lookBesides(offsets: readonly number[], look: (dx: number, dy: number) => void): void {
  offsets.forEach((dy, i) => {
    offsets.forEach((dx, j) => {
      if (i !== j) look(dx, dy)
    })
  })
}

/**
 * Brings floats to 8 bits. Between two levels the pixel's place decides (interleaved gradient noise, Jimenez 2014),
 * so that wide gradients show no steps; a value that is a whole level stays exactly that level.
 */
function quantise(pixels: Pixels, width: number, top: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pixels.length)
  for (let i = 0, at = 0; at < pixels.length; i++, at += 4) {
    const alpha = pixels[at + 3] ?? 0
    if (alpha <= 0) continue
    const x = i % width
    const y = top + (i - x) / width
    const threshold = 0.004 + 0.992 * fract(52.9829189 * fract(0.06711056 * x + 0.00583715 * y))
    const scale = 255 / alpha
    for (let c = at; c < at + 3; c++) {
      bytes[c] = Math.min(255, Math.floor((pixels[c] ?? 0) * scale + threshold))
    }
    bytes[at + 3] = Math.round(alpha * 255)
  }
  return bytes
}
