/** @module Decodes every picture once, at the size of the pieces, into memory that all threads share. */
import sharp from 'sharp'
import { CollectionError } from '../../collection/error.ts'
import type { Arena } from '../../engine/arena.ts'
import { packSheet, type Sheet } from '../../engine/canvas.ts'
import type { EngineExports, EngineMemory } from '../../engine/instance.ts'
import { type LayerFolder, readPicture } from './layer-folder.ts'

/** More pixels than this are a mistake or an attack: 16,384 squared. */
const MAX_PIXELS = 268_435_456
/** So many pictures are decoded at once, as long as they take no more than these bytes. */
const DECODERS = 4
const DECODED_BYTES = 2 ** 26

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
  const area = size * size
  const picture = arena.allocate(area * 4 + 64)
  const wanted = picturesOf(folder)
  const atOnce = Math.max(1, Math.min(DECODERS, Math.floor(DECODED_BYTES / (area * 4))))
  const decoded = wanted.slice(0, atOnce).map(({ file }) => begin(folder.path, file, loader))
  const sheets: Sheet[] = []
  // Packed in their order, whichever is decoded first: the memory looks the same every time.
  for (const [i, { blend, opacity }] of wanted.entries()) {
    loader.signal?.throwIfAborted()
    const pixels = await decoded[i]
    const next = wanted[i + atOnce]
    if (next !== undefined) decoded.push(begin(folder.path, next.file, loader))
    delete decoded[i]
    if (pixels === undefined) continue
    new Uint8Array(loader.memory.buffer).set(pixels, picture)
    sheets.push(packSheet(loader.engine, arena, { picture, area, blend, opacity }))
    loader.onProgress?.(sheets.length / wanted.length)
  }
  const oneOfOnes = sheets.splice(wanted.length - (folder.definition.oneOfOnes ?? []).length)
  return { layers: folder.catalogue.map(({ traits }) => sheets.splice(0, traits.length)), oneOfOnes }
}

/** All pictures: layer by layer, then the one-of-ones. */
function picturesOf({ catalogue, definition }: LayerFolder) {
  const traits = catalogue.flatMap(({ folder, traits: each, blend, opacity }) =>
    each.map(({ file }) => ({ file: `${folder}/${file}`, blend, opacity })),
  )
  const specials = (definition.oneOfOnes ?? []).map(({ file }) => ({
    file,
    blend: 'normal' as const,
    opacity: 1,
  }))
  return [...traits, ...specials]
}

/** Begins to decode a picture; whoever stops before its turn never hears of its failure. */
function begin(path: string, file: string, loader: SheetLoader): Promise<Buffer> {
  const pixels = readPicture(path, file).then((bytes) => decodePicture(bytes, { ...loader, file }))
  pixels.catch(() => {})
  return pixels
}

/**
 * A picture as straight RGBA, stretched to the square as drawing programs and the HashLips engine do it. Throws CollectionError
 * `collection.layers` that names the file.
 */
export async function decodePicture(
  bytes: Buffer,
  { file, size, scaling }: { readonly file: string } & Pick<SheetLoader, 'size' | 'scaling'>,
): Promise<Buffer> {
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
