import type { RankedItem } from '@demiurge/api'
import { Button, EmptyState, Select } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { navigate } from '../router/location.ts'
import { LoadMore } from '../works/load-more.tsx'
import { type Pages, usePages } from '../works/use-pages.ts'
import { WorkCard } from '../works/work-card.tsx'
import { GridSkeleton } from '../works/work-grid.tsx'
import { type Filters, filtersOf, queryOf, SORTS, toggled } from './filters.ts'
import { TraitFilters } from './trait-filters.tsx'

/** The works of a collection by trait and rarity. */
export function CollectionWorks({
  collection,
  query,
  empty,
}: {
  readonly collection: string
  readonly query: URLSearchParams
  /** Shown when the collection has no works at all. */
  readonly empty: ReactNode
}): ReactNode {
  const filters = filtersOf(query)
  const [open, setOpen] = useState(false)
  const show = (next: Filters): void =>
    navigate(`/collections/${collection}${queryOf(next)}`, { replace: true })
  const pages = useRanked(collection, filters)
  const { entries, total } = pages
  if (entries?.length === 0 && filters.traits.length === 0) return empty
  return (
    <div className="collection-works" data-open={open || undefined}>
      <div className="collection-bar">
        <Button size="small" className="filters-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <SlidersHorizontal aria-hidden />
          {filters.traits.length === 0 ? 'Traits' : `Traits (${filters.traits.length})`}
        </Button>
        <p className="d-quiet" role="status">
          {total !== undefined && `${formatCount(total)} ${total === 1 ? 'work' : 'works'}`}
        </p>
        <Select
          label="Order"
          value={filters.sort}
          onChange={(sort) => show({ ...filters, sort })}
          options={SORTS}
        />
      </div>
      <aside aria-label="Traits">
        <TraitFilters
          collection={collection}
          filters={filters}
          onToggle={(pair) => show(toggled(filters, pair))}
          onClear={() => show({ ...filters, traits: [] })}
        />
      </aside>
      <div>
        {entries === undefined && pages.error === undefined && <GridSkeleton />}
        {entries?.length === 0 && (
          <EmptyState
            title="No work has all of these"
            actions={<Button onClick={() => show({ ...filters, traits: [] })}>Show all works</Button>}
          >
            Choose fewer traits, or several values of one trait.
          </EmptyState>
        )}
        <div className="grid">
          {entries?.map(({ view, rank }, index) => (
            <WorkCard key={view.id} view={view} eager={index < 8} {...(rank === null ? {} : { rank })} />
          ))}
        </div>
        <LoadMore pages={pages} />
      </div>
    </div>
  )
}

function useRanked(collection: string, { sort, traits }: Filters): Pages<RankedItem> {
  const key = `ranked ${collection} ${sort} ${JSON.stringify(traits)}`
  return usePages<RankedItem, number>(key, async (client, from) => {
    const { items, next, total } = await client.request('nft_findItems', {
      collection,
      traits: [...traits],
      sort,
      from,
      limit: 24,
    })
    return { entries: items, next, total }
  })
}
