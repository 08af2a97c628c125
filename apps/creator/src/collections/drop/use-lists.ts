import { useEffect, useRef, useState } from 'react'
import { walletDesk } from '../../wallet/wallet-desk.ts'
import type { DropDraft } from './draft.ts'
import type { ListSummary } from './draft-problems.ts'

/** A moment after the last key, ms. */
const PAUSE_MS = 200

/** What the wallet's worker found in each list of a draft, by the list's text. One that is not looked at yet is missing. */
export function useLists({ phases }: DropDraft): ReadonlyMap<string, ListSummary> {
  const [found, setFound] = useState<ReadonlyMap<string, ListSummary>>(new Map())
  const known = useRef(found)
  known.current = found
  useEffect(() => {
    const texts = new Set(phases.flatMap(({ list }) => (list === null || list.trim() === '' ? [] : list)))
    const fresh = [...texts].filter((text) => !known.current.has(text))
    if (fresh.length === 0) return undefined
    const abort = new AbortController()
    const timer = setTimeout(() => {
      const { signal } = abort
      void Promise.all(
        fresh.map(async (text) => [text, await walletDesk.ask('readList', { text }, { signal })] as const),
      ).then(
        (read) => {
          if (signal.aborted) return
          // Texts that are no longer written are let go.
          const kept = [...known.current].filter(([text]) => texts.has(text))
          setFound(new Map([...kept, ...read]))
        },
        () => undefined,
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [phases])
  return found
}
