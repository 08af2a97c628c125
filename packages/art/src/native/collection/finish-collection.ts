/** @module Writes the files of a whole collection, once its pieces are as they stay. */
import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CollectionProvenance, collectionProvenance } from '../../collection/provenance.ts'
import { COLLECTION_FILE, collectionDocument, LICENCE_FILE, PROVENANCE_FILE } from './collection-document.ts'
import { type ManifestPiece, type RunPlan, statedLicence } from './manifest.ts'
import { MANIFEST_FILE, writeJson } from './run-files.ts'

const hasher = { sha256: (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest() }

/** Writes provenance, licence text, collection metadata, and last the manifest with all pieces. */
export function finishCollection(
  { folder, plan }: { readonly folder: string; readonly plan: RunPlan },
  made: readonly ManifestPiece[],
): CollectionProvenance {
  const hashes = made.map(({ image, metadata }) => ({ image: image.sha256, metadata: metadata.sha256 }))
  const provenance = collectionProvenance(hashes, hasher)
  writeJson(folder, PROVENANCE_FILE, provenance)
  const licenceFile = join(folder, LICENCE_FILE)
  const text = statedLicence(plan)?.text
  if (text === undefined) rmSync(licenceFile, { force: true })
  else writeFileSync(licenceFile, text)
  writeFileSync(join(folder, COLLECTION_FILE), collectionDocument(plan, provenance))
  writeJson(folder, MANIFEST_FILE, { version: 1, plan, pieces: made })
  return provenance
}
