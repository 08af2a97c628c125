import { Button, EmptyState, ErrorState, IconButton, Segmented } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { Filter, Images, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useMay } from '../../account/session.tsx'
import { formatRoute } from '../route.ts'
import { isActive, useJob } from '../server/use-server.ts'
import { useEditorState } from '../sketch/use-editor.tsx'
import { LargeView } from './large-view.tsx'
import { type Made, specialsOf } from './made.ts'
import { isOneOfOne, PieceCell, pieceLabel } from './piece-cell.tsx'
import { TraitFilter } from './trait-filter.tsx'
import { type PiecesDesk, usePiecesDesk } from './use-pieces-desk.ts'
import { VirtualGrid } from './virtual-grid.tsx'

const ORDERS = [
  { value: 'edition', label: 'By number' },
  { value: 'rank', label: 'Rarest first' },
] as const

/** All pieces that were made. */
export function PiecesView(): ReactNode {
  const { view } = useEditorState()
  const { made } = view
  if (made !== undefined) return <MadePieces collection={{ ...view, made }} />
  return (
    <EmptyState
      icon={<Images aria-hidden />}
      title="No pieces yet"
      actions={
        <a
          className="d-button"
          data-kind="primary"
          href={formatRoute({ kind: 'collection', id: view.id, view: 'make' })}
        >
          Make them
        </a>
      }
    >
      They appear here as soon as the collection is made.
    </EmptyState>
  )
}

function MadePieces({ collection }: { readonly collection: Made }): ReactNode {
  const desk = usePiecesDesk(collection)
  const { pieces, total, traits, sort, selected, open } = desk
  const [isFiltering, setFiltering] = useState(false)
  return (
    <div className="k-pieces" data-filtering={isFiltering || undefined}>
      <TraitFilter
        collection={collection}
        chosen={traits}
        onChoose={(next) => desk.choose({ traits: next })}
        onClose={() => setFiltering(false)}
      />
      <section className="k-pieces-main" aria-label="Pieces">
        <PiecesBar collection={collection} desk={desk} onFilter={() => setFiltering(true)} />
        {selected.size > 0 && <SelectionBar desk={desk} />}
        {pieces.error !== undefined && pieces.total === undefined ? (
          <ErrorState error={pieces.error} onRetry={pieces.retry} />
        ) : (
          <PieceGrid key={`${sort} ${traits.join()}`} collection={collection} desk={desk} />
        )}
      </section>
      {open !== undefined && (
        <LargeView
          collection={collection}
          total={total}
          index={open}
          piece={pieces.at(open)}
          changes={desk.changes}
          onMove={desk.show}
          onClose={desk.close}
        />
      )}
    </div>
  )
}

function PieceGrid({
  collection,
  desk,
}: {
  readonly collection: Made
  readonly desk: PiecesDesk
}): ReactNode {
  const { id, made, name } = collection
  const { pieces, total, active, selected, editionAt } = desk
  const specials = specialsOf(collection)
  return (
    <VirtualGrid
      label="Pieces"
      total={total}
      active={active}
      onActive={desk.setActive}
      onOpen={desk.show}
      onToggle={desk.toggle}
      onKey={desk.press}
      onRange={pieces.want}
      isSelected={(index) => selected.has(editionAt(index) ?? 0)}
      cell={(index) => {
        const piece = pieces.at(index)
        const edition = editionAt(index)
        const isSpecial = piece !== undefined && isOneOfOne(piece, specials)
        return {
          label: pieceLabel(name, edition, { piece, isSpecial }),
          content: (
            <PieceCell id={id} sheet={made.sheet} edition={edition} piece={piece} isSpecial={isSpecial} />
          ),
        }
      }}
    />
  )
}

function PiecesBar({
  collection,
  desk: { total, traits, sort, choose },
  onFilter,
}: {
  readonly collection: Made
  readonly desk: PiecesDesk
  readonly onFilter: () => void
}): ReactNode {
  const { job } = useJob(collection)
  return (
    <header className="k-pieces-bar">
      <p className="d-num" role="status">
        <b>{formatCount(total)}</b>{' '}
        {traits.length === 0 ? 'pieces' : `of ${formatCount(collection.made.count)} pieces`}
        {isActive(job) && ' · being made'}
      </p>
      <Segmented label="Order" value={sort} onChange={(next) => choose({ sort: next })} options={ORDERS} />
      <Button className="k-filter-button" size="small" onClick={onFilter}>
        <Filter aria-hidden />
        Filter
      </Button>
    </header>
  )
}

function SelectionBar({ desk: { selected, changes, clear } }: { readonly desk: PiecesDesk }): ReactNode {
  const those = [...selected]
  const may = useMay('creator')
  return (
    <section className="k-selection" aria-label="Selected pieces">
      <p>{`${formatCount(selected.size)} selected`}</p>
      <Button size="small" busy={changes.isBusy} disabled={!may} onClick={() => changes.reroll(those)}>
        Draw again
      </Button>
      <Button size="small" busy={changes.isBusy} disabled={!may} onClick={() => changes.togglePins(those)}>
        {those.every(changes.isPinned) ? 'Unpin' : 'Pin'}
      </Button>
      <IconButton label="Select none (Esc)" size="small" onClick={clear}>
        <X />
      </IconButton>
    </section>
  )
}
