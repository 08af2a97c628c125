import type { SearchHit } from '@demiurge/api'
import { Badge, Card, EmptyState, ErrorState, Skeleton, useRequest } from '@demiurge/design'
import { shortenMiddle } from '@demiurge/design/format'
import { SearchX } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { linkOfHit } from '../router/links.ts'
import { navigate } from '../router/location.ts'
import type { PageProps } from '../router/routes.ts'
import { PageHead } from '../shared/page-head.tsx'
import { SearchField } from './search-field.tsx'

/** What was found; the one thing that an exact identifier names opens at once. */
export function SearchPage({ query }: PageProps): ReactNode {
  const words = query.get('q')?.trim().slice(0, 128) ?? ''
  const { data, error, reload } = useRequest('search', words === '' ? null : { query: words })
  const only = data?.length === 1 && isExact(words) ? data[0] : undefined
  useEffect(() => {
    if (only !== undefined) navigate(linkOfHit(only), { replace: true })
  }, [only])
  return (
    <div className="d-stack-l narrow">
      <PageHead title="Search" tab={words === '' ? 'Search' : words}>
        {words !== '' && `Results for “${words.length > 40 ? shortenMiddle(words, 16, 8) : words}”`}
      </PageHead>
      <SearchField key={words} initial={words} />
      {error !== undefined && data === undefined && <ErrorState error={error} onRetry={reload} />}
      {words !== '' && data === undefined && error === undefined && <Skeleton height={120} />}
      {data !== undefined && data.length === 0 && (
        <EmptyState icon={<SearchX aria-hidden />} title="Nothing found">
          Names are looked for among the newest works; identifiers and addresses must be whole.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <Card flush>
          <ul className="hits">
            {data.map((hit) => (
              <Hit key={`${hit.kind} ${hit.id}`} hit={hit} />
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

function Hit({ hit }: { readonly hit: SearchHit }): ReactNode {
  return (
    <li>
      <a href={linkOfHit(hit)}>
        <Badge>{hit.kind}</Badge>
        <span className="d-truncate">{hit.title}</span>
        <span className="d-faint d-mono hit-id">{shortenMiddle(hit.id)}</span>
      </a>
    </li>
  )
}

function isExact(words: string): boolean {
  return /^(\d+|(0x)?[0-9a-fA-F]{64}|dem1[0-9a-z]+)$/.test(words)
}
