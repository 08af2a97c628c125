/** @module Reads a finished collection from its folder. */
import { type Catalogue, createCatalogue } from '../../collection/catalogue.ts'
import { CollectionError } from '../../collection/error.ts'
import { type ManifestPiece, type RunPlan, readManifest } from './manifest.ts'

/** A finished collection as its manifest tells it; its files are not looked at. */
export interface FinishedCollection {
  readonly plan: RunPlan
  /** The layers it was drawn from. */
  readonly catalogue: Catalogue
  readonly pieces: readonly ManifestPiece[]
}

/** Reads the manifest of a finished collection. Throws CollectionError `collection.damaged` when there is none, or pieces are missing. */
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
  return { plan, catalogue: catalogueOf(plan), pieces }
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
