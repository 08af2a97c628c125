/** @module Exports a film of a collection as an animated GIF (GIF89a), for places that take no other moving picture. */
import { type ExportControl, readExported, writeExport } from './export-files.ts'
import { shootFilm } from './film.ts'
import type { FinishedCollection } from './read-collection.ts'

/**
 * A GIF has 256 colours. Each frame has a palette of its own, dithered: a palette that serves several pieces takes from the colours of each.
 */
const GIF_QUALITY = { colours: 256, dither: 1, effort: 7, interPaletteMaxError: 0 } as const

/**
 * Writes two dozen of the pieces into a GIF of 320 px that goes round without end; resolves to the number of frames. Throws CollectionError
 * `collection.damaged` when a picture is missing, the signal's reason when that is aborted.
 */
export async function exportGif(
  folder: string,
  { pieces }: FinishedCollection,
  path: string,
  { signal, onProgress }: ExportControl = {},
): Promise<number> {
  let shot = 0
  const { film, timing } = await shootFilm(pieces, (file) => {
    signal?.throwIfAborted()
    onProgress?.(Math.min(shot++ / (2 * pieces.length), 0.5))
    return readExported(folder, file)
  })
  await writeExport(path, async (put) => {
    put(await film.gif({ ...GIF_QUALITY, ...timing }).toBuffer())
    signal?.throwIfAborted()
  })
  onProgress?.(1)
  return timing.delay.length
}
