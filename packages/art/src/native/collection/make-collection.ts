/** @module Makes a collection: plans it, decodes the layers, draws the pieces on all cores, and writes what belongs to the whole. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { collectionLimits } from '../../collection/definition.ts'
import { CollectionError } from '../../collection/error.ts'
import {
  checkTemplates,
  dnaHash,
  type MetadataContext,
  shownTraits,
} from '../../collection/piece-metadata.ts'
import type { Piece } from '../../collection/pieces.ts'
import { type CollectionProvenance, collectionProvenance } from '../../collection/provenance.ts'
import { createArena } from '../../engine/arena.ts'
import { placeCanvas } from '../../engine/canvas.ts'
import { createEngine, createEngineMemory } from '../../engine/instance.ts'
import { type Rarity, rarityScores } from '../../metadata/rarity.ts'
import { COLLECTION_FILE, collectionDocument, PROVENANCE_FILE } from './collection-document.ts'
import { type LayerFolder, readLayerFolder } from './layer-folder.ts'
import { loadSheets } from './load-sheets.ts'
import {
  JOURNAL_FILE,
  type JournalEntry,
  MANIFEST_FILE,
  type ManifestPiece,
  type RunPlan,
  readJournal,
} from './manifest.ts'
import { control, type PieceJob } from './piece-program.ts'
import { planRun, type RunWishes } from './plan-run.ts'
import { writePreview } from './preview.ts'
import { imagePath, metadataPath, writeJson } from './run-files.ts'

/** What `makeCollection` is asked for. */
export interface MakeOptions extends RunWishes {
  /** The folder of layers. */
  readonly layers: string
  /** Layers' folders from the lowest up, where no definition gives them. */
  readonly order?: readonly string[]
  /** The folder to be made. */
  readonly out: string
  /** Threads; as many as the machine has cores when left out. */
  readonly workers?: number
  /** Aborting finishes the pieces under way; the rest waits for `resume`. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: MakeProgress) => void
  /** The time now as RFC 3339, for collections whose definition does not say when they were made. */
  readonly now?: () => string
}

/** How far a run is. */
export interface MakeProgress {
  readonly phase: 'layers' | 'pieces' | 'finish'
  /** Layers decoded, from 0 to 1; or pieces done. */
  readonly done: number
  readonly total: number
  /** Of the pieces done, those that an earlier run had finished. */
  readonly kept: number
}

/** A finished collection. */
export interface MadeCollection {
  readonly out: string
  readonly name: string
  readonly count: number
  /** Pieces that an earlier run had finished. */
  readonly kept: number
  readonly layers: readonly string[]
  readonly provenance: CollectionProvenance
  /** Editions whose pictures are byte for byte those of an earlier one. */
  readonly lookalikes: readonly number[]
}

const PROGRESS_MS = 100

/** Makes a collection or goes on with one. Throws CollectionError; `collection.stopped` when the signal was aborted. */
export async function makeCollection(options: MakeOptions): Promise<MadeCollection> {
  const { out, workers = availableParallelism(), now = () => new Date().toISOString() } = options
  const layers = await readLayerFolder(
    options.layers,
    options.order === undefined ? {} : { order: options.order },
  )
  checkTemplates(layers.catalogue, layers.definition)
  const { plan, pieces } = planRun(layers, out, options, now)
  checkSize(plan.size)
  const rarities = rarityScores(pieces.map((piece) => shownTraits(layers, piece)))
  for (const folder of ['images', 'json']) mkdirSync(join(out, folder), { recursive: true })
  const finished = readJournal(out)
  // The plan stands in the folder before the first piece does: whatever happens, it can be gone on with.
  writeJson(out, MANIFEST_FILE, { version: 1, plan })
  const context = contextOf(layers, plan)
  const kept = await drawAll({
    options,
    layers,
    plan,
    pieces,
    rarities,
    context,
    finished,
    workers: Math.max(1, workers),
  })
  options.onProgress?.({ phase: 'finish', done: plan.count, total: plan.count, kept })
  const made = finish(out, { plan, pieces, rarities, context })
  await writePreview(out, made)
  return {
    out,
    name: plan.name,
    count: plan.count,
    kept,
    layers: layers.catalogue.map(({ name }) => name),
    provenance: collectionProvenance(hashesOf(made)),
    lookalikes: lookalikesOf(made),
  }
}

function checkSize(size: number): void {
  const { minSize, maxSize } = collectionLimits
  if (!Number.isInteger(size) || size < minSize || size > maxSize)
    throw new CollectionError(
      'collection.definition',
      `pieces of ${size} px cannot be made: ${minSize} to ${maxSize}`,
      {
        field: 'size',
      },
    )
}

function contextOf({ catalogue, definition }: LayerFolder, plan: RunPlan): MetadataContext {
  const mediaType = `image/${plan.format}`
  return { catalogue, definition, name: plan.name, createdAt: plan.createdAt, mediaType }
}

interface Drawing {
  readonly options: MakeOptions
  readonly layers: LayerFolder
  readonly plan: RunPlan
  readonly pieces: readonly Piece[]
  readonly rarities: readonly Rarity[]
  readonly context: MetadataContext
  readonly finished: ReadonlyMap<number, JournalEntry>
  readonly workers: number
}

