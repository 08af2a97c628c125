/** @module The short way to a recipe: a pattern, a seed, a size, maybe a caption. */
import { resolvePalette } from '../color/palette.ts'
import { ArtError } from '../errors.ts'
import { createRandom } from '../numeric/random.ts'
import { findPattern, patterns } from '../patterns/registry.ts'
import { checkRecipe } from './check.ts'
import type { Params, Recipe } from './schema.ts'

/** What a creator chooses; everything but the pattern has a default. */
export interface RecipeChoice {
  readonly pattern: string
  /** 0 when not given. */
  readonly seed?: number | string
  /** A palette's name or own colours; when not given, the seed picks one that suits the pattern. */
  readonly palette?: string | readonly string[]
  /** Side of the square in pixels; 1024 when not given. */
  readonly size?: number
  readonly params?: Params
  /** A caption; for the photonic pattern, the text to encode. */
  readonly text?: string
  /** The caption's font, bundled or a file's hash; Playfair Display Italic when not given. */
  readonly font?: string
  /** What the font file calls itself. */
  readonly fontTitle?: string
}

/** A square recipe of one pattern, with a caption at its foot if `text` is given. Throws `recipe.invalid`. */
export function createRecipe(choice: RecipeChoice): Recipe {
  const pattern = findPattern(choice.pattern)
  if (pattern === undefined) {
    const names = patterns.map((each) => each.name).join(', ')
    throw new ArtError('recipe.invalid', `pattern '${choice.pattern}' does not exist; use one of ${names}`, {
      field: 'pattern',
    })
  }
  const seed = choice.seed ?? 0
  const palette = choice.palette ?? createRandom(seed).fork('palette').pick(pattern.palettes)
  const speaks = choice.text !== undefined && 'text' in pattern.params.properties
  const params = speaks ? { ...choice.params, text: choice.text } : (choice.params ?? {})
  const size = choice.size ?? 1024
  const { ground, ink } = resolvePalette(palette)
  const caption = {
    kind: 'text',
    text: choice.text,
    font: choice.font ?? 'playfair-display-italic',
    ...(choice.fontTitle === undefined ? {} : { fontTitle: choice.fontTitle }),
    size: 0.05,
    x: 0.5,
    y: 0.94,
    align: 'center',
    colour: ink,
    letterSpacing: 0.02,
    outline: 0.16,
    outlineColour: ground,
  }
  return checkRecipe({
    version: 1,
    width: size,
    height: size,
    background: ground,
    layers: [
      { kind: 'pattern', pattern: pattern.name, seed, palette, params },
      ...(choice.text === undefined || speaks ? [] : [caption]),
    ],
  })
}
