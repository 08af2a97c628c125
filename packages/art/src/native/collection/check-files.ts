/** @module The files of a finished collection as they are now. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CollectionError } from '../../collection/error.ts'
import type { PieceHashes } from '../../collection/provenance.ts'
import { type CollectionLicenceFinding, createLicenceComparison } from '../../licences/collection-check.ts'
import { COLLECTION_FILE, LICENCE_FILE } from './collection-document.ts'
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
  /** Whether collection, pieces and `LICENSE.txt` state one licence. */
  readonly licence: CollectionLicenceFinding
  /** `LICENSE.txt`; undefined where there is none. */
  readonly licenceText?: Uint8Array
}

/** Reads and hashes every file of a collection, one after the other. Throws CollectionError `collection.damaged` without `collection.json`. */
export async function checkFiles(
  folder: string,
  { pieces }: FinishedCollection,
  onProgress?: (share: number) => void,
): Promise<CheckedFiles> {
  const changed: string[] = []
  const read = async ({ file, sha256 }: ManifestPiece['image']) => {
    const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0))
    const found = createHash('sha256').update(bytes).digest('hex')
    if (found !== sha256) changed.push(file)
    return { bytes, hash: found }
  }
  const document = Uint8Array.from(await readDocument(folder))
  const licences = createLicenceComparison(document)
  const hashes: PieceHashes[] = []
  for (const { edition, image, metadata } of pieces) {
    const [drawn, described] = [await read(image), await read(metadata)]
    hashes.push({ image: drawn.hash, metadata: described.hash })
    licences.add(edition, described.bytes)
    onProgress?.(hashes.length / pieces.length)
  }
  const text = await readLicenceText(folder)
  const licence = licences.finish(text)
  return { document, pieces: hashes, changed, licence, ...(text === undefined ? {} : { licenceText: text }) }
}

/** The text of the collection's licence; undefined where it has none of its own. */
async function readLicenceText(folder: string): Promise<Uint8Array | undefined> {
  const bytes = await readFile(join(folder, LICENCE_FILE)).catch(() => undefined)
  return bytes && Uint8Array.from(bytes)
}

function readDocument(folder: string): Promise<Uint8Array> {
  return readFile(join(folder, COLLECTION_FILE)).catch((cause: unknown) => {
    throw new CollectionError('collection.damaged', `${folder} has no ${COLLECTION_FILE}`, {
      field: COLLECTION_FILE,
      cause,
    })
  })
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