/** Draws all pieces; resolves to how many were there before. */
async function drawAll(drawing: Drawing): Promise<number> {
  const { options, layers, plan, context, finished } = drawing
  const { signal, onProgress } = options
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
  const threads = Math.min(drawing.workers, plan.count)
  // Every place is given out before the first worker looks: afterwards the memory does not grow.
  const places = Array.from({ length: threads }, () => placeCanvas(arena, plan.size, engine.workspaceBytes()))
  const words = new Int32Array(new SharedArrayBuffer(control.words * 4))
  const shared = {
    memory,
    sheets,
    control: words,
    count: plan.count,
    context,
    finished,
    ...tablesOf(drawing),
  }
  const job = { ...shared, folder: options.out, format: plan.format, quality: plan.quality }
  const stop = () => Atomics.store(words, control.stop, 1)
  const report = () =>
    onProgress?.({
      phase: 'pieces',
      done: Atomics.load(words, control.done),
      total: plan.count,
      kept: Atomics.load(words, control.kept),
    })
  const timer = setInterval(report, PROGRESS_MS)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted === true) stop()
  try {
    await Promise.all(places.map((each) => runWorker({ ...job, places: each }, stop)))
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', stop)
  }
  report()
  const done = Atomics.load(words, control.done)
  if (done < plan.count) throw stopped(done, plan.count)
  return Atomics.load(words, control.kept)
}

function stopped(done: number, count: number): CollectionError {
  return new CollectionError(
    'collection.stopped',
    `stopped with ${done} of ${count} pieces done; --resume goes on there`,
  )
}

/** The pieces in memory that workers share. */
function tablesOf({ pieces, rarities, layers: { catalogue } }: Drawing) {
  const width = catalogue.length + 1
  const choices = new Uint16Array(new SharedArrayBuffer(pieces.length * width * 2))
  pieces.forEach((piece, i) => {
    if (piece.kind === 'one-of-one') choices[i * width] = piece.index + 1
    else choices.set(piece.dna, i * width + 1)
  })
  const ranks = new Uint32Array(new SharedArrayBuffer(pieces.length * 4))
  const scores = new Float64Array(new SharedArrayBuffer(pieces.length * 8))
  rarities.forEach(({ rank, score }, i) => {
    ranks[i] = rank
    scores[i] = score
  })
  return { choices, ranks, scores }
}

function runWorker(job: PieceJob, stop: () => void): Promise<void> {
  // `node --input-type ... -e` is about the main script; a worker, which is a file, refuses it.
  const execArgv = process.execArgv.filter((flag) => !flag.startsWith('--input-type'))
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { execArgv, workerData: job })
  return new Promise((resolve, reject) => {
    worker.once('error', (error) => {
      // The others end after the piece under way; what they wrote stays.
      stop()
      reject(error)
    })
    worker.once('exit', () => resolve())
  })
}

interface Finishing {
  readonly plan: RunPlan
  readonly pieces: readonly Piece[]
  readonly rarities: readonly Rarity[]
  readonly context: MetadataContext
}

/** Writes the files of the whole collection: provenance, collection metadata, and last the manifest with all pieces. */
function finish(out: string, { plan, pieces, rarities, context }: Finishing): readonly ManifestPiece[] {
  const journal = readJournal(out)
  const made = pieces.map((piece, i): ManifestPiece => {
    const entry = journal.get(piece.edition)
    if (entry === undefined)
      throw new CollectionError('collection.damaged', `${JOURNAL_FILE} has lost edition ${piece.edition}`, {
        field: JOURNAL_FILE,
      })
    return {
      edition: piece.edition,
      dna: dnaHash(context.catalogue, piece),
      traits: shownTraits(context, piece),
      rarity: rarities[i] ?? { score: 0, rank: 0 },
      image: { file: imagePath(piece.edition, plan.format), sha256: entry.image, bytes: entry.bytes },
      metadata: { file: metadataPath(piece.edition), sha256: entry.metadata, bytes: entry.metadataBytes },
    }
  })
  const provenance = collectionProvenance(hashesOf(made))
  writeJson(out, PROVENANCE_FILE, provenance)
  writeFileSync(join(out, COLLECTION_FILE), collectionDocument(plan, provenance))
  writeJson(out, MANIFEST_FILE, { version: 1, plan, pieces: made })
  // Lines of pieces that were drawn again, or written by runs that were killed, are no longer needed.
  const lines = pieces.map(({ edition }) => `${JSON.stringify(journal.get(edition))}\n`)
  rmSync(join(out, JOURNAL_FILE))
  writeFileSync(join(out, JOURNAL_FILE), lines.join(''))
  return made
}

function hashesOf(made: readonly ManifestPiece[]) {
  return made.map(({ image, metadata }) => ({ image: image.sha256, metadata: metadata.sha256 }))
}

function lookalikesOf(made: readonly ManifestPiece[]): readonly number[] {
  const seen = new Set<string>()
  return made.flatMap(({ edition, image }) => {
    const isSeen = seen.has(image.sha256)
    seen.add(image.sha256)
    return isSeen ? [edition] : []
  })
}
