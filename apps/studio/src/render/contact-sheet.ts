import type { Piece } from '@demiurge/art'
import { createThumbnails, type ThumbnailOptions } from '@demiurge/art/native'
import sharp from 'sharp'
import type { SheetLayout } from './contact-sheet-layout.ts'

/** Draws sheets of pieces, see-through where there is none, as WebP. One at a time. Throws CollectionError. */
export function createSheetDrawing(
  { columns, rows, size }: SheetLayout,
  options: Omit<ThumbnailOptions, 'size'>,
): (pieces: readonly Piece[]) => Promise<Buffer> {
  const thumbnails = createThumbnails({ ...options, size })
  const [width, height] = [columns * size, rows * size]
  return async (pieces) => {
    const sheet = Buffer.alloc(width * height * 4)
    for (const [i, piece] of pieces.entries()) {
      const pixels = await thumbnails.draw(piece)
      for (let y = 0; y < size; y++) {
        const to = ((Math.floor(i / columns) * size + y) * width + (i % columns) * size) * 4
        sheet.set(pixels.subarray(y * size * 4, (y + 1) * size * 4), to)
      }
    }
    return sharp(sheet, { raw: { width, height, channels: 4 } })
      .webp({ quality: 80, effort: 0 })
      .toBuffer()
  }
}
