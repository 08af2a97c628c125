/** @module Rendering in the browser: Web Workers, PNG by CompressionStream, JPEG and WebP by the canvas. */

import { ArtError } from '../errors.ts'
import { joinBytes, pngChunk, pngEnding, pngOpening } from '../files/png.ts'
import { jpegWithRecipe, recipeJson, webpWithRecipe } from '../files/recipe-in-file.ts'
import { pngResolution } from '../files/resolution.ts'
import type { Recipe } from '../recipe/schema.ts'
import { type SpawnWorker, WorkerPool } from '../render/pool.ts'
import { type RenderControl, renderBands } from '../render/render.ts'
import {
  collectPixels,
  createRendererOn,
  type Encoding,
  type LossyEncoding,
  type Renderer,
  type RendererSettings,
} from '../render/renderer.ts'

const spawnWorker: SpawnWorker = (onReply, onError) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }) => onReply(data))
  worker.addEventListener('error', (event) => onError(event.message))
  return { post: (request) => worker.postMessage(request), terminate: () => worker.terminate() }
}

/** Creates a renderer on Web Workers; when `threads` is not given, as many as the machine has cores, at most 8. */
export function createRenderer({
  threads = Math.min(8, navigator.hardwareConcurrency),
  findFont,
}: RendererSettings = {}): Renderer {
  return createRendererOn(new WorkerPool(Math.max(1, threads), spawnWorker, findFont), { png, jpeg, webp })
}

/** The filtered rows of all bands go through one deflate stream of the browser. */
async function png(
  pool: WorkerPool,
  recipe: Recipe,
  { dpi, ...control }: Encoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = recipe
  const deflate = new CompressionStream('deflate')
  const writer = deflate.writable.getWriter()
  const packed = new Response(deflate.readable).arrayBuffer()
  try {
    await renderBands(pool, { recipe, format: 'filtered', ...control }, ({ bytes }) => writer.write(bytes))
    await writer.close()
  } catch (error) {
    await Promise.allSettled([writer.abort(error), packed])
    throw error
  }
  const channels = recipe.background === 'transparent' ? 4 : 3
  return joinBytes([
    pngOpening(
      { width, height, channels },
      recipeJson(recipe),
      dpi === undefined ? [] : [pngResolution(dpi)],
    ),
    pngChunk('IDAT', new Uint8Array(await packed)),
    pngEnding(),
  ])
}

async function jpeg(
  pool: WorkerPool,
  recipe: Recipe,
  { quality, dpi, ...control }: LossyEncoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const { canvas, context } = await paint(pool, recipe, control)
  // JPEG has no transparency: what is see-through lies on white.
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, recipe.width, recipe.height)
  return jpegWithRecipe(await encode(canvas, 'image/jpeg', quality), recipe, dpi)
}

async function webp(
  pool: WorkerPool,
  recipe: Recipe,
  { quality, ...control }: LossyEncoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const { canvas } = await paint(pool, recipe, control)
  return webpWithRecipe(await encode(canvas, 'image/webp', quality), recipe)
}

async function paint(pool: WorkerPool, recipe: Recipe, control: RenderControl) {
  const { rgba, width, height } = await collectPixels(pool, recipe, control)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null)
    throw new ArtError('render.failed', 'this browser gives no 2D canvas to encode a file')
  context.putImageData(new ImageData(rgba, width, height), 0, 0)
  return { canvas, context }
}

async function encode(canvas: OffscreenCanvas, type: string, quality: number): Promise<Uint8Array> {
  const blob = await canvas.convertToBlob({ type, quality: quality / 100 })
  // HTML, 4.12.5.2: a browser without the encoder answers a PNG.
  if (blob.type !== type)
    throw new ArtError('render.failed', `this browser cannot write ${type}; write a PNG`)
  return new Uint8Array(await blob.arrayBuffer())
}
