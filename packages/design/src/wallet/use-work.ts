import { useCallback, useState } from 'react'

/** One long piece of work at a time: how far it is, and what went wrong. */
export interface Work {
  /** 0 to 1 while something runs, null until it tells how far it is. */
  readonly share: number | null | undefined
  readonly error: Error | undefined
  /** Runs it, unless something runs already. Failures end up in `error`. */
  run(work: (onProgress: (share: number) => void) => Promise<void>): void
  clear(): void
}

/** Follows long work for a view. */
export function useWork(): Work {
  const [share, setShare] = useState<number | null>()
  const [error, setError] = useState<Error>()
  const busy = share !== undefined
  const run = useCallback(
    (work: (onProgress: (share: number) => void) => Promise<void>): void => {
      if (busy) return
      setError(undefined)
      setShare(null)
      work(setShare)
        .catch((reason: unknown) => setError(reason instanceof Error ? reason : new Error(String(reason))))
        .finally(() => setShare(undefined))
    },
    [busy],
  )
  return { share, error, run, clear: () => setError(undefined) }
}
