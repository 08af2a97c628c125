/** @module The renderer that both platforms offer; they bring workers and the last step of encoding. */
import { ArtError } from '../errors.ts'
import type { Recipe } from '../recipe/schema.ts'
import type { Box } from '../scene/path.ts'
import type { FindFontFile } from '../text/font-file.ts'
import { isVectorLayer } from './bands.ts'
import type { WorkerPool } from './pool.ts'
import { type Cancellation, type RenderControl, renderBands } from './render.ts'
import { embeddedRecipe, svgDocument } from './svg-document.ts'
import type { SvgLayer } from './svg-layers.ts'

/** File formats a renderer writes. */
export const renderFormats = ['png', 'jpeg', 'webp', 'svg'] as const
/** One of them. */
export type RenderFormat = (typeof renderFormats)[number]

/** How to render. */
export interface RenderOptions extends RenderControl {
  /** `png` when not given. */
  readonly format?: RenderFormat
  /** JPEG and WebP quality 1 to 100; 92 when not given. A WebP of 100 is lossless. */
  readonly quality?: number
  /**
   * Pixels an inch, 1 to 2400: told by PNG and JPEG, and the physical size of an SVG (25.4 mm times pixels over dpi).
   * Refused for WebP, which has no place for it.
   */
  readonly dpi?: number
  /** SVG with `dpi` only: millimetres, 0 to 20, that the picture reaches over each edge, with marks where to cut. */
  readonly bleedMm?: number
}

/** A finished file. */
export interface Rendering {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/svg+xml'
  readonly width: number
  readonly height: number
}

/** Finished pixels: 8-bit RGBA by rows, colour not multiplied by alpha. */
export interface PixelRendering {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
  /** Whether the GPU drew any of it. */
  readonly isByGpu: boolean
}

/** How plain pixels are rendered. */
export interface PixelOptions extends RenderControl {
  /**
   * Draws on the GPU what has a program for it, where there is one, else on the CPU: the same look, not the same bits. Files are
   * never drawn so. False when not given.
   */
  readonly gpu?: boolean | undefined
}

/** What a renderer is made with. */
export interface RendererSettings {
  /** Worker threads; the platform decides when it is not given. */
  readonly threads?: number
  /** Gives the font files that recipes name; asked whenever a layer needs one. None are known when it is not given. */
  readonly findFont?: FindFontFile | undefined
}

/** Renders recipes on worker threads. Close it, or hold it with `await using`. */
export interface Renderer extends AsyncDisposable {
  /**
   * Renders a file that carries its recipe. Rejects with `render.cancelled` when the signal aborts, with
   * `text.missing-glyph` when a font lacks a character, with `font.missing` when `findFont` has not got a font file, with `render.closed` after `close`.
   */
  readonly render: (recipe: Recipe, options?: RenderOptions) => Promise<Rendering>
  /** Renders plain pixels, for previews and comparisons. */
  readonly renderPixels: (recipe: Recipe, options?: PixelOptions) => Promise<PixelRendering>
  /**
   * The box in unit space (the short side spans -1 to 1) that a layer of shapes fills: left, top, right, bottom; undefined
   * for a layer of pixels, and for one with nothing to see. Rejects as `render` does.
   */
  readonly measureLayer: (recipe: Recipe, layer: number) => Promise<Box | undefined>
  /** Stops the workers; what still renders is rejected. */
  readonly close: () => Promise<void>
}

/** How pixels become a file; `dpi` is undefined where none is told. */
export interface Encoding extends RenderControl {
  readonly dpi?: number | undefined
}

/** How lossy a file may be. */
export interface LossyEncoding extends Encoding {
  /** 1 to 100. */
  readonly quality: number
}

/** Renders a recipe to the bytes of one file. */
export type Encoder<E extends Encoding> = (
  pool: WorkerPool,
  recipe: Recipe,
  encoding: E,
) => Promise<Uint8Array<ArrayBuffer>>

/** What a platform adds: files from bands. */
export interface Encoders {
  readonly png: Encoder<Encoding>
  readonly jpeg: Encoder<LossyEncoding>
  readonly webp: Encoder<LossyEncoding>
}

/** Renders a recipe's pixels into one array. */
export async function collectPixels(
  pool: WorkerPool,
  recipe: Recipe,
  options: PixelOptions,
): Promise<PixelRendering> {
  const { width, height } = recipe
  const rgba = new Uint8ClampedArray(width * height * 4)
  let isByGpu = false
  await renderBands(pool, { recipe, format: 'rgba', ...options }, ({ bytes, gpuLayers }, { top }) => {
    rgba.set(bytes, top * width * 4)
    isByGpu ||= gpuLayers > 0
  })
  return { rgba, width, height, isByGpu }
}

