/** @module A film of a collection: two dozen of its pieces, one after the other. */
import sharp, { type Sharp } from 'sharp'
import type { ManifestPiece } from './manifest.ts'

const FILM_PIECES = 24
/** Pixels on a side. */
const FILM_SIZE = 320
const FRAME_MS = 250
/** Behind what is see-through, as red, green and blue in bytes. */
export const GROUND = { r: 20, g: 20, b: 26 }

/** A film that is still to be encoded, and how long each frame stands; it goes round without end. */
export interface Film {
  readonly film: Sharp
  readonly timing: { readonly delay: number[]; readonly loop: 0 }
}

/** Gives a piece's picture for the path that it has in the collection: where it lies, or its bytes. */
export type OpenPiece = (file: string) => Promise<string | Uint8Array>

/** At most `wanted` of the pieces, at equal distances. */
export function spread(pieces: readonly ManifestPiece[], wanted: number): readonly ManifestPiece[] {
  const step = Math.max(1, pieces.length / wanted)
  return pieces.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
}

/** A picture's pixels as RGB, `size` on a side. */
export function showPiece(picture: string | Uint8Array, size: number): Promise<Buffer> {
  return sharp(picture).flatten({ background: GROUND }).resize(size, size).raw().toBuffer()
}

/** Frames of pieces that are spread evenly over the editions; they stand on top of one another, as sharp has them. */
export async function shootFilm(pieces: readonly ManifestPiece[], open: OpenPiece): Promise<Film> {
  const frames: Buffer[] = []
  for (const { image } of spread(pieces, FILM_PIECES)) {
    frames.push(await showPiece(await open(image.file), FILM_SIZE))
  }
  const raw = {
    width: FILM_SIZE,
    height: FILM_SIZE * frames.length,
    channels: 3,
    pageHeight: FILM_SIZE,
  } as const
  return {
    film: sharp(Buffer.concat(frames), { raw }),
    timing: { delay: frames.map(() => FRAME_MS), loop: 0 },
  }
}
