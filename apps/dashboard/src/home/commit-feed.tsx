import type { CommitSummary } from '@demiurge/api'
import { Badge, Card, EmptyState, Hash, LinkButton, Skeleton, TimeAgo } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { ArrowUp } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { useLiveChain } from '../live/live-provider.tsx'
import { useHeld } from '../live/use-held.ts'
import { links } from '../router/links.ts'

const SHOWN = 40

/** Commits as they become final. Stands still while somebody reads, and says how many are new. */
export function CommitFeed(): ReactNode {
  const { commits, known } = useLiveChain()
  const list = useRef<HTMLDivElement>(null)
  const { shown, release } = useHeld(commits, list)
  const fresh = countNewer(commits, shown[0])
  const catchUp = (): void => {
    release()
    list.current?.scrollTo({ top: 0 })
  }
  return (
    <Card
      title="Live commits"
      flush
      className="feed-card"
      actions={
        <LinkButton kind="ghost" size="small" href="/explorer">
          All commits
        </LinkButton>
      }
    >
      {/* In the frame of the list, not above it: it never moves a row. */}
      <div className="feed-frame">
        {fresh > 0 && (
          <button type="button" className="feed-pill" onClick={catchUp}>
            <ArrowUp aria-hidden />
            {formatCount(fresh)} new
          </button>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
        <section className="feed" ref={list} aria-label="Live commits" tabIndex={0}>
          {!known && <FeedSkeleton />}
          {known && shown.length === 0 && (
            <EmptyState title="No commits yet">The first one comes within a second or two.</EmptyState>
          )}
          {shown.slice(0, SHOWN).map((commit) => (
            <CommitRow key={String(commit.height)} commit={commit} />
          ))}
        </section>
      </div>
    </Card>
  )
}

function CommitRow({ commit }: { readonly commit: CommitSummary }): ReactNode {
  const { height, transactions, failed, blocks, timestampMs, digest } = commit
  return (
    <div className="feed-row" data-quiet={transactions === 0 || undefined}>
      <a href={links.commit(height)} className="feed-height">
        {formatCount(height)}
      </a>
      <span className="d-row">
        {transactions === 0 ? (
          <span className="d-faint">empty</span>
        ) : (
          <Badge tone="accent">
            {transactions === 1 ? '1 transaction' : `${formatCount(transactions)} transactions`}
          </Badge>
        )}
        {failed > 0 && <Badge tone="danger">{`${formatCount(failed)} failed`}</Badge>}
      </span>
      <span className="feed-wide d-faint">{blocks === 1 ? '1 block' : `${formatCount(blocks)} blocks`}</span>
      <span className="feed-wide d-faint">
        <Hash value={digest} label="commit digest" />
      </span>
      <span className="d-faint feed-time">
        <TimeAgo timestampMs={timestampMs} />
      </span>
    </div>
  )
}

function FeedSkeleton(): ReactNode {
  return Array.from({ length: 10 }, (_, index) => (
    <div className="feed-row" key={`placeholder-${String(index)}`}>
      <Skeleton width={56} />
      <Skeleton width={96} />
    </div>
  ))
}

/** How many commits are newer than the first that is shown. */
function countNewer(commits: readonly CommitSummary[], first: CommitSummary | undefined): number {
  const newest = commits[0]
  return first === undefined || newest === undefined ? 0 : Number(newest.height - first.height)
}
