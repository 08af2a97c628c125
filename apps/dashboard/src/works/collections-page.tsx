import type { CollectionView } from '@demiurge/api'
import { Badge, Skeleton } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { NoWorks } from '../home/latest-works.tsx'
import { links } from '../router/links.ts'
import { AccountLink } from '../shared/account-link.tsx'
import { PageHead } from '../shared/page-head.tsx'
import { CollectionPreview } from './collection-preview.tsx'
import { LoadMore } from './load-more.tsx'
import { type Pages, usePages } from './use-pages.ts'
import { WorksNav } from './works-nav.tsx'

/** Every collection of the chain. */
export function CollectionsPage(): ReactNode {
  const pages = useCollections(null)
  const { entries, total } = pages
  return (
    <div className="d-stack-l">
      <PageHead title="Collections" actions={<WorksNav current="/collections" />}>
        {total !== undefined &&
          `${formatCount(total)} ${total === 1 ? 'collection' : 'collections'}, newest first`}
      </PageHead>
      {entries === undefined && pages.error === undefined && (
        <Skeleton height={240} radius="var(--radius-l)" />
      )}
      {entries !== undefined && entries.length === 0 && <NoWorks />}
      {entries !== undefined && entries.length > 0 && (
        <div className="collections">
          {entries.map((view) => (
            <CollectionCard key={view.id} view={view} />
          ))}
        </div>
      )}
      <LoadMore pages={pages} />
    </div>
  )
}

/** Collections page by page, those of one creator when given (0x hex). */
export function useCollections(creator: string | null): Pages<CollectionView> {
  return usePages(`collections ${creator}`, async (client, before) => {
    const { collections, next, total } = await client.request('nft_listCollections', {
      creator,
      before,
      limit: 24,
    })
    return { entries: collections, next, total }
  })
}

/** A collection in a list: its newest pictures, its name, who made it. */
export function CollectionCard({ view }: { readonly view: CollectionView }): ReactNode {
  const { id, collection, items, owners, preview } = view
  return (
    <article className="collection-card">
      <a
        href={links.collection(id)}
        aria-label={
          preview.length === 0 ? `${collection.name}: No works yet` : `Collection ${collection.name}`
        }
      >
        <CollectionPreview items={preview} />
      </a>
      <div className="collection-text">
        <h2>
          <a href={links.collection(id)} className="d-name-link">
            {collection.name}
          </a>
        </h2>
        <p className="d-quiet">
          by <AccountLink address={collection.creator} copy={false} />
        </p>
        <p className="d-row d-wrap">
          <Badge>{items === 1 ? '1 work' : `${formatCount(items)} works`}</Badge>
          <Badge>{owners === 1 ? '1 owner' : `${formatCount(owners)} owners`}</Badge>
        </p>
      </div>
    </article>
  )
}
