/** @module Pictures of the whole: a sheet of a hundred pieces, and a film of two dozen. */
import { join } from 'node:path'
import sharp from 'sharp'
import { GROUND, shootFilm, showPiece, spread } from './film.ts'
import type { ManifestPiece } from './manifest.ts'
import { FILM_FILE, PREVIEW_FILE } from './run-files.ts'

const COLUMNS = 10
const THUMBNAIL = 160
const GAP = 8
const SHEET_PIECES = 100

/** Writes both, from pieces that are spread evenly over the editions. */
export async function writePreview(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  await writeSheet(out, spread(pieces, SHEET_PIECES))
  await writeFilm(out, pieces)
}

async function writeSheet(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  const columns = Math.min(COLUMNS, pieces.length)
  const place = (i: number) => GAP + i * (THUMBNAIL + GAP)
  const [width, height] = [place(columns), place(Math.ceil(pieces.length / columns))]
  const sheet = Buffer.alloc(width * height * 3, Buffer.from([GROUND.r, GROUND.g, GROUND.b]))
  for (const [i, piece] of pieces.entries()) {
    const pixels = await showPiece(join(out, piece.image.file), THUMBNAIL)
    for (let y = 0; y < THUMBNAIL; y++) {
      const to = ((place(Math.floor(i / columns)) + y) * width + place(i % columns)) * 3
      pixels.copy(sheet, to, y * THUMBNAIL * 3, (y + 1) * THUMBNAIL * 3)
    }
  }
  await sharp(sheet, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toFile(join(out, PREVIEW_FILE))
}

/** An animated WebP; nothing where there are not two pieces. */
async function writeFilm(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  if (pieces.length < 2) return
  const { film, timing } = await shootFilm(pieces, async (file) => join(out, file))
  await film.webp({ quality: 80, effort: 2, ...timing }).toFile(join(out, FILM_FILE))
}
