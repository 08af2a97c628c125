/** @module Decodes every picture once, at the size of the pieces, into memory that all threads share. */
import sharp from 'sharp'
import { CollectionError } from '../../collection/error.ts'
import type { Arena } from '../../engine/arena.ts'
import { packSheet, type Sheet } from '../../engine/canvas.ts'
import type { EngineExports, EngineMemory } from '../../engine/instance.ts'
import type { BlendMode } from '../../layers/blend.ts'
import { type LayerFolder, readPicture } from './layer-folder.ts'

/** More pixels than this are a mistake or an attack: 16,384 squared. */
const MAX_PIXELS = 268_435_456

/** Sheets by layer and choice, and those of the one-of-ones. A layer without a trait has no sheet. */
export interface SheetTable {
  readonly layers: readonly (readonly Sheet[])[]
  readonly oneOfOnes: readonly Sheet[]
}

/** What pictures are decoded with. */
export interface SheetLoader {
  readonly engine: EngineExports
  readonly memory: EngineMemory
  readonly arena: Arena
  readonly size: number
  readonly scaling: 'smooth' | 'nearest'
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal
}

/** Decodes all pictures of a folder. Throws CollectionError `collection.layers` that names a damaged picture, `collection.memory`. */
export async function loadSheets(folder: LayerFolder, loader: SheetLoader): Promise<SheetTable> {
  const { arena, size } = loader
  const picture = arena.allocate(size * size * 4 + 64)
  const total = Object.keys(folder.hashes).length
  let done = 0
  const load = async (file: string, blend: BlendMode, opacity: number): Promise<Sheet> => {
    loader.signal?.throwIfAborted()
    const pixels = await decode(folder.path, file, loader)
    new Uint8Array(loader.memory.buffer).set(pixels, picture)
    loader.onProgress?.(++done / total)
    return packSheet(loader.engine, arena, { picture, area: size * size, blend, opacity })
  }
  const layers: Sheet[][] = []
  for (const { folder: name, traits, blend, opacity } of folder.catalogue) {
    const sheets: Sheet[] = []
    for (const { file } of traits) sheets.push(await load(`${name}/${file}`, blend, opacity))
    layers.push(sheets)
  }
  const oneOfOnes: Sheet[] = []
  for (const { file } of folder.definition.oneOfOnes ?? []) oneOfOnes.push(await load(file, 'normal', 1))
  return { layers, oneOfOnes }
}

/** A picture as straight RGBA, stretched to the square as drawing programs and the HashLips engine do it. */
async function decode(path: string, file: string, { size, scaling }: SheetLoader): Promise<Buffer> {
  const bytes = await readPicture(path, file)
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, density: await densityOf(bytes, size) })
    const kernel = scaling === 'nearest' ? 'nearest' : 'lanczos3'
    return await image.resize(size, size, { fit: 'fill', kernel }).ensureAlpha().raw().toBuffer()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CollectionError('collection.layers', `${file} cannot be decoded: ${why}`, {
      field: file,
      cause,
    })
  }
}

/** Dots an inch at which an SVG is drawn in the pieces' own size; others have no use for it. */
async function densityOf(bytes: Buffer, size: number): Promise<number> {
  const {
    format,
    width = size,
    height = size,
  } = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata()
  if (format !== 'svg') return 72
  return Math.min(100_000, Math.max(1, (72 * size) / Math.min(width, height)))
}
