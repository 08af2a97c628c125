/** @module The renderer that both platforms offer; they bring workers and the last step of encoding. */
import { ArtError } from '../errors.ts'
import type { Recipe } from '../recipe/schema.ts'
import { isVectorLayer } from './bands.ts'
import type { WorkerPool } from './pool.ts'
import { type Cancellation, type RenderControl, renderBands } from './render.ts'
import { embeddedRecipe, type SvgLayer, svgDocument } from './svg-document.ts'

/** File formats a renderer writes. */
export type RenderFormat = 'png' | 'jpeg' | 'svg'

/** How to render. */
export interface RenderOptions extends RenderControl {
  /** `png` when not given. */
  readonly format?: RenderFormat
  /** JPEG quality 1 to 100; 92 when not given. */
  readonly quality?: number
}

/** A finished file. */
export interface Rendering {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/svg+xml'
  readonly width: number
  readonly height: number
}

/** Finished pixels: 8-bit RGBA by rows, colour not multiplied by alpha. */
export interface PixelRendering {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** Renders recipes on worker threads. Close it, or hold it with `await using`. */
export interface Renderer extends AsyncDisposable {
  /**
   * Renders a file that carries its recipe. Rejects with `render.cancelled` when the signal aborts, with
   * `text.missing-glyph` when a font lacks a character, with `render.closed` after `close`.
   */
  readonly render: (recipe: Recipe, options?: RenderOptions) => Promise<Rendering>
  /** Renders plain pixels, for previews and comparisons. */
  readonly renderPixels: (recipe: Recipe, control?: RenderControl) => Promise<PixelRendering>
  /** Stops the workers; what still renders is rejected. */
  readonly close: () => Promise<void>
}

/** What a platform adds: files from bands. The JPEG's quality is from 1 to 100. */
export interface Encoders {
  readonly png: (pool: WorkerPool, recipe: Recipe, control: RenderControl) => Promise<Uint8Array<ArrayBuffer>>
  readonly jpeg: (
    pool: WorkerPool,
    recipe: Recipe,
    control: RenderControl & { readonly quality: number },
  ) => Promise<Uint8Array<ArrayBuffer>>
}

/** Renders a recipe's pixels into one array. */
export async function collectPixels(
  pool: WorkerPool,
  recipe: Recipe,
  control: RenderControl,
): Promise<PixelRendering> {
  const { width, height } = recipe
  const rgba = new Uint8ClampedArray(width * height * 4)
  await renderBands(pool, { recipe, format: 'rgba', ...control }, ({ bytes }, { top }) => {
    rgba.set(bytes, top * width * 4)
  })
  return { rgba, width, height }
}

/** Makes a renderer of a pool and a platform's encoders. */
export function createRendererOn(pool: WorkerPool, encoders: Encoders): Renderer {
  const renderPixels = (recipe: Recipe, control: RenderControl = {}) => collectPixels(pool, recipe, control)

  async function render(recipe: Recipe, options: RenderOptions = {}): Promise<Rendering> {
    const { format = 'png', quality = 92, ...control } = options
    const { width, height } = recipe
    if (format === 'png') {
      return { bytes: await encoders.png(pool, recipe, control), mediaType: 'image/png', width, height }
    }
    if (format === 'svg') {
      const svg = await renderSvg(pool, encoders, recipe, control)
      return { bytes: new TextEncoder().encode(svg), mediaType: 'image/svg+xml', width, height }
    }
    if (!(quality >= 1 && quality <= 100)) {
      throw new ArtError('recipe.invalid', `the JPEG quality is ${quality}; it must be from 1 to 100`, {
        field: 'quality',
      })
    }
    const bytes = await encoders.jpeg(pool, recipe, { ...scaled(control, 0, 0.9), quality })
    control.onProgress?.(1)
    return { bytes, mediaType: 'image/jpeg', width, height }
  }

  async function close(): Promise<void> {
    pool.close()
  }
  return { render, renderPixels, close, [Symbol.asyncDispose]: close }
}

/** Progress of one part of a larger whole. */
function scaled(control: RenderControl, from: number, to: number): RenderControl {
  const { signal, onProgress } = control
  return { signal, onProgress: onProgress && ((share) => onProgress(from + (to - from) * share)) }
}

async function renderSvg(
  pool: WorkerPool,
  encoders: Encoders,
  recipe: Recipe,
  control: RenderControl,
): Promise<string> {
  const contents: SvgLayer[] = []
  for (const [i, layer] of recipe.layers.entries()) {
    const part = scaled(control, i / recipe.layers.length, (i + 1) / recipe.layers.length)
    if (isVectorLayer(layer)) {
      contents.push({ shapes: await shapesOf(pool, recipe, i, part.signal) })
    } else {
      const png = await encoders.png(pool, embeddedRecipe(recipe, layer), part)
      contents.push(`data:image/png;base64,${png.toBase64()}`)
    }
    part.onProgress?.(1)
  }
  return svgDocument(recipe, contents)
}

async function shapesOf(
  pool: WorkerPool,
  recipe: Recipe,
  layer: number,
  signal: Cancellation | undefined,
): Promise<Extract<SvgLayer, object>['shapes']> {
  if (signal?.aborted === true) throw new ArtError('render.cancelled', 'the rendering was cancelled')
  const id = pool.open()
  const abort = () => pool.drop(id, new ArtError('render.cancelled', 'the rendering was cancelled'))
  signal?.addEventListener('abort', abort)
  try {
    const reply = await pool.ask(id, { type: 'prepare', recipe, layer })
    if (reply.type === 'prepared' && reply.layer.kind === 'shapes') return reply.layer.shapes
    if (reply.type !== 'failed') throw new ArtError('render.failed', `layer ${layer} gave no shapes`)
    throw new ArtError(reply.code, reply.message, { field: `layers[${layer}]` })
  } finally {
    signal?.removeEventListener('abort', abort)
    pool.drop(id, undefined)
  }
}
