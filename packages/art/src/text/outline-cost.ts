/** @module What drawing letters takes, and how much of it a font of unknown origin may ask for. */
import { ArtError } from '../errors.ts'
import type { OutlineCommand } from './shape.ts'

/** A letter takes some 70; the densest of worn and ornamented fonts some thousand. */
const MAX_GLYPH_COST = 100_000
/** No letter reaches farther from its origin, in em; the longest ligature of Arabic has some 15. */
const MAX_REACH = 64
/** Curves are cut into more pieces the longer they are: one em counts as so many commands. */
const COST_OF_EM = 4

/** Most that a layer in a font of unknown origin may take: the rasteriser holds it all in memory. */
export const MAX_LAYER_COST = 2_000_000

/** Commands of an outline and four for each em of their length; Infinity when a point is nowhere near the letter. */
export function costOf(commands: readonly OutlineCommand[]): number {
  let cost = commands.length
  let x = 0
  let y = 0
  for (const { values } of commands) {
    for (let i = 0; i + 1 < values.length; i += 2) {
      const [nextX, nextY] = [values[i] ?? 0, values[i + 1] ?? 0]
      // Written so that a value that is no number is refused as well.
      if (!(Math.abs(nextX) <= MAX_REACH && Math.abs(nextY) <= MAX_REACH)) return Infinity
      cost += COST_OF_EM * (Math.abs(nextX - x) + Math.abs(nextY - y))
      x = nextX
      y = nextY
    }
  }
  return cost
}

/** The cost of a glyph. Throws `font.damaged` when no letter can be so large. */
export function checkOutline(cost: number): number {
  if (cost <= MAX_GLYPH_COST) return cost
  throw new ArtError('font.damaged', 'the font is damaged: a glyph has an outline that no letter has')
}

/** Throws `font.too-complex` when a layer would take more than its font may. */
export function checkLayerCost(cost: number, maxCost: number): void {
  if (cost <= maxCost) return
  throw new ArtError(
    'font.too-complex',
    `the words take ${Math.round(cost)} steps to draw in this font, the limit is ${maxCost}; write fewer or repeat them less`,
    { field: 'text' },
  )
}
