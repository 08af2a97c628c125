import { Badge, Button, Dialog, Hash, IconButton, ImageWithFallback, Skeleton } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { PieceView } from '@demiurge/studio/contract'
import { ArrowLeft, ArrowRight, Download, FileJson, Pin, PinOff, RefreshCw } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useMay } from '../../account/session.tsx'
import { addressOf } from '../server/studio-api.ts'
import { type Made, specialsOf } from './made.ts'
import { isOneOfOne } from './piece-cell.tsx'
import type { Changes } from './use-changes.ts'

/** One piece, as large as there is room for; arrows go on to the next. */
export function LargeView({
  collection,
  index,
  total,
  piece,
  changes,
  onMove,
  onClose,
}: {
  readonly collection: Made
  readonly index: number
  readonly total: number
  readonly piece: PieceView | undefined
  readonly changes: Changes
  readonly onMove: (index: number) => void
  readonly onClose: () => void
}): ReactNode {
  useEffect(() => {
    const press = ({ key }: KeyboardEvent): void => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key]
      if (step !== undefined && index + step >= 0 && index + step < total) onMove(index + step)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [index, total, onMove])
  const title = piece === undefined ? 'A piece' : `${collection.name} #${piece.edition}`
  return (
    <Dialog open size="large" onOpenChange={onClose} title={title}>
      <div className="k-large">
        <figure className="k-large-picture">
          {piece === undefined ? (
            <Skeleton height="100%" />
          ) : (
            <ImageWithFallback
              eager
              fit="contain"
              ratio="1"
              alt={title}
              src={`${addressOf(collection.id, `pieces/${piece.edition}/image`)}?v=${piece.imageSha256.slice(0, 16)}`}
            />
          )}
          <figcaption className="d-row d-between">
            <IconButton label="The one before (←)" disabled={index === 0} onClick={() => onMove(index - 1)}>
              <ArrowLeft />
            </IconButton>
            <span className="d-faint d-num">{`${formatCount(index + 1)} of ${formatCount(total)}`}</span>
            <IconButton label="The next (→)" disabled={index + 1 >= total} onClick={() => onMove(index + 1)}>
              <ArrowRight />
            </IconButton>
          </figcaption>
        </figure>
        {piece !== undefined && <Facts collection={collection} piece={piece} changes={changes} />}
      </div>
    </Dialog>
  )
}

function Facts({
  collection,
  piece,
  changes,
}: {
  readonly collection: Made
  readonly piece: PieceView
  readonly changes: Changes
}): ReactNode {
  const { id, made } = collection
  const { edition, rank, traits, imageSha256 } = piece
  const isSpecial = isOneOfOne(piece, specialsOf(collection))
  const isPinned = changes.isPinned(edition)
  const may = useMay('creator')
  return (
    <div className="k-large-facts">
      <div className="d-row d-wrap">
        <Badge tone="accent">{`Rank ${formatCount(rank)} of ${formatCount(made.count)}`}</Badge>
        {isSpecial && <Badge tone="warn">One of one</Badge>}
        {isPinned && <Badge tone="ok">Pinned</Badge>}
      </div>
      <dl className="c-summary" aria-label="Traits">
        {traits.map(({ trait, value }) => (
          <div key={trait}>
            <dt>{trait}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Picture</dt>
          <dd>
            <Hash value={`0x${imageSha256}`} label="SHA-256" />
          </dd>
        </div>
      </dl>
      <div className="d-row d-wrap">
        <Button busy={changes.isBusy} disabled={!may} onClick={() => changes.togglePins([edition])}>
          {isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
          {isPinned ? 'Unpin' : 'Pin'}
        </Button>
        {!isSpecial && (
          <Button busy={changes.isBusy} disabled={!may || isPinned} onClick={() => changes.reroll([edition])}>
            <RefreshCw aria-hidden />
            Draw again
          </Button>
        )}
        <a
          className="d-button d-icon-button"
          data-kind="ghost"
          download
          href={addressOf(id, `pieces/${edition}/image`)}
          aria-label="Download the picture"
          title="Download the picture"
        >
          <Download aria-hidden />
        </a>
        <a
          className="d-button d-icon-button"
          data-kind="ghost"
          target="_blank"
          rel="noreferrer"
          href={addressOf(id, `pieces/${edition}/metadata`)}
          aria-label="Metadata"
          title="Metadata"
        >
          <FileJson aria-hidden />
        </a>
      </div>
    </div>
  )
}
