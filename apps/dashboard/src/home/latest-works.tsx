import { EmptyState, ErrorState, LinkButton, Skeleton, usePage, useRequest, useTopic } from '@demiurge/design'
import { Palette } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { useHeld } from '../live/use-held.ts'
import { WorkCard } from '../works/work-card.tsx'

const SHOWN = 7

/** The newest works, the very newest largest. A work that arrives waits while somebody looks. */
export function LatestWorks(): ReactNode {
  const works = useRequest('nft_listItems', { limit: SHOWN }, { staleMs: 0 })
  const frame = useRef<HTMLElement>(null)
  const reload = useRef<ReturnType<typeof setTimeout>>(undefined)
  useTopic('events', {}, ({ event }) => {
    if (event.name !== 'nft.minted' || reload.current !== undefined) return
    // A batch brings many at once: one question is enough.
    reload.current = setTimeout(() => {
      reload.current = undefined
      works.reload()
    }, 500)
  })
  const { shown } = useHeld(works.data, frame)
  return (
    <section ref={frame} aria-labelledby="latest-works">
      <div className="section-head">
        <h2 id="latest-works">Latest works</h2>
        <LinkButton kind="ghost" size="small" href="/works">
          All works
        </LinkButton>
      </div>
      {shown === undefined && works.error !== undefined && <ErrorState error={works.error} onRetry={works.reload} />}
      {shown === undefined && works.error === undefined && <WorksSkeleton />}
      {shown !== undefined && shown.items.length === 0 && <NoWorks />}
      {shown !== undefined && shown.items.length > 0 && (
        <div className="latest" data-count={shown.items.length}>
          {shown.items.map((view, index) => (
            <WorkCard key={view.id} view={view} eager={index < 3} />
          ))}
        </div>
      )}
    </section>
  )
}

function WorksSkeleton(): ReactNode {
  return (
    <div className="latest" data-count={SHOWN} role="status" aria-label="Loading works">
      {Array.from({ length: SHOWN }, (_, index) => (
        <Skeleton key={`placeholder-${String(index)}`} height="100%" radius="var(--radius-l)" />
      ))}
    </div>
  )
}

/** Nothing was minted on this chain: where one begins. */
export function NoWorks(): ReactNode {
  const { config } = usePage()
  return (
    <div className="d-card">
      <EmptyState
        icon={<Palette aria-hidden />}
        title="No works yet"
        actions={
          config.creator !== '' && (
            <LinkButton kind="primary" href={config.creator} target="_blank">
              Make the first one
            </LinkButton>
          )
        }
      >
        Open the studio, draw something, and mint it: it appears here as soon as it is final.
      </EmptyState>
    </div>
  )
}
