import type { Mark, SearchResult } from '@demiurge/api'
import { ImageWithFallback, usePage } from '@demiurge/design'
import { shortenMiddle } from '@demiurge/design/format'
import { ArrowLeftRight, Boxes, Library, Square, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { linkOfHit } from '../router/links.ts'
import { imageUrl } from '../works/image-of.ts'

const ICONS: Readonly<Record<string, ReactNode>> = {
  collection: <Library aria-hidden />,
  account: <UserRound aria-hidden />,
  transaction: <ArrowLeftRight aria-hidden />,
  commit: <Boxes aria-hidden />,
  block: <Square aria-hidden />,
}

const KINDS: Readonly<Record<string, string>> = { item: 'work' }

/** One result: what it is, and the words that made it one. */
export function Result({ result }: { readonly result: SearchResult }): ReactNode {
  const { kind, id, title, context, snippet, marks, image, field } = result
  const { config } = usePage()
  const isNamed = field !== 'identifier' || kind === 'item' || kind === 'collection' || kind === 'commit'
  return (
    <li>
      <a className="result" href={linkOfHit(result)}>
        {kind === 'item' ? (
          <ImageWithFallback src={imageUrl(image, config.api)} alt="" ratio="1" className="result-image" />
        ) : (
          <span className="result-image result-icon">{ICONS[kind]}</span>
        )}
        <span className="result-text">
          <span className="result-title d-truncate">{isNamed ? title : shortenMiddle(title, 14, 8)}</span>
          <span className="d-faint d-truncate">
            {[KINDS[kind] ?? kind, context, kind === 'commit' || kind === 'account' ? '' : shortenMiddle(id)]
              .filter((part) => part !== '')
              .join(' · ')}
          </span>
          {snippet !== '' && <span className="result-snippet">{withMarks(snippet, marks)}</span>}
        </span>
      </a>
    </li>
  )
}

function withMarks(snippet: string, marks: readonly Mark[]): readonly ReactNode[] {
  const parts: ReactNode[] = []
  let at = 0
  for (const { from, to } of marks) {
    parts.push(snippet.slice(at, from), <mark key={from}>{snippet.slice(from, to)}</mark>)
    at = to
  }
  return [...parts, snippet.slice(at)]
}
