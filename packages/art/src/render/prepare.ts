/** @module Layers made ready: scenes drawn, simulations run, shaders built. */
import { resolvePalette } from '../color/palette.ts'
import { ArtError } from '../errors.ts'
import { createRandom } from '../numeric/random.ts'
import type { DrawInput, Frame, Prepared, Shader } from '../patterns/pattern.ts'
import { findPattern } from '../patterns/registry.ts'
import type { Layer, Params, PatternLayer, Recipe } from '../recipe/schema.ts'
import type { Placement } from '../scene/flatten.ts'
import { type FlatShape, flattenShapes } from '../scene/raster.ts'
import type { Shape } from '../scene/scene.ts'
import { drawText } from '../text/draw.ts'
import type { Shaper } from '../text/shape.ts'

/** A layer's costly part, done once and then sent to every thread. */
export type PreparedLayer =
  | { readonly kind: 'shapes'; readonly shapes: readonly Shape[] }
  | { readonly kind: 'field'; readonly data: Prepared }

/** A layer ready to give pixels. */
export type ReadyLayer =
  | { readonly kind: 'shapes'; readonly shapes: readonly FlatShape[] }
  | { readonly kind: 'field'; readonly shader: Shader; readonly samples: number }

/** Opens a font by its name in the recipe. */
export type OpenFont = (font: string) => Promise<Shaper>

/** Unit space of a picture of that many pixels. */
export function frameOf({ width, height }: { readonly width: number; readonly height: number }): Frame {
  const short = Math.min(width, height)
  return { halfWidth: width / short, halfHeight: height / short, pixel: 2 / short }
}

/** From unit space to the pixels of the picture. */
export function placementOf({
  width,
  height,
}: {
  readonly width: number
  readonly height: number
}): Placement {
  return { scale: Math.min(width, height) / 2, left: width / 2, top: height / 2 }
}

/** Does a layer's one-time work. */
export async function prepareLayer(layer: Layer, recipe: Recipe, openFont: OpenFont): Promise<PreparedLayer> {
  const frame = frameOf(recipe)
  if (layer.kind === 'text') {
    return { kind: 'shapes', shapes: drawText(layer, frame, await openFont(layer.font)).shapes }
  }
  const pattern = patternOf(layer)
  const input = drawInput(layer, frame)
  if (pattern.kind === 'vector') return { kind: 'shapes', shapes: pattern.draw(input).shapes }
  return { kind: 'field', data: pattern.prepare?.(input) ?? {} }
}

/** Builds what a prepared layer paints with; cheap, done on every thread. */
export function readyLayer(layer: Layer, recipe: Recipe, prepared: PreparedLayer): ReadyLayer {
  if (prepared.kind === 'shapes') {
    return { kind: 'shapes', shapes: flattenShapes(prepared.shapes, placementOf(recipe)) }
  }
  const pattern = layer.kind === 'pattern' ? patternOf(layer) : undefined
  if (pattern?.kind !== 'pixel' || layer.kind !== 'pattern') {
    throw new ArtError('render.failed', 'a pixel field was prepared for a layer that is not a pixel pattern')
  }
  const shader = pattern.draw(drawInput(layer, frameOf(recipe)), prepared.data)
  return { kind: 'field', shader, samples: pattern.samples }
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