/** Makes a renderer of a pool and a platform's encoders. */
export function createRendererOn(pool: WorkerPool, encoders: Encoders): Renderer {
  const renderPixels = (recipe: Recipe, options: PixelOptions = {}) => collectPixels(pool, recipe, options)

  async function render(recipe: Recipe, options: RenderOptions = {}): Promise<Rendering> {
    checkOptions(options)
    const { format = 'png', quality = 92, dpi, bleedMm, ...control } = options
    const { width, height } = recipe
    if (format === 'png') {
      const bytes = await encoders.png(pool, recipe, { ...control, dpi })
      return { bytes, mediaType: 'image/png', width, height }
    }
    if (format === 'svg') {
      const contents = await svgContents(pool, encoders, recipe, control)
      const svg = svgDocument(
        recipe,
        contents,
        dpi === undefined ? undefined : { dpi, bleedMm: bleedMm ?? 0 },
      )
      return { bytes: new TextEncoder().encode(svg), mediaType: 'image/svg+xml', width, height }
    }
    const encoding = { ...scaled(control, 0, 0.9), quality, dpi }
    const bytes = await encoders[format](pool, recipe, encoding)
    control.onProgress?.(1)
    return { bytes, mediaType: `image/${format}`, width, height }
  }

  async function measureLayer(recipe: Recipe, index: number): Promise<Box | undefined> {
    const layer = recipe.layers[index]
    if (layer === undefined || !isVectorLayer(layer)) return undefined
    const shapes = await shapesOf(pool, recipe, index, undefined)
    if (shapes.length === 0) return undefined
    return shapes.reduce<Box>(
      ([left, top, right, bottom], { box }) => [
        Math.min(left, box[0]),
        Math.min(top, box[1]),
        Math.max(right, box[2]),
        Math.max(bottom, box[3]),
      ],
      [Infinity, Infinity, -Infinity, -Infinity],
    )
  }

  async function close(): Promise<void> {
    pool.close()
  }
  return { render, renderPixels, measureLayer, close, [Symbol.asyncDispose]: close }
}

/** Throws `recipe.invalid` with the option's name for a number out of its range, or where the format has no place. */
function checkOptions({ format = 'png', quality = 92, dpi, bleedMm }: RenderOptions): void {
  const refuse = (field: string, message: string): never => {
    throw new ArtError('recipe.invalid', message, { field })
  }
  if (!(quality >= 1 && quality <= 100))
    refuse('quality', `the quality is ${quality}; it must be from 1 to 100`)
  if (dpi !== undefined && !(dpi >= 1 && dpi <= 2400))
    refuse('dpi', `dpi is ${dpi}; it must be from 1 to 2400`)
  if (dpi !== undefined && format === 'webp') {
    refuse('dpi', 'a WebP has no place for its dots an inch; leave dpi out, or write PNG, JPEG or SVG')
  }
  if (bleedMm === undefined) return
  if (!(bleedMm >= 0 && bleedMm <= 20))
    refuse('bleedMm', `the bleed is ${bleedMm} mm; it must be from 0 to 20`)
  if (format !== 'svg' || dpi === undefined)
    refuse('bleedMm', 'a bleed is for an SVG with dpi, which has a size')
}

/** Progress of one part of a larger whole. */
function scaled(control: RenderControl, from: number, to: number): RenderControl {
  const { signal, onProgress } = control
  return { signal, onProgress: onProgress && ((share) => onProgress(from + (to - from) * share)) }
}

/** What each layer of an SVG holds: shapes, or a PNG of its pixels. */
async function svgContents(
  pool: WorkerPool,
  encoders: Encoders,
  recipe: Recipe,
  control: RenderControl,
): Promise<SvgLayer[]> {
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
  return contents
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
    const reply = await pool.prepare(id, recipe, layer)
    if (reply.type === 'prepared' && reply.layer.kind === 'shapes') return reply.layer.shapes
    if (reply.type !== 'failed') throw new ArtError('render.failed', `layer ${layer} gave no shapes`)
    throw new ArtError(reply.code, reply.message, { field: `layers[${layer}]` })
  } finally {
    signal?.removeEventListener('abort', abort)
    pool.drop(id, undefined)
  }
}
