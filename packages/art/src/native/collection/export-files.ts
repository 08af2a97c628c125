/** @module Which files of a collection go into an archive, and how what is exported is written: piece by piece, so that memory stays small. */
import { closeSync, existsSync, openSync, renameSync, rmSync, writevSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CollectionError } from '../../collection/error.ts'
import { COLLECTION_FILE, LICENCE_FILE, PROVENANCE_FILE } from './collection-document.ts'
import type { FinishedCollection } from './read-collection.ts'
import { FILM_FILE, MANIFEST_FILE, PREVIEW_FILE } from './run-files.ts'

/** Formats of exports: archives of the whole, and a film of some pieces. */
export const exportFormats = ['car', 'zip', 'gif'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** How an export is followed and ended. A file that is not finished is removed. */
export interface ExportControl {
  readonly signal?: AbortSignal
  readonly onProgress?: (share: number) => void
}

/** Paths of the files that are handed on, in the order in which they are written. The journal stays behind. */
export function exportedFiles(folder: string, { pieces }: FinishedCollection): readonly string[] {
  const whole = [COLLECTION_FILE, LICENCE_FILE, PROVENANCE_FILE, MANIFEST_FILE, PREVIEW_FILE, FILM_FILE]
  return [
    ...whole.filter((file) => existsSync(join(folder, file))),
    ...pieces.map(({ image }) => image.file),
    ...pieces.map(({ metadata }) => metadata.file),
  ]
}

/** Reads a file of the collection. Throws CollectionError `collection.damaged` when it is gone. */
export async function readExported(folder: string, file: string): Promise<Uint8Array> {
  try {
    return Uint8Array.from(await readFile(join(folder, file)))
  } catch (cause) {
    throw new CollectionError('collection.damaged', `${file} of ${folder} cannot be read`, {
      field: file,
      cause,
    })
  }
}

/** Writes an export under another name and renames it when it is whole; removes it when that fails. */
export async function writeExport(
  path: string,
  write: (put: (...pieces: readonly Uint8Array[]) => void) => Promise<void>,
): Promise<void> {
  const partial = `${path}.part`
  const file = openSync(partial, 'w')
  try {
    await write((...pieces) => {
      for (const piece of pieces) putWhole(file, piece)
    })
  } catch (error) {
    closeSync(file)
    rmSync(partial)
    throw error
  }
  closeSync(file)
  renameSync(partial, path)
}

function putWhole(file: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.length; ) at += writevSync(file, [piece.subarray(at)])
}
