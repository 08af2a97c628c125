import { useCallback, useEffect, useState } from 'react'
import { isSignedOut, useSession } from './session.tsx'
import { askStudio } from './studio-client.ts'

/** Something that the studio shows, loaded when its view opens. `adopt` takes what a change was answered with. */
export function useStudioView<T>(path: string): {
  readonly view: T | undefined
  readonly error: Error | undefined
  readonly adopt: (view: T) => void
  readonly load: () => Promise<void>
} {
  const { refresh } = useSession()
  const [view, setView] = useState<T>()
  const [error, setError] = useState<Error>()
  const load = useCallback(async () => {
    try {
      setView(await askStudio<T>('GET', path))
      setError(undefined)
    } catch (thrown) {
      if (isSignedOut(thrown)) await refresh()
      setError(thrown as Error)
    }
  }, [path, refresh])
  useEffect(() => {
    void load()
  }, [load])
  return { view, error, adopt: setView, load }
}
