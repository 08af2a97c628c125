/** @module Draws all pieces of a run on worker threads, and writes their metadata as they come. */
import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { formatCid } from '../../collection/cid.ts'
import { CollectionError } from '../../collection/error.ts'
import { dnaHash, type MetadataContext, pieceMetadata, shownTraits } from '../../collection/piece-metadata.ts'
import type { Piece } from '../../collection/pieces.ts'
import { createArena } from '../../engine/arena.ts'
import { placeCanvas } from '../../engine/canvas.ts'
import { createEngine, createEngineMemory } from '../../engine/instance.ts'
import type { Rarity } from '../../metadata/rarity.ts'
import type { LayerFolder } from './layer-folder.ts'
import { loadSheets } from './load-sheets.ts'
import type { JournalEntry, ManifestPiece, RunPlan } from './manifest.ts'
import type { PieceJob } from './piece-program.ts'
import { imagePath, metadataPath, writePieceFile } from './run-files.ts'
import { createProgress, keptPieces, nthDone, type ProgressMemory, stopAll } from './shared-progress.ts'

/** How far a run is. */
export interface MakeProgress {
  readonly phase: 'layers' | 'pieces' | 'finish'
  /** Layers decoded, from 0 to 1; or pieces done. */
  readonly done: number
  readonly total: number
  /** Of the pieces done, those that an earlier run had finished. */
  readonly kept: number
}

/** All that the pieces follow from. */
export interface Drawing {
  readonly folder: string
  readonly layers: LayerFolder
  readonly plan: RunPlan
  readonly pieces: readonly Piece[]
  readonly rarities: readonly Rarity[]
  readonly context: MetadataContext
  readonly finished: ReadonlyMap<number, JournalEntry>
  readonly workers: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: MakeProgress) => void) | undefined
  readonly onPiece: ((index: number, sha256: string) => void) | undefined
}

/** The pieces in order of edition, and how many pictures were there before. */
export interface DrawnPieces {
  readonly made: readonly ManifestPiece[]
  readonly kept: number
}

/** Metadata are written so often. */
const COLLECT_MS = 20

/** Draws all pieces. Throws CollectionError; `collection.stopped` when the signal was aborted before the last one. */
export async function drawPieces(drawing: Drawing): Promise<DrawnPieces> {
  const { plan } = drawing
  // They start while the pictures are decoded.
  const workers = Array.from({ length: Math.min(drawing.workers, plan.count) }, startWorker)
  try {
    return await drawWith(drawing, workers)
  } finally {
    for (const worker of workers) worker.terminate().catch(() => {})
  }
}

async function drawWith(drawing: Drawing, workers: readonly Worker[]): Promise<DrawnPieces> {
  const { plan, signal } = drawing
  const jobs = await prepareJobs(drawing, workers.length)
  const collector = createCollector(drawing, jobs.progress)
  const stop = () => stopAll(jobs.progress)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted === true) stop()
  const timer = setInterval(collector.collect, COLLECT_MS)
  try {
    await Promise.all(workers.map((worker, i) => runWorker(worker, jobs.workers[i], stop)))
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', stop)
  }
  const made = collector.collect().flatMap((each) => (each === undefined ? [] : [each]))
  if (made.length < plan.count) throw stopped(made.length, plan.count)
  return { made, kept: keptPieces(jobs.progress) }
}

/** Decodes the layers and gives every worker its places. */
async function prepareJobs(
  drawing: Drawing,
  threads: number,
): Promise<{ readonly progress: ProgressMemory; readonly workers: readonly PieceJob[] }> {
  const { layers, plan, signal, onProgress } = drawing
  const memory = createEngineMemory()
  const arena = createArena(memory)
  const engine = createEngine(memory)
  const sheets = await loadSheets(layers, {
    engine,
    memory,
    arena,
    size: plan.size,
    scaling: layers.definition.scaling ?? 'smooth',
    onProgress: (done) => onProgress?.({ phase: 'layers', done, total: 1, kept: 0 }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? stopped(0, plan.count) : error
  })
  // Every place is given out before the first worker looks: afterwards the memory does not grow.
  const places = Array.from({ length: threads }, () => placeCanvas(arena, plan.size, engine.workspaceBytes()))
  const progress = createProgress(plan.count)
  const shared = { memory, sheets, progress, choices: choicesOf(drawing), finished: drawing.finished }
  const { format, quality } = plan
  const { folder } = drawing
  return { progress, workers: places.map((each) => ({ ...shared, places: each, folder, format, quality })) }
}

/** The pieces as numbers, in memory that workers share. */
function choicesOf({ pieces, layers: { catalogue } }: Drawing): Uint16Array {
  const width = catalogue.length + 1
  const choices = new Uint16Array(new SharedArrayBuffer(pieces.length * width * 2))
  pieces.forEach((piece, i) => {
    if (piece.kind === 'one-of-one') choices[i * width] = piece.index + 1
    else choices.set(piece.dna, i * width + 1)
  })
  return choices
}

/** Writes the metadata of pieces that are done. */
function createCollector(drawing: Drawing, progress: ProgressMemory) {
  const { folder, plan, pieces, rarities, context, onProgress, onPiece } = drawing
  const made = new Array<ManifestPiece | undefined>(plan.count).fill(undefined)
  let done = 0
  return {
    collect() {
      for (let result = nthDone(progress, done); result !== undefined; result = nthDone(progress, ++done)) {
        const { index, digest, cid, bytes } = result
        const [piece, rarity] = [pieces[index], rarities[index]]
        if (piece === undefined || rarity === undefined) continue
        const { edition } = piece
        const sha256 = digest.toHex()
        const [traits, dna] = [shownTraits(context, piece), dnaHash(context.catalogue, piece)]
        const text = pieceMetadata(context, { piece, traits, dna, rarity, sha256, cid: formatCid(cid) })
        const image = { file: imagePath(edition, plan.format), sha256, bytes }
        const metadata = writeMetadata(folder, edition, text)
        made[index] = { edition, dna, traits, rarity, image, metadata, ...drawnOf(drawing, edition, sha256) }
        onPiece?.(index, sha256)
      }
      onProgress?.({ phase: 'pieces', done, total: plan.count, kept: keptPieces(progress) })
      return made
    },
  }
}

/** A picture that was kept with its content credentials stays known by what was drawn. */
function drawnOf({ finished }: Drawing, edition: number, sha256: string): Pick<ManifestPiece, 'drawn'> {
  const { image, drawn } = finished.get(edition) ?? {}
  return image === sha256 && drawn !== undefined ? { drawn } : {}
}

function writeMetadata(folder: string, edition: number, text: string): ManifestPiece['metadata'] {
  const bytes = Buffer.from(text)
  const file = metadataPath(edition)
  writePieceFile(folder, file, [bytes])
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
}

function stopped(done: number, count: number): CollectionError {
  return new CollectionError(
    'collection.stopped',
    `stopped with ${done} of ${count} pieces done; --resume goes on there`,
  )
}

function startWorker(): Worker {
  // `node --input-type ... -e` is about the main script; a worker, which is a file, refuses it.
  const execArgv = process.execArgv.filter((flag) => !flag.startsWith('--input-type'))
  return new Worker(new URL('./worker.ts', import.meta.url), { execArgv })
}

function runWorker(worker: Worker, job: PieceJob | undefined, stop: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', (error) => {
      // The others end after the piece under way; what they wrote stays.
      stop()
      reject(error)
    })
    worker.once('exit', () => resolve())
    worker.postMessage(job)
  })
}
