import { Button, ErrorState } from '@demiurge/design'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Pages } from './use-pages.ts'

/** The end of a list: fetches the next page when it comes into sight, and by its button. */
export function LoadMore<T>({ pages }: { readonly pages: Pages<T> }): ReactNode {
  const { more, loading, loadMore, error, entries } = pages
  const end = useRef<HTMLDivElement>(null)
  const load = useRef(loadMore)
  useEffect(() => {
    load.current = loadMore
  })
  const ready = more && !loading && error === undefined
  useEffect(() => {
    const target = end.current
    if (target === null || !ready) return undefined
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) load.current()
      },
      { rootMargin: '400px' },
    )
    observer.observe(target)
    return () => observer.disconnect()
  }, [ready])
  if (error !== undefined) return <ErrorState error={error} onRetry={loadMore} />
  if (entries === undefined || !more) return null
  return (
    <div className="load-more" ref={end}>
      <Button onClick={loadMore} busy={loading}>
        Show more
      </Button>
    </div>
  )
}
