import { parseRecipe, type RenderFormat, renderFormats } from '@demiurge/art'
import { bool, encode, fromJson, type Infer, list, struct, text, toJson, u8, u16 } from '@demiurge/codec'
import { type Artwork, artworkOf, newArtwork, recipeOf } from '../artwork/artwork.ts'
import { Details, emptyDetails } from '../details/details.ts'

/** How the finished file is written: its longer side in pixels, and its format. */
export interface Output {
  readonly longSide: number
  readonly format: RenderFormat
}

/** Everything that a person made and has not minted yet. */
export interface Draft {
  readonly artwork: Artwork
  readonly details: Details
  readonly output: Output
}

const VERSION = 1

/** A draft as it is kept on the device. The recipe is JSON text, checked by the recipe's own rules when it is read. */
const KeptDraft = struct({
  version: u8,
  recipe: text(65_536),
  hidden: list(bool, 16),
  details: Details,
  longSide: u16,
  format: text(8),
})
type KeptDraft = Infer<typeof KeptDraft>

/** A draft with nothing in it but a first pattern. */
export function newDraft(seed: number): Draft {
  return { artwork: newArtwork(seed), details: emptyDetails, output: { longSide: 2048, format: 'png' } }
}

/** A draft as text to keep. Throws CodecError or ArtError while a field holds something that no draft can hold. */
export function formatDraft({ artwork, details, output }: Draft): string {
  const shown = { ...artwork, layers: artwork.layers.map((entry) => ({ ...entry, hidden: false })) }
  const kept: KeptDraft = {
    version: VERSION,
    recipe: JSON.stringify(recipeOf(shown)),
    hidden: artwork.layers.map(({ hidden }) => hidden),
    details,
    longSide: output.longSide,
    format: output.format,
  }
  // Encoding holds the lengths; JSON alone would be refused only when it is read again, and the draft lost.
  encode(KeptDraft, kept)
  return JSON.stringify(toJson(KeptDraft, kept))
}

/** Reads a kept draft; undefined when it is damaged or of another version: a lost draft must not keep the page from opening. */
export function parseDraft(kept: string): Draft | undefined {
  try {
    const json: unknown = JSON.parse(kept)
    const { version, recipe, hidden, details, longSide, format } = fromJson(KeptDraft, json)
    if (version !== VERSION || !isFormat(format)) return undefined
    return { artwork: artworkOf(parseRecipe(recipe), hidden), details, output: { longSide, format } }
  } catch {
    return undefined
  }
}

function isFormat(format: string): format is RenderFormat {
  return renderFormats.some((each) => each === format)
}
