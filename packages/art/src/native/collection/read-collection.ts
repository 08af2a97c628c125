/** @module Reads a finished collection from its folder. */
import { type Catalogue, createCatalogue } from '../../collection/catalogue.ts'
import { CollectionError } from '../../collection/error.ts'
import { type ManifestPiece, type RunPlan, readManifest } from './manifest.ts'
import { imagePath, MANIFEST_FILE, metadataPath } from './run-files.ts'

/** A finished collection as its manifest tells it; its files are not looked at. */
export interface FinishedCollection {
  readonly plan: RunPlan
  /** The layers it was drawn from. */
  readonly catalogue: Catalogue
  readonly pieces: readonly ManifestPiece[]
}

/** Reads the manifest of a finished collection. Throws CollectionError `collection.damaged` when there is none, pieces are missing, or it names files that are not its own. */
export function readCollection(folder: string): FinishedCollection {
  const manifest = readManifest(folder)
  if (manifest?.pieces === undefined)
    throw new CollectionError(
      'collection.damaged',
      manifest === undefined
        ? `${folder} holds no collection (no manifest.json)`
        : `the collection in ${folder} is not finished: demiurge art collection … --resume finishes it`,
      { field: folder },
    )
  const { plan, pieces } = manifest
  checkPieces(plan, pieces)
  return { plan, catalogue: catalogueOf(plan), pieces }
}

/** A manifest may come from anybody: what it calls pieces are the files of this folder, in order, and nothing else. */
function checkPieces({ count, format }: RunPlan, pieces: readonly ManifestPiece[]): void {
  const isOwn = ({ edition, image, metadata }: ManifestPiece, i: number) =>
    edition === i + 1 && image.file === imagePath(edition, format) && metadata.file === metadataPath(edition)
  const wrong = pieces.findIndex((piece, i) => !isOwn(piece, i))
  if (wrong >= 0 || pieces.length !== count)
    throw new CollectionError(
      'collection.damaged',
      wrong >= 0
        ? `${MANIFEST_FILE} is damaged at piece ${wrong + 1}: its number or files are not those of this folder`
        : `${MANIFEST_FILE} is damaged: it has ${pieces.length} of ${count} pieces`,
      { field: `$.pieces[${Math.max(0, wrong)}]` },
    )
}

function catalogueOf({ files, definition }: RunPlan): Catalogue {
  const specials = new Set(definition.oneOfOnes?.map(({ file }) => file))
  const folders = new Map<string, string[]>()
  for (const path of Object.keys(files)) {
    const slash = path.indexOf('/')
    if (specials.has(path) || slash < 0) continue
    const folder = path.slice(0, slash)
    folders.set(folder, [...(folders.get(folder) ?? []), path.slice(slash + 1)])
  }
  return createCatalogue(
    Array.from(folders, ([folder, names]) => ({ folder, files: names })),
    definition,
  )
}
