import { useClient } from '@demiurge/design'
import type { Client } from '@demiurge/sdk'
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
export interface LoadedPage<T> {
  readonly entries: readonly T[]
  readonly next: bigint | null
  readonly total?: number
}

/**
 * Follows cursors: each page begins where the last one ended, so that what arrives meanwhile at the top moves nothing. Another `key`
 * begins anew.
 */
export function usePages<T>(
  key: string,
  load: (client: Client, before: bigint | null) => Promise<LoadedPage<T>>,
): Pages<T> {
  const client = useClient()
  const [state, setState] = useState<{ readonly key: string; readonly pages: readonly LoadedPage<T>[] }>({
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
    (before: bigint | null, earlier: readonly LoadedPage<T>[]) => {
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
  useEffect(() => fetchPage(null, []), [fetchPage])

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
