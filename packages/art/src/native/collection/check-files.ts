/** @module The files of a finished collection as they are now. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CollectionError } from '../../collection/error.ts'
import type { PieceHashes } from '../../collection/provenance.ts'
import { COLLECTION_FILE } from './collection-document.ts'
import type { ManifestPiece } from './manifest.ts'
import type { FinishedCollection } from './read-collection.ts'
import { imagePath, metadataPath } from './run-files.ts'

/** What the files of a collection are, and which of them are not what the manifest says. */
export interface CheckedFiles {
  readonly document: Uint8Array
  /** SHA-256 in hex, in order of edition; of a file that is missing, of no bytes. */
  readonly pieces: readonly PieceHashes[]
  /** Files that are missing or were changed. */
  readonly changed: readonly string[]
}

/** Reads and hashes every file of a collection, one after the other. Throws CollectionError `collection.damaged` without `collection.json`. */
export async function checkFiles(
  folder: string,
  { pieces }: FinishedCollection,
  onProgress?: (share: number) => void,
): Promise<CheckedFiles> {
  const changed: string[] = []
  const hash = async ({ file, sha256 }: ManifestPiece['image']): Promise<string> => {
    const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0))
    const found = createHash('sha256').update(bytes).digest('hex')
    if (found !== sha256) changed.push(file)
    return found
  }
  const hashes: PieceHashes[] = []
  for (const { image, metadata } of pieces) {
    hashes.push({ image: await hash(image), metadata: await hash(metadata) })
    onProgress?.(hashes.length / pieces.length)
  }
  const document = await readFile(join(folder, COLLECTION_FILE)).catch((cause: unknown) => {
    throw new CollectionError('collection.damaged', `${folder} has no ${COLLECTION_FILE}`, {
      field: COLLECTION_FILE,
      cause,
    })
  })
  return { document: Uint8Array.from(document), pieces: hashes, changed }
}

/** The files of one piece. */
export async function readPieceFiles(
  folder: string,
  edition: number,
  { plan }: Pick<FinishedCollection, 'plan'>,
): Promise<{ readonly image: Uint8Array; readonly metadata: Uint8Array }> {
  const [image, metadata] = await Promise.all([
    readFile(join(folder, imagePath(edition, plan.format))),
    readFile(join(folder, metadataPath(edition))),
  ])
  return { image: Uint8Array.from(image), metadata: Uint8Array.from(metadata) }
}
