import { useCallback, useState } from 'react'
import { isSignedOut, useSession } from './session.tsx'
import { StudioProblem, sentenceOf } from './studio-client.ts'

/** Something that the studio is asked for, how it goes, and what it refused. */
export interface Asking {
  readonly busy: boolean
  readonly error: Error | undefined
  /** What is wrong with a field, as a sentence. */
  problemOf(field: string): string | undefined
  /** What is wrong and belongs to none of these fields. */
  problemBeside(...fields: readonly string[]): Error | undefined
  /** Runs it; true when it went well. One at a time. */
  run(work: () => Promise<void>): Promise<boolean>
  clear(): void
}

/** Asks the studio and keeps what it says. Where the session has ended, the page goes to where one signs in. */
export function useAsking(): Asking {
  const { refresh } = useSession()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const run = useCallback(
    async (work: () => Promise<void>) => {
      setBusy(true)
      setError(undefined)
      try {
        await work()
        return true
      } catch (thrown) {
        if (isSignedOut(thrown)) await refresh()
        setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
        return false
      } finally {
        setBusy(false)
      }
    },
    [refresh],
  )
  const field = error instanceof StudioProblem ? error.field : undefined
  return {
    busy,
    error,
    run,
    clear: () => setError(undefined),
    problemOf: (name) => (error !== undefined && field === name ? sentenceOf(error) : undefined),
    problemBeside: (...fields) => (field !== undefined && fields.includes(field) ? undefined : error),
  }
}
