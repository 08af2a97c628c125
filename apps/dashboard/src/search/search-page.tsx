import { Button, EmptyState, ErrorState, Segmented, Skeleton } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { Search, SearchX } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { linkOfHit, links } from '../router/links.ts'
import { navigate } from '../router/location.ts'
import type { PageProps } from '../router/routes.ts'
import { PageHead } from '../shared/page-head.tsx'
import { Result } from './result.tsx'
import { useSearch } from './use-search.ts'

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'item', label: 'Works' },
  { value: 'collection', label: 'Collections' },
  { value: 'account', label: 'Accounts' },
  { value: 'transaction', label: 'Transactions' },
] as const
type Kind = (typeof KINDS)[number]['value']

const MOST_CHARACTERS = 128

/** Everything that can be found, as it is typed; arrow keys go through the results. */
export function SearchPage({ query }: PageProps): ReactNode {
  const [text, setText] = useState(query.get('q')?.slice(0, MOST_CHARACTERS) ?? '')
  const [kind, setKind] = useState<Kind>('all')
  const list = useRef<HTMLUListElement>(null)
  const search = useSearch(text, kind)
  const change = (next: string): void => {
    setText(next)
    navigate(next.trim() === '' ? '/search' : links.search(next), { replace: true })
  }
  const first = search.found?.results[0]
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      moveFocus(list.current, 0)
    }
    if (event.key === 'Enter' && first !== undefined && !search.isSearching) navigate(linkOfHit(first))
  }
  return (
    <div className="d-stack-l narrow">
      <PageHead title="Search" tab={text.trim() === '' ? 'Search' : text} />
      <search className="d-stack">
        <div className="d-input d-input-box search-box">
          <Search aria-hidden />
          <input
            type="search"
            aria-label="Search"
            placeholder="Name, hash, address or height"
            value={text}
            maxLength={MOST_CHARACTERS}
            spellCheck={false}
            autoComplete="off"
            ref={(input) => {
              if (input !== null && document.activeElement === document.body) input.focus()
            }}
            onKeyDown={onKey}
            onChange={({ target }) => change(target.value)}
          />
        </div>
        <div className="search-kinds">
          <Segmented label="What to find" value={kind} onChange={setKind} options={KINDS} />
        </div>
      </search>
      <Found search={search} text={text} list={list} />
    </div>
  )
}

function Found({
  search,
  text,
  list,
}: {
  readonly search: ReturnType<typeof useSearch>
  readonly text: string
  readonly list: { current: HTMLUListElement | null }
}): ReactNode {
  const { found, error, isSearching, more } = search
  if (text.trim() === '')
    return (
      <EmptyState icon={<Search aria-hidden />} title="Find anything">
        Works by the words of their names, descriptions, traits and collections; accounts, transactions and
        blocks by how their identifier begins.
      </EmptyState>
    )
  if (error !== undefined && found === undefined) return <ErrorState error={error} />
  if (found === undefined) return <Skeleton height={240} radius="var(--radius-l)" />
  const { results, total, isPartial, next } = found
  if (results.length === 0)
    return (
      <EmptyState icon={<SearchX aria-hidden />} title="Nothing found">
        Every word must be there, the last one by its beginning. Fewer or shorter words find more.
      </EmptyState>
    )
  return (
    <section aria-label="Results" className="d-stack" aria-busy={isSearching}>
      <p className="d-faint" role="status">
        {`${isPartial ? 'More than ' : ''}${formatCount(total)} ${total === 1 ? 'result' : 'results'}`}
      </p>
      <ul className="results" ref={list} onKeyDown={(event) => onListKey(event, list.current)}>
        {results.map((result) => (
          <Result key={`${result.kind} ${result.id}`} result={result} />
        ))}
      </ul>
      {next !== null && (
        <div className="load-more">
          <Button onClick={more} busy={isSearching}>
            Show more
          </Button>
        </div>
      )}
    </section>
  )
}

function onListKey(event: KeyboardEvent, list: HTMLUListElement | null): void {
  const places = { ArrowDown: 1, ArrowUp: -1 } as const
  const by = event.key === 'ArrowDown' || event.key === 'ArrowUp' ? places[event.key] : undefined
  if (by === undefined || list === null) return
  event.preventDefault()
  const links = [...list.querySelectorAll('a')]
  moveFocus(list, links.indexOf(document.activeElement as HTMLAnchorElement) + by)
}

/** Focuses the link at a place; above the first one, the field. */
function moveFocus(list: HTMLUListElement | null, place: number): void {
  if (place < 0) document.querySelector<HTMLInputElement>('.search-box input')?.focus()
  else list?.querySelectorAll('a')[place]?.focus()
}
