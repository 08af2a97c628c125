import type { CollectionView, PieceView } from '@demiurge/studio/contract'
import { sha256 } from '@noble/hashes/sha2.js'
import { Pin, Star } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { addressOf } from '../server/studio-api.ts'

type Sheet = NonNullable<CollectionView['made']>['sheet']

/** Where the small picture of an edition is: its sheet, and its place on that. */
export function sheetPlace(id: string, sheet: Sheet, edition: number) {
  const { columns, rows, version } = sheet
  const each = columns * rows
  const [k, place] = [Math.floor((edition - 1) / each), (edition - 1) % each]
  const share = (at: number, of: number): string => `${of < 2 ? 0 : (100 * at) / (of - 1)}%`
  return {
    backgroundImage: `url("${addressOf(id, `sheets/${k}`)}?v=${encodeURIComponent(version)}")`,
    backgroundSize: `${columns * 100}% ${rows * 100}%`,
    backgroundPosition: `${share(place % columns, columns)} ${share(Math.floor(place / columns), rows)}`,
  }
}

/** A piece in the grid. */
export const PieceCell = memo(function PieceCell({
  id,
  sheet,
  edition,
  piece,
  isSpecial,
}: {
  readonly id: string
  readonly sheet: Sheet
  readonly isSpecial: boolean
  readonly edition: number | undefined
  readonly piece: PieceView | undefined
}): ReactNode {
  if (edition === undefined) return null
  return (
    <>
      <span className="k-thumb" style={sheetPlace(id, sheet, edition)} />
      <span className="k-corner" data-corner />
      <span className="k-cell-foot">
        <span className="d-num">{`#${edition}`}</span>
        {isSpecial && <Star aria-hidden />}
        {piece?.isPinned === true && <Pin aria-hidden />}
      </span>
    </>
  )
})

const ONE_OF_ONES = new Map<string, number>()

/** Whether a piece is a picture of its own: its DNA is then the hash of its place among the one-of-ones. */
export function isOneOfOne({ dna }: PieceView, specials: number): boolean {
  for (let place = ONE_OF_ONES.size; place < specials; place++)
    ONE_OF_ONES.set(sha256(new TextEncoder().encode(`{"one-of-one":${place}}`)).toHex(), place)
  return (ONE_OF_ONES.get(dna) ?? specials) < specials
}

/** A piece in words. */
export function pieceLabel(
  name: string,
  edition: number | undefined,
  { piece, isSpecial }: { readonly piece: PieceView | undefined; readonly isSpecial: boolean },
): string {
  if (edition === undefined) return 'A piece that is being loaded'
  const notes = [
    `${name} #${edition}`,
    ...(piece === undefined ? [] : [`rank ${piece.rank}`]),
    ...(isSpecial ? ['one of one'] : []),
    ...(piece?.isPinned === true ? ['pinned'] : []),
  ]
  return notes.join(', ')
}
