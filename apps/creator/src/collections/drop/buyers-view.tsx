import { formatCount, formatDem } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { Span } from './both-times.tsx'
import type { DropDraft } from './draft.ts'
import type { OrderedPhase } from './draft-problems.ts'
import { useSealedPicture } from './picture-field.tsx'

/** What somebody sees who comes to buy: the sealed piece, and when it is to be had for how much. */
export function BuyersView({
  name,
  draft,
  phases,
}: {
  readonly name: string
  readonly draft: DropDraft
  readonly phases: readonly OrderedPhase[]
}): ReactNode {
  const address = useSealedPicture(draft.picture)
  return (
    <section className="k-buyers" aria-label="What buyers will see">
      <img src={address} alt="" />
      <div className="d-stack-s">
        <h3>{`${name} (sealed)`}</h3>
        <p className="d-quiet">
          {draft.description.trim() || 'Which piece this is will be revealed when the sale is over.'}
        </p>
        <ol className="k-buyers-phases">
          {phases.map((phase) => (
            <li key={`${phase.startMs} ${phase.endMs} ${phase.name}`}>
              <b>{phase.name}</b>
              <span className="d-num">{priceOf(phase)}</span>
              <span className="d-quiet">{termsOf(phase)}</span>
              <Span startMs={phase.startMs} endMs={phase.endMs} />
            </li>
          ))}
        </ol>
      </div>
    </section>
  )
}

/** What a piece costs. */
export function priceOf({ price }: Pick<OrderedPhase, 'price'>): string {
  return price === 0n ? 'free' : `${formatDem(price)} DEM`
}

function termsOf({ perAccount, supply, list }: OrderedPhase): string {
  return [
    list === null ? 'anybody' : 'accounts on the list',
    ...(supply === null ? [] : [`${formatCount(supply)} in all`]),
    ...(perAccount === null ? [] : [`${formatCount(perAccount)} each at most`]),
  ].join(' · ')
}
