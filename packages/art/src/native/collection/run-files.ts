/** @module The files of a collection: where they lie, and how they are written so that no half of one is ever seen. */
import { closeSync, openSync, renameSync, writeFileSync, writevSync } from 'node:fs'
import { join } from 'node:path'

/** Names of the files beside the pieces. */
export const MANIFEST_FILE = 'manifest.json'
export const JOURNAL_FILE = 'journal.jsonl'
export const PREVIEW_FILE = 'preview.jpg'
export const FILM_FILE = 'preview.webp'

/** Formats of pieces. */
export const pieceFormats = ['png', 'jpeg', 'webp'] as const
export type PieceFormat = (typeof pieceFormats)[number]

const ENDINGS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const

/** The path of a piece's picture within the collection. */
export function imagePath(edition: number, format: PieceFormat): string {
  return `images/${edition}.${ENDINGS[format]}`
}

/** The path of a piece's metadata within the collection. */
export function metadataPath(edition: number): string {
  return `json/${edition}.json`
}

/**
 * Writes a file of a piece. It is not there to be trusted before the journal or the manifest names its hash: whatever a run that was killed left half
 * written is found by that, and written again.
 */
export function writePieceFile(folder: string, path: string, pieces: readonly Uint8Array[]): void {
  const file = openSync(join(folder, path), 'w')
  try {
    writeAll(file, pieces)
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, pieces: readonly Uint8Array[]): void {
  let left = pieces.filter(({ length }) => length > 0)
  while (left.length > 0) {
    let written = writevSync(file, left)
    // A disk that fills up writes less than asked before it says so.
    left = left.flatMap((piece) => {
      const skip = Math.min(written, piece.length)
      written -= skip
      return skip < piece.length ? [piece.subarray(skip)] : []
    })
  }
}

/** Writes JSON for people, whole or not at all. */
export function writeJson(folder: string, path: string, value: unknown): void {
  const partial = join(folder, `${path}.part`)
  writeFileSync(partial, `${JSON.stringify(value, undefined, 2)}\n`)
  renameSync(partial, join(folder, path))
}
