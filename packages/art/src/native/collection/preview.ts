/** @module Pictures of the whole: a sheet of a hundred pieces, and a film of two dozen. */
import { join } from 'node:path'
import sharp from 'sharp'
import type { ManifestPiece } from './manifest.ts'

/** Names of the files. */
export const PREVIEW_FILE = 'preview.jpg'
export const FILM_FILE = 'preview.webp'

const COLUMNS = 10
const THUMBNAIL = 160
const GAP = 8
const SHEET_PIECES = 100
const FILM_PIECES = 24
const FILM_SIZE = 320
const FRAME_MS = 250
/** Behind the thumbnails, and behind what is see-through. */
const GROUND = { r: 20, g: 20, b: 26 }

/** Writes both, from pieces that are spread evenly over the editions. */
export async function writePreview(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  await writeSheet(out, spread(pieces, SHEET_PIECES))
  await writeFilm(out, spread(pieces, FILM_PIECES))
}

/** At most `wanted` of the pieces, at equal distances. */
function spread(pieces: readonly ManifestPiece[], wanted: number): readonly ManifestPiece[] {
  const step = Math.max(1, pieces.length / wanted)
  return pieces.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
}

/** A piece's pixels as RGB. */
function thumbnail(out: string, { image }: ManifestPiece, size: number): Promise<Buffer> {
  return sharp(join(out, image.file)).flatten({ background: GROUND }).resize(size, size).raw().toBuffer()
}

async function writeSheet(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  const columns = Math.min(COLUMNS, pieces.length)
  const place = (i: number) => GAP + i * (THUMBNAIL + GAP)
  const [width, height] = [place(columns), place(Math.ceil(pieces.length / columns))]
  const sheet = Buffer.alloc(width * height * 3, Buffer.from([GROUND.r, GROUND.g, GROUND.b]))
  for (const [i, piece] of pieces.entries()) {
    const pixels = await thumbnail(out, piece, THUMBNAIL)
    for (let y = 0; y < THUMBNAIL; y++) {
      const to = ((place(Math.floor(i / columns)) + y) * width + place(i % columns)) * 3
      pixels.copy(sheet, to, y * THUMBNAIL * 3, (y + 1) * THUMBNAIL * 3)
    }
  }
  await sharp(sheet, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toFile(join(out, PREVIEW_FILE))
}

/** An animated WebP: the frames stand on top of one another. */
async function writeFilm(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  if (pieces.length < 2) return
  const frames: Buffer[] = []
  for (const piece of pieces) frames.push(await thumbnail(out, piece, FILM_SIZE))
  const raw = {
    width: FILM_SIZE,
    height: FILM_SIZE * frames.length,
    channels: 3,
    pageHeight: FILM_SIZE,
  } as const
  await sharp(Buffer.concat(frames), { raw })
    .webp({ quality: 80, effort: 2, delay: frames.map(() => FRAME_MS), loop: 0 })
    .toFile(join(out, FILM_FILE))
}
