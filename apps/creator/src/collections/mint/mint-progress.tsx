import { Button, Progress } from '@demiurge/design'
import { formatCount, formatDuration } from '@demiurge/design/format'
import { Pause, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Made } from '../pieces/made.ts'
import { type CollectionMinting, useCollectionMintings } from './use-collection-minting.tsx'

type Running = Extract<CollectionMinting, { readonly status: 'running' }>

/** A minting under way. */
export function MintProgress({
  collection,
  minting,
}: {
  readonly collection: Made
  readonly minting: Running
}): ReactNode {
  const mintings = useCollectionMintings()
  const { minted, total, isEnding } = minting
  const isOpening = minting.collection === undefined
  return (
    <section className="k-section" aria-label="The minting">
      <header className="k-section-head">
        <h2>{`${collection.name} is being minted`}</h2>
      </header>
      <Progress
        value={isOpening ? null : minted / total}
        label={titleOf(minting)}
        detail={isOpening ? '' : `${formatCount(minted)} of ${formatCount(total)} are final`}
      />
      <p className="d-faint d-num">{describePace(minting)}</p>
      <p className="d-quiet">
        The pieces are signed here and go to the chain in batches. If this page is closed it ends after a
        batch, and goes on there when you come back: nothing is minted twice.
      </p>
      <div className="d-row">
        <Button busy={isEnding} onClick={() => mintings.pause(collection.id)}>
          <Pause aria-hidden />
          Pause
        </Button>
        <Button kind="ghost" disabled={isEnding} onClick={() => mintings.cancel(collection.id)}>
          <X aria-hidden />
          Cancel
        </Button>
      </div>
    </section>
  )
}

function titleOf({ isEnding, collection }: Running): string {
  if (isEnding) return 'Ending after this batch'
  return collection === undefined
    ? 'Opening the collection with the hash of all pieces'
    : 'Signing, storing and minting'
}

function describePace({ fresh, minted, total, sinceMs }: Running): string {
  const seconds = (performance.now() - sinceMs) / 1_000
  if (fresh === 0 || seconds <= 0) return ''
  const perSecond = fresh / seconds
  const left = formatDuration(((total - minted) / perSecond) * 1_000)
  return `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)} pieces/s · ${left} left`
}
