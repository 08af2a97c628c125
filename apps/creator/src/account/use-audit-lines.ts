import type { AuditEntry, AuditPage } from '@demiurge/studio/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import { askStudio } from './studio-client.ts'

const PAGE = 200
const SEARCH_PAUSE_MS = 200

/** Lines of the log so far, newest first. */
export interface AuditLines {
  readonly entries: readonly AuditEntry[]
  readonly more: boolean
  readonly loading: boolean
  readonly error: Error | undefined
  readonly loadMore: () => void
}

interface Loaded {
  readonly entries: readonly AuditEntry[]
  readonly more: boolean
  readonly loading: boolean
  readonly error?: Error
}

const NOTHING: Loaded = { entries: [], more: true, loading: true }

/** Lines in which a text stands, fetched page by page. */
export function useAuditLines(search: string): AuditLines {
  const [loaded, setLoaded] = useState(NOTHING)
  // Answers to what is not asked for any more are let go of.
  const asked = useRef(0)
  const load = useCallback((text: string, before: readonly AuditEntry[]) => {
    asked.current += 1
    const turn = asked.current
    setLoaded({ entries: before, more: true, loading: true })
    const query = new URLSearchParams({ limit: String(PAGE), search: text })
    const last = before.at(-1)
    if (last !== undefined) query.set('before', String(last.sequence))
    askStudio<AuditPage>('GET', `/audit?${query}`).then(
      ({ entries }) => {
        if (turn === asked.current)
          setLoaded({ entries: [...before, ...entries], more: entries.length === PAGE, loading: false })
      },
      (error: Error) => {
        if (turn === asked.current) setLoaded({ entries: before, more: true, loading: false, error })
      },
    )
  }, [])
  useEffect(() => {
    const timer = setTimeout(() => load(search.trim(), []), search === '' ? 0 : SEARCH_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [search, load])
  const { entries, more, loading, error } = loaded
  const loadMore = useCallback(() => load(search.trim(), entries), [load, search, entries])
  return { entries, more, loading, error, loadMore }
}
