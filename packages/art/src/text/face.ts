/** @module Font files and bundled faces opened for shaping, with what the platform brings. */
import type * as HarfBuzz from 'harfbuzzjs'
import { ArtError } from '../errors.ts'
import { openFontFile } from './font-file.ts'
import { type FontFace, fonts } from './fonts.ts'
import { MAX_LAYER_COST } from './outline-cost.ts'
import { createShaper, type Shaper } from './shape.ts'
import { type Unpackers, woffToSfnt } from './woff.ts'

/** What a platform brings to open fonts. */
export interface FontPlatform extends Unpackers {
  readonly loadHarfBuzz: () => Promise<typeof HarfBuzz>
  /** The WOFF files of a bundled face, in the order of its subsets. */
  readonly readFace: (face: FontFace) => Promise<readonly Uint8Array<ArrayBuffer>[]>
}

/** Opens a bundled face. Rejects with `recipe.invalid` when there is none of that name. */
export async function openBundled(name: string, platform: FontPlatform): Promise<Shaper> {
  const face = fonts.find((each) => each.name === name)
  if (face === undefined) {
    throw new ArtError('recipe.invalid', `the font ${name} is not bundled`, { field: 'font' })
  }
  const harfbuzz = await platform.loadHarfBuzz()
  const files = await platform.readFace(face)
  const sfnts = await Promise.all(files.map((woff) => woffToSfnt(woff, platform.inflate)))
  return createShaper(harfbuzz, { title: face.name, sfnts })
}

/** Opens a font file of any origin. Rejects as `openFontFile` does, and with `font.damaged` when the name is of other bytes. */
export async function openFile(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  platform: FontPlatform,
): Promise<Shaper> {
  const font = await openFontFile(bytes, platform)
  if (font.name !== name) {
    throw new ArtError('font.damaged', `the file that was given for the font ${name} is ${font.name}`, {
      field: 'font',
    })
  }
  const harfbuzz = await platform.loadHarfBuzz()
  return createShaper(harfbuzz, { title: font.title, sfnts: [font.sfnt], maxCost: MAX_LAYER_COST })
}
