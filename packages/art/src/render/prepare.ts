/** @module Layers made ready: scenes drawn, simulations run, shaders built. */
import { resolvePalette } from '../color/palette.ts'
import { ArtError } from '../errors.ts'
import { drawFrame } from '../layers/frame.ts'
import { drawGradient, shadeConic } from '../layers/gradient.ts'
import { createRandom } from '../numeric/random.ts'
import type { FieldProgram } from '../patterns/field.ts'
import type { DrawInput, Frame, Prepared, Shader } from '../patterns/pattern.ts'
import { findPattern } from '../patterns/registry.ts'
import type { Layer, Params, PatternLayer, Recipe } from '../recipe/schema.ts'
import { type FlatShape, flattenShapes } from '../scene/raster.ts'
import type { Shape } from '../scene/scene.ts'
import { drawText, drawWatermark } from '../text/draw.ts'
import type { Shaper } from '../text/shape.ts'
import { frameOf, placementOf } from './frame.ts'
import { movedShader, movedShape, placingOf } from './placing.ts'

/** A layer's costly part, done once and then sent to every thread. */
export type PreparedLayer =
  | { readonly kind: 'shapes'; readonly shapes: readonly Shape[] }
  | { readonly kind: 'field'; readonly data: Prepared }

/** A layer ready to give pixels. */
export type ReadyLayer =
  | { readonly kind: 'shapes'; readonly shapes: readonly FlatShape[]; readonly crop: Crop }
  | { readonly kind: 'field'; readonly shader: Shader; readonly samples: number; readonly crop: Crop }

/** The form that a placed layer is cut to; undefined when it fills the picture. */
type Crop = readonly FlatShape[] | undefined

/** A layer for the GPU. */
export interface FieldJob {
  readonly program: FieldProgram
  /** Samples on a side of each pixel. */
  readonly side: number
}

/** Opens a font by its name in the recipe. */
export type OpenFont = (font: string) => Promise<Shaper>

/** Does a layer's one-time work. */
export async function prepareLayer(layer: Layer, recipe: Recipe, openFont: OpenFont): Promise<PreparedLayer> {
  const frame = frameOf(recipe)
  switch (layer.kind) {
    case 'text':
      return { kind: 'shapes', shapes: drawText(layer, frame, await openFont(layer.font)).shapes }
    case 'watermark':
      return { kind: 'shapes', shapes: drawWatermark(layer, frame, await openFont(layer.font)).shapes }
    case 'frame':
      return { kind: 'shapes', shapes: drawFrame(layer, frame).shapes }
    case 'gradient':
      if (layer.form === 'conic') return { kind: 'field', data: {} }
      return { kind: 'shapes', shapes: drawGradient(layer, frame).shapes }
    case 'pattern':
      return preparePattern(layer, frame)
  }
}

function preparePattern(layer: PatternLayer, frame: Frame): PreparedLayer {
  const pattern = patternOf(layer)
  const input = drawInput(layer, frame)
  if (pattern.kind === 'vector') return { kind: 'shapes', shapes: pattern.draw(input).shapes }
  return { kind: 'field', data: pattern.prepare?.(input) ?? {} }
}

/** Builds what a prepared layer paints with; cheap, done on every thread. */
export function readyLayer(layer: Layer, recipe: Recipe, prepared: PreparedLayer): ReadyLayer {
  const placing =
    layer.kind === 'pattern' && layer.place !== undefined ? placingOf(layer.place, recipe) : undefined
  const crop = placing && flattenShapes([placing.crop], placementOf(recipe))
  if (prepared.kind === 'shapes') {
    const shapes =
      placing === undefined ? prepared.shapes : prepared.shapes.map((each) => movedShape(each, placing))
    return { kind: 'shapes', shapes: flattenShapes(shapes, placementOf(recipe)), crop }
  }
  const frame = frameOf(recipe)
  if (layer.kind === 'gradient') return { kind: 'field', shader: shadeConic(layer, frame), samples: 1, crop }
  const pattern = layer.kind === 'pattern' ? patternOf(layer) : undefined
  if (pattern?.kind !== 'pixel' || layer.kind !== 'pattern') {
    throw new ArtError('render.failed', 'a pixel field was prepared for a layer that is not a pixel pattern')
  }
  if (placing === undefined) {
    const shader = pattern.draw(drawInput(layer, frame), prepared.data)
    return { kind: 'field', shader, samples: pattern.samples, crop }
  }
  const shader = pattern.draw(
    drawInput(layer, { ...frame, pixel: frame.pixel / placing.scale }),
    prepared.data,
  )
  return { kind: 'field', shader: movedShader(shader, placing), samples: pattern.samples, crop }
}

/** What the GPU draws a layer with; undefined for one that only the CPU can draw. */
export function fieldOf(layer: Layer, recipe: Recipe, prepared: PreparedLayer): FieldJob | undefined {
  if (layer.kind !== 'pattern' || layer.place !== undefined || prepared.kind !== 'field') return undefined
  const pattern = patternOf(layer)
  if (pattern.kind !== 'pixel') return undefined
  const program = pattern.field?.(drawInput(layer, frameOf(recipe)), prepared.data)
  return program && { program, side: Math.sqrt(pattern.samples) }
}

function patternOf(layer: PatternLayer) {
  const pattern = findPattern(layer.pattern)
  if (pattern === undefined) {
    throw new ArtError('recipe.invalid', `pattern '${layer.pattern}' does not exist`, { field: 'pattern' })
  }
  return pattern
}

function drawInput(layer: PatternLayer, frame: Frame): DrawInput<Params> {
  return {
    ...frame,
    random: createRandom(layer.seed).fork(layer.pattern),
    palette: resolvePalette(layer.palette),
    params: layer.params,
  }
}
