import { useCallback, useState } from 'react'
import type { Made } from './made.ts'
import { type Changes, useChanges } from './use-changes.ts'
import { type Pieces, usePieces } from './use-pieces.ts'

/** Pieces in some order, which of them are selected, and which is looked at. */
export interface PiecesDesk {
  readonly pieces: Pieces
  readonly changes: Changes
  readonly sort: 'edition' | 'rank'
  readonly traits: readonly string[]
  readonly total: number
  readonly active: number
  /** The place of the piece that is seen large. */
  readonly open: number | undefined
  /** Editions. */
  readonly selected: ReadonlySet<number>
  /** The edition at a place of the order; undefined until it is known. */
  readonly editionAt: (index: number) => number | undefined
  readonly choose: (next: { readonly sort?: 'edition' | 'rank'; readonly traits?: readonly string[] }) => void
  readonly setActive: (index: number) => void
  readonly show: (index: number) => void
  readonly close: () => void
  readonly toggle: (index: number) => void
  readonly clear: () => void
  /** A key that does something with the selected pieces, or with the active one. */
  readonly press: (key: string) => void
}

/** What the view of pieces works with. */
export function usePiecesDesk(collection: Made): PiecesDesk {
  const { id, made } = collection
  const [sort, setSort] = useState<'edition' | 'rank'>('edition')
  const [traits, setTraits] = useState<readonly string[]>([])
  const [active, setActive] = useState(0)
  const [open, setOpen] = useState<number>()
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const version = `${made.sheet.version} ${made.provenance ?? ''} ${made.pins.join()}`
  const pieces = usePieces(id, version, { sort, traits })
  const changes = useChanges(collection)
  const isPlain = sort === 'edition' && traits.length === 0
  const editionAt = useCallback(
    (index: number): number | undefined => (isPlain ? index + 1 : pieces.at(index)?.edition),
    [isPlain, pieces],
  )
  const clear = (): void => setSelected(new Set())
  return {
    ...{ pieces, changes, sort, traits, active, open, selected, editionAt, setActive, clear },
    total: isPlain ? made.count : (pieces.total ?? 0),
    choose(next) {
      setActive(0)
      setSort(next.sort ?? sort)
      setTraits(next.traits ?? traits)
    },
    show(index) {
      setOpen(index)
      setActive(index)
      pieces.want(index, index + 1)
    },
    close: () => setOpen(undefined),
    toggle(index) {
      const edition = editionAt(index)
      if (edition === undefined) return
      const next = new Set(selected)
      if (!next.delete(edition)) next.add(edition)
      setSelected(next)
    },
    press(key) {
      const edition = editionAt(active)
      const those = selected.size > 0 ? [...selected] : edition === undefined ? [] : [edition]
      if (key === 'p') changes.togglePins(those)
      if (key === 'r') changes.reroll(those)
      if (key === 'Escape') clear()
    },
  }
}
