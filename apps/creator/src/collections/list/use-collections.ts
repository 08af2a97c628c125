import type { CollectionView } from '@demiurge/studio/contract'
import { useCallback, useEffect, useState } from 'react'
import { useServer } from '../server/use-server.ts'

/** All collections, kept up to date by the server's events. */
export function useCollections(): {
  readonly collections: readonly CollectionView[] | undefined
  readonly error: Error | undefined
  readonly reload: () => void
} {
  const { api, events } = useServer()
  const [collections, setCollections] = useState<readonly CollectionView[]>()
  const [error, setError] = useState<Error>()
  const reload = useCallback(() => {
    api.list().then(
      (list) => {
        setCollections(list)
        setError(undefined)
      },
      (reason: unknown) => setError(reason instanceof Error ? reason : new Error(String(reason))),
    )
  }, [api])
  useEffect(() => {
    reload()
    return events.listen((event) => {
      if (event.type === 'collection' || event.job.state === 'done') reload()
    })
  }, [events, reload])
  return { collections, error, reload }
}
