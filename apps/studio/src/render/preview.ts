import { choosePieces, countCombinations, type Piece, rarityTable, shownTraits } from '@demiurge/art'
import { changePlan, readManifest } from '@demiurge/art/native'
import type { TraitCount } from '../contract/collections.ts'
import { createSheetDrawing } from './contact-sheet.ts'
import { PREVIEW } from './contact-sheet-layout.ts'
import { catalogueOf, readSmall } from './layers-view.ts'
import { outPath } from './make-paths.ts'
import type { MakingChange, Tasks } from './tasks.ts'

type ViewWish = Tasks['preview']['input']

/** The first pieces of a collection as they would be drawn. Throws CollectionError. */
export async function drawPreview(
  wish: ViewWish,
  { signal }: { readonly signal: AbortSignal },
): Promise<Tasks['preview']['output']> {
  const { catalogue, definition, pieces } = planPieces(wish)
  const first = pieces.slice(0, PREVIEW.columns * PREVIEW.rows)
  signal.throwIfAborted()
  const draw = createSheetDrawing(PREVIEW, { catalogue, definition, read: readSmall(wish.view) })
  const sheet = await draw(first)
  return {
    sheet: Uint8Array.from(sheet),
    pieces: first.map((piece) => ({
      edition: piece.edition,
      traits: Object.entries(shownTraits({ catalogue, definition }, piece)).map(([trait, value]) => ({
        trait,
        value: String(value),
      })),
    })),
  }
}

/** How often each value would come. One-of-ones are left out: they have no layers. Throws CollectionError. */
export async function countRarity(wish: ViewWish): Promise<readonly TraitCount[]> {
  const { catalogue, definition, pieces } = planPieces(wish)
  const drawn = pieces.filter(({ kind }) => kind === 'layers')
  const works = drawn.map((piece) => shownTraits({ catalogue, definition }, piece))
  const rows = rarityTable(catalogue, works)
  const total = Math.max(1, drawn.length)
  const counted = new Map<string, number>()
  for (const { layer, askedCount = 0 } of rows) counted.set(layer, (counted.get(layer) ?? 0) + askedCount)
  return rows.map(({ layer, trait, askedShare, askedCount, pieces: count }) => {
    // Weights share what target counts leave.
    const free = Math.max(0, 1 - (counted.get(layer) ?? 0) / total)
    const asked = askedCount === undefined ? (askedShare ?? 0) * free : askedCount / total
    return { trait: layer, value: trait, asked, count }
  })
}

/** Counts the pieces that layers and rules allow. */
export async function countPieces(view: ViewWish['view']): Promise<string | undefined> {
  return countCombinations(catalogueOf(view), view.definition)?.toString()
}

function planPieces({ view, count, seed, going }: ViewWish) {
  const found = going && planGoing({ view, seed, ...going })
  if (found !== undefined) return found
  const catalogue = catalogueOf(view)
  const { definition } = view
  const pieces: readonly Piece[] = choosePieces({ catalogue, definition, count, seed })
  return { catalogue, definition, pieces }
}

/** The pieces of a making after a change; undefined while it has no plan. */
function planGoing(wish: Pick<ViewWish, 'view' | 'seed'> & MakingChange) {
  const plan = readManifest(outPath(wish.folder))?.plan
  if (plan === undefined) return undefined
  // What was pinned when it began stands in its own definition.
  const { definition } = plan
  const catalogue = catalogueOf({ ...wish.view, definition })
  const pieces: readonly Piece[] = choosePieces({ ...changePlan(catalogue, plan, wish), catalogue })
  return { catalogue, definition, pieces }
}
