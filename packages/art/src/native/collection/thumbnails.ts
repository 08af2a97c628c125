/** @module Small pictures of pieces, put together from small layers: a hundred times faster than drawing the pieces and shrinking them. */
import type { Catalogue } from '../../collection/catalogue.ts'
import type { CollectionDefinition } from '../../collection/definition.ts'
import type { Piece } from '../../collection/pieces.ts'
import { createArena } from '../../engine/arena.ts'
import { createCanvas, packSheet, placeCanvas, type Sheet } from '../../engine/canvas.ts'
import { createEngine, createEngineMemory } from '../../engine/instance.ts'
import type { BlendMode } from '../../layers/blend.ts'
import { decodePicture } from './load-sheets.ts'

/** What small pictures are made from. */
export interface ThumbnailOptions {
  readonly catalogue: Catalogue
  readonly definition: CollectionDefinition
  /** Pixels on a side. */
  readonly size: number
  /** A picture by its path `Folder/File.png`. Asked once for each that is needed. */
  readonly read: (file: string) => Promise<Buffer>
}

/**
 * Draws pieces small: straight RGBA, a copy of the caller's own. Pictures are decoded when the first piece needs them. One piece at a
 * time: callers wait for one before they ask for the next. Throws CollectionError.
 */
export function createThumbnails({ catalogue, definition, size, read }: ThumbnailOptions) {
  const memory = createEngineMemory()
  const arena = createArena(memory)
  const engine = createEngine(memory)
  const picture = arena.allocate(size * size * 4 + 64)
  const canvas = createCanvas(engine, memory, placeCanvas(arena, size, engine.workspaceBytes()))
  const scaling = definition.scaling ?? 'smooth'
  const sheets = new Map<string, Sheet>()
  const load = async (file: string, blend: BlendMode, opacity: number): Promise<Sheet> => {
    const known = sheets.get(file)
    if (known !== undefined) return known
    const pixels = await decodePicture(await read(file), { file, size, scaling })
    new Uint8Array(memory.buffer).set(pixels, picture)
    const sheet = packSheet(engine, arena, { picture, area: size * size, blend, opacity })
    sheets.set(file, sheet)
    return sheet
  }
  const sheetsOf = async (piece: Piece): Promise<readonly Sheet[]> => {
    if (piece.kind === 'one-of-one') {
      const special = definition.oneOfOnes?.[piece.index]
      return special === undefined ? [] : [await load(special.file, 'normal', 1)]
    }
    const found: Sheet[] = []
    for (const [layer, { folder, traits, blend, opacity }] of catalogue.entries()) {
      const trait = traits[piece.dna[layer] ?? traits.length]
      if (trait !== undefined) found.push(await load(`${folder}/${trait.file}`, blend, opacity))
    }
    return found
  }
  return {
    async draw(piece: Piece): Promise<Uint8Array> {
      canvas.draw(await sheetsOf(piece))
      return Uint8Array.from(canvas.rgba().pixels)
    },
  }
}
