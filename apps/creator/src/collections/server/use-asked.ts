import { useCallback, useEffect, useRef, useState } from 'react'

/** A moment after the last change of what is asked. */
const PAUSE_MS = 250

/** An answer of the server. The last one stays in sight while another is on its way. */
export interface Asked<T> {
  readonly answer: T | undefined
  readonly error: Error | undefined
  readonly isAsking: boolean
  readonly retry: () => void
}

/** Asks whenever the key changes, and lets go of what was asked before; asks nothing while the key is undefined. */
export function useAsked<T>(key: string | undefined, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, 'retry'>>({
    answer: undefined,
    error: undefined,
    isAsking: false,
  })
  const [attempt, setAttempt] = useState(0)
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  useEffect(() => {
    // Another attempt asks again under the same key.
    void attempt
    if (key === undefined) return
    const controller = new AbortController()
    const { signal } = controller
    setState((before) => ({ ...before, isAsking: true }))
    const timer = setTimeout(() => {
      latest.current(signal).then(
        (answer) => {
          if (!signal.aborted) setState({ answer, error: undefined, isAsking: false })
        },
        (reason: unknown) => {
          if (signal.aborted) return
          const error = reason instanceof Error ? reason : new Error(String(reason))
          setState((before) => ({ ...before, error, isAsking: false }))
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [key, attempt])
  const retry = useCallback(() => setAttempt((before) => before + 1), [])
  return { ...state, retry }
}
