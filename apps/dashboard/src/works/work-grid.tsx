import type { ItemView } from '@demiurge/api'
import { Skeleton } from '@demiurge/design'
import type { ReactNode } from 'react'
import { NoWorks } from '../home/latest-works.tsx'
import { LoadMore } from './load-more.tsx'
import { type Pages, usePages } from './use-pages.ts'
import { WorkCard } from './work-card.tsx'

/** Works, newest first, picture first; fetched page by page. `empty` is shown when there is none. */
export function WorkGrid({
  collection,
  owner,
  empty = <NoWorks />,
}: {
  readonly collection?: string
  readonly owner?: string
  readonly empty?: ReactNode
}): ReactNode {
  const pages = useWorks(collection ?? null, owner ?? null)
  const { entries } = pages
  return (
    <>
      {entries === undefined && pages.error === undefined && <GridSkeleton />}
      {entries !== undefined && entries.length === 0 && empty}
      {entries !== undefined && entries.length > 0 && (
        <div className="grid">
          {entries.map((view, index) => (
            <WorkCard key={view.id} view={view} eager={index < 8} />
          ))}
        </div>
      )}
      <LoadMore pages={pages} />
    </>
  )
}

function useWorks(collection: string | null, owner: string | null): Pages<ItemView> {
  return usePages(`${collection} ${owner}`, async (client, before) => {
    const { items, next, total } = await client.request('nft_listItems', {
      collection,
      owner,
      before,
      limit: 24,
    })
    return { entries: items, next, total }
  })
}

/** Where works will be. */
export function GridSkeleton(): ReactNode {
  return (
    <div className="grid" role="status" aria-label="Loading works">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={`placeholder-${String(index)}`} className="d-stack-s">
          <Skeleton height="auto" radius="var(--radius-l)" />
          <Skeleton width="60%" />
        </div>
      ))}
    </div>
  )
}
