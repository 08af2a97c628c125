import { Button, EmptyState, ErrorState, LinkButton, Skeleton, usePage, useRequest } from '@demiurge/design'
import { Palette, Sparkles } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLiveChain } from '../live/live-provider.tsx'
import { useHeld } from '../live/use-held.ts'
import { WorkCard } from '../works/work-card.tsx'

const SHOWN = 7

const PACE_MS = 1_500

/** The newest works, the very newest largest. A work that arrives waits while somebody looks. */
export function LatestWorks(): ReactNode {
  const works = useRequest('nft_listItems', { limit: SHOWN }, { staleMs: 0 })
  const frame = useRef<HTMLElement>(null)
  useWheneverTransactionsCome(works.reload)
  const { shown, release } = useHeld(works.data, frame)
  const waits = shown !== undefined && shown.items[0]?.id !== works.data?.items[0]?.id
  return (
    <section ref={frame} aria-labelledby="latest-works">
      <div className="section-head">
        <h2 id="latest-works">Latest works</h2>
        <div className="d-row">
          {waits && (
            <Button size="small" onClick={release}>
              <Sparkles aria-hidden />
              Show new works
            </Button>
          )}
          <LinkButton kind="ghost" size="small" href="/works">
            All works
          </LinkButton>
        </div>
      </div>
      {shown === undefined && works.error !== undefined && (
        <ErrorState error={works.error} onRetry={works.reload} />
      )}
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

/** Calls soon after transactions became final, at most every PACE_MS: following every event of a busy chain would be far dearer. */
function useWheneverTransactionsCome(action: () => void): void {
  const { transactions, known } = useLiveChain()
  const latest = useRef(action)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const seen = useRef<bigint>(undefined)
  useEffect(() => {
    latest.current = action
  })
  useEffect(() => {
    if (!known) return
    const news = seen.current !== undefined && seen.current !== transactions
    seen.current = transactions
    if (!news || timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      latest.current()
    }, PACE_MS)
  }, [transactions, known])
  useEffect(() => () => clearTimeout(timer.current), [])
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
