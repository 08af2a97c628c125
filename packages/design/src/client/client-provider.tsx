import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { Button } from '../actions/button.tsx'
import { ErrorState } from '../feedback/states.tsx'
import type { ConnectionState } from '../layout/app-shell.tsx'
import { loadConfig } from './config.ts'
import type { PageApi } from './page-api.ts'
import { createPageClient, type PageClient } from './page-client.ts'

const ClientContext = createContext<PageClient | undefined>(undefined)

/** Reads /config.json, connects, and gives the client to everything below. Shows `fallback` until then, and what went wrong. */
export function ClientProvider({
  page,
  fallback = null,
  children,
}: {
  /** A client that is already there, for tests; read from /config.json when not given. */
  readonly page?: PageClient
  readonly fallback?: ReactNode
  readonly children: ReactNode
}): ReactNode {
  const [loaded, setLoaded] = useState<PageClient | undefined>(page)
  const [error, setError] = useState<Error>()
  const [attempt, setAttempt] = useState(0)
  // Another attempt is the reason to run again.
  useEffect(() => {
    if (page !== undefined) return undefined
    const controller = new AbortController()
    setError(undefined)
    loadConfig(controller.signal).then(
      (config) => setLoaded(createPageClient(config)),
      (reason: unknown) => {
        if (!controller.signal.aborted) setError(reason instanceof Error ? reason : new Error(String(reason)))
      },
    )
    return () => controller.abort()
  }, [page, attempt])
  if (error !== undefined)
    return (
      <ErrorState
        title="The node could not be found"
        error={error}
        actions={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
      />
    )
  if (loaded === undefined) return fallback
  return <ClientContext value={loaded}>{children}</ClientContext>
}

/** The client, its addresses and its cache. Throws outside of a ClientProvider. */
export function usePage(): PageClient {
  const page = useContext(ClientContext)
  if (page === undefined)
    throw new Error('useClient, useRequest and useTopic work inside a ClientProvider only')
  return page
}

/** The SDK's client. */
export function useClient(): PageApi {
  return usePage().client
}

/** Whether the node answers, kept up to date. */
export function useConnection(): ConnectionState {
  const { connection } = usePage()
  return useSyncExternalStore(connection.subscribe, connection.state, connection.state)
}
