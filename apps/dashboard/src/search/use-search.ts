import type { SearchPage, SearchResult } from '@demiurge/api'
import { useClient } from '@demiurge/design'
import { useEffect, useRef, useState } from 'react'

/** After the last key, so that a word that is being typed is asked for once. */
const PAUSE_MS = 120
const PAGE = 20

/** A search as it goes on. */
export interface LiveSearch {
  /** What was found for the words as they were when it was asked; undefined before the first answer. */
  readonly found: SearchPage | undefined
  readonly isSearching: boolean
  readonly error: Error | undefined
  /** Fetches the next results. */
  readonly more: () => void
}

/** Searches as somebody types: the last answer stays until the next one is here, and an answer that was overtaken is thrown away. */
export function useSearch(query: string, kind: string): LiveSearch {
  const client = useClient()
  const [found, setFound] = useState<SearchPage>()
  const [error, setError] = useState<Error>()
  const [isSearching, setSearching] = useState(false)
  const turn = useRef(0)
  const ask = (before: bigint | null, earlier: readonly SearchResult[]): void => {
    const mine = ++turn.current
    setSearching(true)
    client
      .request('search_find', { query, kinds: kind === 'all' ? null : [kind], before, limit: PAGE })
      .then(
        (page) => {
          if (mine !== turn.current) return
          setError(undefined)
          setFound({ ...page, results: [...earlier, ...page.results] })
        },
        (reason: unknown) => {
          if (mine === turn.current) setError(reason instanceof Error ? reason : new Error(String(reason)))
        },
      )
      .finally(() => mine === turn.current && setSearching(false))
  }
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  // Other words or another kind are the reason to ask.
  useEffect(() => {
    if (query.trim() === '') {
      turn.current++
      setFound(undefined)
      setSearching(false)
      return undefined
    }
    const timer = setTimeout(() => latest.current(null, []), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [query, kind])
  return {
    found,
    error,
    isSearching,
    more: () => {
      if (found !== undefined && found.next !== null) ask(found.next, found.results)
    },
  }
}
