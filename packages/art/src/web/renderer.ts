/** @module Rendering in the browser: Web Workers, PNG by CompressionStream, JPEG by the canvas. */

import { ArtError } from '../errors.ts'
import { joinBytes, pngChunk, pngEnding, pngOpening } from '../files/png.ts'
import { jpegWithRecipe, recipeJson } from '../files/recipe-in-file.ts'
import type { Recipe } from '../recipe/schema.ts'
import { type SpawnWorker, WorkerPool } from '../render/pool.ts'
import { type RenderControl, renderBands } from '../render/render.ts'
import { collectPixels, createRendererOn, type Renderer } from '../render/renderer.ts'

const spawnWorker: SpawnWorker = (onReply, onError) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }) => onReply(data))
  worker.addEventListener('error', (event) => onError(event.message))
  return { post: (request) => worker.postMessage(request), terminate: () => worker.terminate() }
}

/** Creates a renderer on Web Workers; when `threads` is not given, as many as the machine has cores, at most 8. */
export function createRenderer({ threads = Math.min(8, navigator.hardwareConcurrency) } = {}): Renderer {
  return createRendererOn(new WorkerPool(Math.max(1, threads), spawnWorker), { png, jpeg })
}

/** The filtered rows of all bands go through one deflate stream of the browser. */
async function png(
  pool: WorkerPool,
  recipe: Recipe,
  control: RenderControl,
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
    pngOpening({ width, height, channels }, recipeJson(recipe)),
    pngChunk('IDAT', new Uint8Array(await packed)),
    pngEnding(),
  ])
}

async function jpeg(
  pool: WorkerPool,
  recipe: Recipe,
  { quality, ...control }: RenderControl & { readonly quality: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const { rgba, width, height } = await collectPixels(pool, recipe, control)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new ArtError('render.failed', 'this browser gives no 2D canvas for the JPEG')
  context.putImageData(new ImageData(rgba, width, height), 0, 0)
  // JPEG has no transparency: what is see-through lies on white.
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height)
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 })
  return jpegWithRecipe(new Uint8Array(await blob.arrayBuffer()), recipe)
}
