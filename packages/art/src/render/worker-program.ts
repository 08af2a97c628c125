/** @module What a render worker does: answers one message at a time. Node and browsers run the same program. */
import { ArtError, type ArtErrorCode } from '../errors.ts'
import { adler32 } from '../files/checksums.ts'
import { filterRows } from '../files/png.ts'
import type { Pixels } from '../layers/blend.ts'
import type { Recipe } from '../recipe/schema.ts'
import { isFontFileName, missingFont } from '../text/font-file.ts'
import type { Shaper } from '../text/shape.ts'
import { type BandRenderer, createBandRenderer } from './band.ts'
import type { Band } from './bands.ts'
import {
  type FieldJob,
  fieldOf,
  type OpenFont,
  type PreparedLayer,
  prepareLayer,
  readyLayer,
} from './prepare.ts'

/** How bands come back: plain pixels, rows filtered for PNG, or those deflated as a piece of one zlib stream. */
export type BandFormat = 'rgba' | 'filtered' | 'deflated'

/** A job as workers know it. */
export interface WorkerJob {
  readonly id: number
  readonly recipe: Recipe
  readonly prepared: readonly PreparedLayer[]
  readonly format: BandFormat
  /** Whether fields may be drawn on the GPU, where the platform has one. */
  readonly gpu: boolean
}

export type WorkerRequest =
  | { readonly type: 'load'; readonly job: WorkerJob }
  | { readonly type: 'forget'; readonly id: number }
  | { readonly type: 'font'; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'prepare'; readonly recipe: Recipe; readonly layer: number }
  | { readonly type: 'band'; readonly id: number; readonly band: Band }

/** A finished band. */
export interface BandResult {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Adler-32 of the filtered rows and their number of bytes, for the end of the zlib stream. */
  readonly adler: number
  readonly filteredBytes: number
  /** Layers of it that the GPU drew. */
  readonly gpuLayers: number
}

/** Requests `prepare` and `band` are answered; `load`, `forget` and `font` are not. */
export type WorkerReply =
  | { readonly type: 'prepared'; readonly layer: PreparedLayer }
  | { readonly type: 'band'; readonly result: BandResult }
  | {
      readonly type: 'failed'
      readonly code: ArtErrorCode
      readonly message: string
      readonly field: string | undefined
    }

/** Rows of a field on the GPU, premultiplied; undefined when the GPU cannot, or is gone. */
export type DrawField = (job: FieldJob, recipe: Recipe, band: Band) => Promise<Pixels | undefined>

/** What the platform must bring. */
export interface WorkerHost {
  /** Opens a bundled font. */
  readonly openFont: OpenFont
  /** Opens a font file of any origin. Rejects with the errors of `openFontFile`, or when the bytes are not those of the name. */
  readonly openFile: (bytes: Uint8Array<ArrayBuffer>, name: string) => Promise<Shaper>
  /** Draws fields on the GPU. Absent where there is none. */
  readonly drawField?: DrawField
  /** Raw deflate (RFC 1951) that ends on a byte boundary; `last` ends the stream. Absent where there is none. */
  readonly deflate?: (bytes: Uint8Array, last: boolean) => Uint8Array<ArrayBuffer>
}

interface LoadedJob {
  readonly job: WorkerJob
  readonly render: BandRenderer
  /** Layers that the GPU may draw, by their place in the recipe. */
  readonly fields: readonly (FieldJob | undefined)[]
}

/** Creates the program: give it each request in turn; it answers the reply, or nothing where none is due. */
export function createWorkerProgram(host: WorkerHost) {
  const jobs = new Map<number, LoadedJob>()
  const files = new Map<string, Promise<Shaper>>()

  const openFont: OpenFont = (font) =>
    isFontFileName(font)
      ? (files.get(font) ?? Promise.reject(missingFont(font, undefined)))
      : host.openFont(font)

  async function answer(request: WorkerRequest): Promise<WorkerReply | undefined> {
    switch (request.type) {
      case 'load': {
        const { id, recipe, prepared } = request.job
        const layers = prepared.map((each, i) => readyLayer(layerAt(recipe, i), recipe, each))
        const fields = request.job.gpu
          ? prepared.map((each, i) => fieldOf(layerAt(recipe, i), recipe, each))
          : []
        jobs.set(id, { job: request.job, render: createBandRenderer(recipe, layers), fields })
        return undefined
      }
      case 'forget':
        jobs.delete(request.id)
        return undefined
      case 'font':
        keepFont(files, request.name, host.openFile(request.bytes, request.name))
        return undefined
      case 'prepare': {
        const layer = layerAt(request.recipe, request.layer)
        return { type: 'prepared', layer: await prepareLayer(layer, request.recipe, openFont) }
      }
      case 'band':
        return { type: 'band', result: await drawBand(host, loaded(jobs, request.id), request.band) }
    }
  }

  return async (request: WorkerRequest): Promise<WorkerReply | undefined> => {
    try {
      return await answer(request)
    } catch (error) {
      if (error instanceof ArtError) {
        return { type: 'failed', code: error.code, message: error.message, field: error.field }
      }
      return {
        type: 'failed',
        code: 'render.failed',
        message: `rendering failed: ${error}`,
        field: undefined,
      }
    }
  }
}

/** Font files that a worker holds open; the pool counts on the last `TOLD_FILES` of them. */
const MAX_OPEN_FILES = 24
/** Font files that a worker surely still has after it was given them. */
export const TOLD_FILES = 16

/** Keeps an opened font for the layers that ask for it, and lets the oldest go. */
function keepFont(files: Map<string, Promise<Shaper>>, name: string, opening: Promise<Shaper>): void {
  // Who asks for it hears why it could not be opened.
  opening.catch(() => undefined)
  files.delete(name)
  files.set(name, opening)
  for (const oldest of files.keys()) {
    if (files.size <= MAX_OPEN_FILES) return
    files.delete(oldest)
  }
}

function layerAt(recipe: Recipe, index: number) {
  const layer = recipe.layers[index]
  if (layer === undefined) throw new ArtError('render.failed', `the recipe has no layer ${index}`)
  return layer
}

function loaded(jobs: ReadonlyMap<number, LoadedJob>, id: number): LoadedJob {
  const job = jobs.get(id)
  if (job === undefined) throw new ArtError('render.failed', `job ${id} was not loaded before its bands`)
  return job
}

async function drawBand(
  host: WorkerHost,
  { job, render, fields }: LoadedJob,
  band: Band,
): Promise<BandResult> {
  const { recipe, format } = job
  const drawn: (Pixels | undefined)[] = []
  for (const field of fields) drawn.push(field && (await host.drawField?.(field, recipe, band)))
  const gpuLayers = drawn.filter((each) => each !== undefined).length
  const rgba = render(band, drawn)
  if (format === 'rgba') return { bytes: rgba, adler: 1, filteredBytes: 0, gpuLayers }
  const filtered = filterRows(rgba, recipe.width, recipe.background === 'transparent' ? 4 : 3)
  const adler = adler32(filtered)
  const filteredBytes = filtered.length
  if (format === 'filtered') return { bytes: filtered, adler, filteredBytes, gpuLayers }
  if (host.deflate === undefined)
    throw new ArtError('render.failed', 'this platform has no deflate of its own')
  return { bytes: host.deflate(filtered, band.bottom === recipe.height), adler, filteredBytes, gpuLayers }
}
