/** @module Makes a collection: plans it, draws the pieces, and writes what belongs to the whole. */
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { CollectionError } from '../../collection/error.ts'
import { collectionLimits } from '../../collection/limits.ts'
import { checkTemplates, shownTraits } from '../../collection/piece-metadata.ts'
import type { Piece } from '../../collection/pieces.ts'
import type { CollectionProvenance } from '../../collection/provenance.ts'
import { type Rarity, rarityScores } from '../../metadata/rarity.ts'
import { drawPieces, type MakeProgress } from './draw-pieces.ts'
import { finishCollection } from './finish-collection.ts'
import { type LayerFolder, readLayerFolder } from './layer-folder.ts'
import { type ManifestPiece, metadataContext, type RunPlan, readJournal } from './manifest.ts'
import { planRun, type RunWishes } from './plan-run.ts'
import { writePreview } from './preview.ts'
import { MANIFEST_FILE, writeJson } from './run-files.ts'

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
  /** Whether a sheet and a film of the pieces are made; they are when left out. */
  readonly preview?: boolean
  /** Aborting finishes the pieces under way; the rest waits for `resume`. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: MakeProgress) => void
  /** Told once which pieces there will be, before the first is drawn. */
  readonly onPlan?: (planned: PlannedCollection) => void
  /** Told of each piece whose files are written: its place from 0, and the SHA-256 of its picture in hex. */
  readonly onPiece?: (index: number, sha256: string) => void
  /** The time now as RFC 3339, for collections whose definition does not say when they were made. */
  readonly now?: () => string
}

/** The pieces of a collection before they are drawn. */
export interface PlannedCollection {
  readonly layers: LayerFolder
  readonly plan: RunPlan
  readonly pieces: readonly Piece[]
  /** In order of edition, as the pieces are. */
  readonly rarities: readonly Rarity[]
}

/** A finished collection. */
export interface MadeCollection {
  readonly out: string
  readonly name: string
  readonly count: number
  /** Pieces that an earlier run had finished. */
  readonly kept: number
  /** Names of the layers from the lowest up. */
  readonly layers: readonly string[]
  readonly provenance: CollectionProvenance
  /** Editions whose pictures are byte for byte those of an earlier one. */
  readonly lookalikes: readonly number[]
}

/** Makes a collection or goes on with one. Throws CollectionError; `collection.stopped` when the signal was aborted. */
export async function makeCollection(options: MakeOptions): Promise<MadeCollection> {
  const { out, signal, onProgress, onPlan, onPiece, now = () => new Date().toISOString() } = options
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
  onPlan?.({ layers, plan, pieces, rarities })
  const workers = Math.max(1, options.workers ?? availableParallelism())
  const context = metadataContext(layers, plan)
  const drawing = {
    folder: out,
    layers,
    plan,
    pieces,
    rarities,
    context,
    finished,
    workers,
    signal,
    onProgress,
    onPiece,
  }
  const drawn = await drawPieces(drawing)
  onProgress?.({ phase: 'finish', done: plan.count, total: plan.count, kept: drawn.kept })
  const provenance = finishCollection(drawing, drawn.made)
  if (options.preview !== false) await writePreview(out, drawn.made)
  return {
    out,
    name: plan.name,
    count: plan.count,
    kept: drawn.kept,
    layers: layers.catalogue.map(({ name }) => name),
    provenance,
    lookalikes: lookalikesOf(drawn.made),
  }
}

function checkSize(size: number): void {
  const { minSize, maxSize } = collectionLimits
  if (!Number.isInteger(size) || size < minSize || size > maxSize)
    throw new CollectionError(
      'collection.definition',
      `pieces of ${size} px cannot be made: ${minSize} to ${maxSize}`,
      { field: 'size' },
    )
}

function lookalikesOf(made: readonly ManifestPiece[]): readonly number[] {
  const seen = new Set<string>()
  return made.flatMap(({ edition, image: { sha256 }, drawn = sha256 }) => {
    const isSeen = seen.has(drawn)
    seen.add(drawn)
    return isSeen ? [edition] : []
  })
}
