import { parseRecipe, patterns, type Recipe, readRecipe } from '@demiurge/art'
import { type Artwork, artworkOf, recipeOf } from '../artwork/artwork.ts'
import { activePattern, addText, changeLayer, changePattern, hasRoom } from '../artwork/edit.ts'
import { shareLink } from '../artwork/share-link.ts'
import { fileName, saveFile } from '../mint/file-name.ts'
import { randomSeed } from './kept-draft.ts'
import type { Studio } from './state.ts'

/** Gives the active pattern a seed that nobody chose. */
export function shuffleSeed(studio: Studio): void {
  editActive(studio, (artwork, id) => changeLayer(artwork, id, { seed: randomSeed() }))
}

/** Draws the active layer with the pattern before or after its own, round and round. */
export function stepPattern(studio: Studio, step: 1 | -1): void {
  editActive(studio, (artwork, id, pattern) => {
    const at = patterns.findIndex(({ name }) => name === pattern)
    const next = patterns[(at + step + patterns.length) % patterns.length]
    return next === undefined ? artwork : changePattern(artwork, id, next.name)
  })
}

/** Adds a text layer where there is room. */
export function writeText(studio: Studio): void {
  studio.editArtwork((artwork) => (hasRoom(artwork) ? addText(artwork, 'Your words') : artwork))
}

/** Changes the active pattern layer, if there is one. */
export function editActive(
  studio: Studio,
  change: (artwork: Artwork, id: number, pattern: string) => Artwork,
  tag?: string,
): void {
  const { selected } = studio.state()
  studio.editArtwork((artwork) => {
    const active = activePattern(artwork, selected)
    return active === undefined ? artwork : change(artwork, active.id, active.layer.pattern)
  }, tag)
}

/** Puts a recipe on the bench in place of the artwork; undo brings the old one back. */
export function openRecipe(studio: Studio, recipe: Recipe): void {
  studio.editArtwork(() => artworkOf(recipe))
  studio.goTo('design')
}

/** The largest file that is looked into for a recipe, in bytes: the chain's own assets are smaller. */
const MAX_FILE_BYTES = 256 * 1024 * 1024

/** The recipe in a file: a picture made here, or a recipe's JSON. Throws ArtError that says what is wrong with it. */
export async function recipeInFile(file: File): Promise<Recipe> {
  if (file.size > MAX_FILE_BYTES) throw new Error('The file is larger than 256 MB.')
  if (file.type === 'application/json' || file.name.endsWith('.json')) return parseRecipe(await file.text())
  return readRecipe(new Uint8Array(await file.arrayBuffer()))
}

/** Downloads the recipe of what is on the bench. */
export function saveRecipe(studio: Studio): void {
  const { artwork, details } = studio.state().history.present
  const name = fileName(details.name, '').replace(/\.bin$/, '.recipe.json')
  saveFile(name, `${JSON.stringify(recipeOf(artwork), null, 2)}\n`)
}

/** Copies an address that opens the studio with this recipe. */
export async function copyLink(studio: Studio): Promise<void> {
  const recipe = recipeOf(studio.state().history.present.artwork)
  await navigator.clipboard.writeText(await shareLink(`${location.origin}/`, recipe))
}
