/** @module A rendering from start to end over the workers, with progress and cancel; encoding is the caller's. */
import { ArtError } from '../errors.ts'
import type { Recipe } from '../recipe/schema.ts'
import { type Band, planBands } from './bands.ts'
import type { WorkerPool } from './pool.ts'
import type { PreparedLayer } from './prepare.ts'
import type { BandFormat, BandResult, WorkerReply } from './worker-program.ts'

/** The part of AbortSignal that a rendering uses. */
export interface Cancellation {
  readonly aborted: boolean
  readonly reason: unknown
  readonly addEventListener: (type: 'abort', listener: () => void) => void
  readonly removeEventListener: (type: 'abort', listener: () => void) => void
}

/** Told by the caller of a rendering. */
export interface RenderControl {
  /** Aborting it stops the workers at once; the rendering rejects with `render.cancelled`. */
  readonly signal?: Cancellation | undefined
  /** Called with a share from 0 to 1 that never falls. */
  readonly onProgress?: ((share: number) => void) | undefined
}

/** Share of a rendering that preparing the layers counts for. */
const PREPARE_SHARE = 0.2

interface BandsRequest {
  readonly recipe: Recipe
  readonly format: BandFormat
  /** Whether the GPU may draw; its pixels are a preview, never a file. */
  readonly gpu?: boolean | undefined
}

/** Renders all bands and hands them over from the top, in order, each after the one before was taken. */
export async function renderBands(
  pool: WorkerPool,
  { recipe, format, gpu = false, signal, onProgress }: RenderControl & BandsRequest,
  onBand: (result: BandResult, band: Band) => void | Promise<void>,
): Promise<void> {
  if (isAborted(signal)) throw cancelled(signal)
  const id = pool.open()
  const abort = () => pool.drop(id, cancelled(signal))
  signal?.addEventListener('abort', abort)
  try {
    onProgress?.(0)
    const prepared = await prepareLayers(pool, id, recipe, onProgress)
    pool.load({ id, recipe, prepared, format, gpu })
    await drawBands(pool, { id, bands: planBands(recipe), onProgress }, onBand)
  } catch (error) {
    // The signal may abort between two requests; what fails then fails because of it.
    throw isAborted(signal) ? cancelled(signal) : error
  } finally {
    signal?.removeEventListener('abort', abort)
    pool.drop(id, cancelled(signal))
  }
}

function isAborted(signal: Cancellation | undefined): boolean {
  return signal?.aborted === true
}

function cancelled(signal: Cancellation | undefined): ArtError {
  return new ArtError('render.cancelled', 'the rendering was cancelled', { cause: signal?.reason })
}

async function prepareLayers(
  pool: WorkerPool,
  id: number,
  recipe: Recipe,
  onProgress: RenderControl['onProgress'],
): Promise<PreparedLayer[]> {
  let done = 0
  return Promise.all(
    recipe.layers.map(async (_, layer) => {
      const reply = await pool.prepare(id, recipe, layer)
      done += 1
      onProgress?.((PREPARE_SHARE * done) / recipe.layers.length)
      if (reply.type !== 'prepared') throw failure(reply, layer)
      return reply.layer
    }),
  )
}

interface BandsJob {
  readonly id: number
  readonly bands: readonly Band[]
  readonly onProgress: RenderControl['onProgress']
}

async function drawBands(
  pool: WorkerPool,
  { id, bands, onProgress }: BandsJob,
  onBand: (result: BandResult, band: Band) => void | Promise<void>,
): Promise<void> {
  let done = 0
  const replies = bands.map(async (band) => {
    const reply = await pool.ask(id, { type: 'band', id, band })
    done += 1
    onProgress?.(PREPARE_SHARE + ((1 - PREPARE_SHARE) * done) / bands.length)
    return reply
  })
  // Every promise gets a handler now, so that a failure in one leaves none unhandled.
  const settled = Promise.allSettled(replies)
  for (const [i, band] of bands.entries()) {
    const reply = await replies[i]
    if (reply?.type !== 'band') throw failure(reply, undefined)
    await onBand(reply.result, band)
    // Taken: the pixels need not be held any longer.
    delete replies[i]
  }
  await settled
}

function failure(reply: WorkerReply | undefined, layer: number | undefined): ArtError {
  if (reply?.type !== 'failed') return new ArtError('render.failed', 'a render worker answered out of turn')
  const field = layer === undefined ? reply.field : `layers[${layer}]${reply.field ? `.${reply.field}` : ''}`
  return new ArtError(reply.code, reply.message, field === undefined ? {} : { field })
}
