/** @module Rendering in Node: worker threads, zlib in the workers, JPEG and WebP by sharp. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { joinAdler32 } from '../files/checksums.ts'
import { joinBytes, pngChunk, pngEnding, pngOpening } from '../files/png.ts'
import { jpegWithRecipe, recipeJson, webpWithRecipe } from '../files/recipe-in-file.ts'
import { pngResolution } from '../files/resolution.ts'
import type { Recipe } from '../recipe/schema.ts'
import { type SpawnWorker, WorkerPool } from '../render/pool.ts'
import { renderBands } from '../render/render.ts'
import {
  createRendererOn,
  type Encoding,
  type LossyEncoding,
  type Renderer,
  type RendererSettings,
} from '../render/renderer.ts'

const spawnWorker: SpawnWorker = (onReply, onError) => {
  // `node --input-type ... -e` is about the main script; a worker, which is a file, refuses it.
  const execArgv = process.execArgv.filter((flag) => !flag.startsWith('--input-type'))
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { execArgv })
  worker.on('message', onReply)
  worker.on('error', onError)
  return {
    post: (request) => worker.postMessage(request),
    terminate: () => {
      // A stopped worker has nothing left to say; its exit needs no waiting.
      worker.terminate().catch(onError)
    },
  }
}

/** Creates a renderer on worker threads; as many as the machine has cores when `threads` is not given. */
export function createRenderer({
  threads = availableParallelism(),
  findFont,
}: RendererSettings = {}): Renderer {
  return createRendererOn(new WorkerPool(Math.max(1, threads), spawnWorker, findFont), { png, jpeg, webp })
}

/** Each worker deflates its bands; the pieces follow one another as one zlib stream, one IDAT chunk each. */
async function png(
  pool: WorkerPool,
  recipe: Recipe,
  { dpi, ...control }: Encoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = recipe
  const channels = recipe.background === 'transparent' ? 4 : 3
  // RFC 1950: deflate with a 32 KiB window, fastest-but-one level, no dictionary.
  const pieces = [
    pngOpening(
      { width, height, channels },
      recipeJson(recipe),
      dpi === undefined ? [] : [pngResolution(dpi)],
    ),
    pngChunk('IDAT', Uint8Array.of(0x78, 0x5e)),
  ]
  let adler = 1
  await renderBands(pool, { recipe, format: 'deflated', ...control }, (band) => {
    pieces.push(pngChunk('IDAT', band.bytes))
    adler = joinAdler32(adler, band.adler, band.filteredBytes)
  })
  const check = new Uint8Array(4)
  new DataView(check.buffer).setUint32(0, adler)
  pieces.push(pngChunk('IDAT', check), pngEnding())
  return joinBytes(pieces)
}

async function jpeg(
  pool: WorkerPool,
  recipe: Recipe,
  { quality, dpi, ...control }: LossyEncoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = recipe
  // Three channels, not four: at 8192 px the encoder holds several copies of what it is given.
  const rgb = new Uint8Array(width * height * 3)
  await renderBands(pool, { recipe, format: 'rgba', ...control }, ({ bytes }, { top }) => {
    layOnWhite(bytes, rgb.subarray(top * width * 3))
  })
  const { default: sharp } = await import('sharp')
  const file = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: quality >= 85 ? '4:4:4' : '4:2:0' })
    .toBuffer()
  return jpegWithRecipe(file, recipe, dpi)
}

async function webp(
  pool: WorkerPool,
  recipe: Recipe,
  { quality, ...control }: LossyEncoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = recipe
  const channels = recipe.background === 'transparent' ? 4 : 3
  const pixels = new Uint8Array(width * height * channels)
  await renderBands(pool, { recipe, format: 'rgba', ...control }, ({ bytes }, { top }) => {
    if (channels === 4) pixels.set(bytes, top * width * 4)
    else layOnWhite(bytes, pixels.subarray(top * width * 3))
  })
  const { default: sharp } = await import('sharp')
  const file = await sharp(pixels, { raw: { width, height, channels } })
    .webp(quality === 100 ? { lossless: true, effort: 2 } : { quality, effort: 3 })
    .toBuffer()
  return webpWithRecipe(file, recipe)
}

/** JPEG has no transparency: what is see-through lies on white. */
function layOnWhite(rgba: Uint8Array, rgb: Uint8Array): void {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] ?? 255
    for (let c = 0; c < 3; c++) {
      rgb[to + c] = Math.round(((rgba[from + c] ?? 0) * alpha + 255 * (255 - alpha)) / 255)
    }
  }
}
