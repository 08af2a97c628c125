/** @module Pictures of the whole: a sheet of the first hundred pieces, and a film of two dozen. */
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

/** Writes both, from pieces that are spread evenly over the editions. */
export async function writePreview(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  await writeSheet(out, spread(pieces, SHEET_PIECES))
  const frames = await Promise.all(
    spread(pieces, FILM_PIECES).map((piece) => thumbnail(out, piece, FILM_SIZE)),
  )
  if (frames.length < 2) return
  await sharp(frames, { join: { animated: true } })
    .webp({ quality: 80, delay: frames.map(() => FRAME_MS), loop: 0 })
    .toFile(join(out, FILM_FILE))
}

/** At most `wanted` of the pieces, at equal distances. */
function spread(pieces: readonly ManifestPiece[], wanted: number): readonly ManifestPiece[] {
  const step = Math.max(1, pieces.length / wanted)
  return pieces.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
}

function thumbnail(out: string, { image }: ManifestPiece, size: number): Promise<Buffer> {
  return sharp(join(out, image.file)).resize(size, size).ensureAlpha().png({ compressionLevel: 1 }).toBuffer()
}

async function writeSheet(out: string, pieces: readonly ManifestPiece[]): Promise<void> {
  const columns = Math.min(COLUMNS, pieces.length)
  const place = (i: number) => GAP + i * (THUMBNAIL + GAP)
  const layers = await Promise.all(
    pieces.map(async (piece, i) => ({
      input: await thumbnail(out, piece, THUMBNAIL),
      left: place(i % columns),
      top: place(Math.floor(i / columns)),
    })),
  )
  const [width, height] = [place(columns), place(Math.ceil(pieces.length / columns))]
  await sharp({ create: { width, height, channels: 3, background: '#14141a' } })
    .composite(layers)
    .jpeg({ quality: 88 })
    .toFile(join(out, PREVIEW_FILE))
}
