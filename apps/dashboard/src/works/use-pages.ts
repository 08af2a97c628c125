import type { PageApi } from '@demiurge/design'
import { useClient } from '@demiurge/design'
import { useCallback, useEffect, useRef, useState } from 'react'

/** A list that is fetched page by page. */
export interface Pages<T> {
  /** Undefined until the first page is here. */
  readonly entries: readonly T[] | undefined
  readonly total: number | undefined
  readonly error: Error | undefined
  readonly loading: boolean
  readonly more: boolean
  readonly loadMore: () => void
}

/** One page as a loader gives it. */
export interface LoadedPage<T, C = bigint> {
  readonly entries: readonly T[]
  readonly next: C | null
  readonly total?: number
}

/**
 * Follows cursors: each page begins where the last one ended, so that what arrives meanwhile at the top moves nothing. Another `key`
 * begins anew; another `revision` fetches the first page again, and what is shown stays until it is here. `C` is what the list's cursor is.
 */
export function usePages<T, C = bigint>(
  key: string,
  load: (client: PageApi, before: C | null) => Promise<LoadedPage<T, C>>,
  revision = '',
): Pages<T> {
  const client = useClient()
  const [state, setState] = useState<{ readonly key: string; readonly pages: readonly LoadedPage<T, C>[] }>({
    key,
    pages: [],
  })
  const [error, setError] = useState<Error>()
  const [loading, setLoading] = useState(true)
  const latest = useRef({ load, key })
  useEffect(() => {
    latest.current = { load, key }
  })
  const pages = state.key === key ? state.pages : []

  const fetchPage = useCallback(
    (before: C | null, earlier: readonly LoadedPage<T, C>[]) => {
      setLoading(true)
      setError(undefined)
      latest.current
        .load(client, before)
        .then(
          (page) => {
            if (latest.current.key === key) setState({ key, pages: [...earlier, page] })
          },
          (reason: unknown) => setError(reason instanceof Error ? reason : new Error(String(reason))),
        )
        .finally(() => setLoading(false))
    },
    [client, key],
  )
  // Another revision is a reason to look again.
  useEffect(() => fetchPage(null, []), [fetchPage, revision])

  const last = pages.at(-1)
  return {
    entries: last === undefined ? undefined : pages.flatMap(({ entries }) => entries),
    total: last?.total,
    error,
    loading,
    more: last !== undefined && last.next !== null,
    loadMore: () => fetchPage(last?.next ?? null, pages),
  }
}
