import type { MethodName, methods, ParamsOf, ResultOf } from '@demiurge/api'
import type { Given } from '@demiurge/sdk'
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import { useConnection, usePage } from './client-provider.tsx'
import type { PageApi } from './page-api.ts'
import { type QueryState, queryKey } from './query-cache.ts'

/** How long an answer is good for. */
export interface QueryOptions {
  /** Younger answers are used without asking again; 5,000 when not given. Infinity for what never changes. */
  readonly staleMs?: number
  /** Asks again this often while on the page. */
  readonly refreshMs?: number
}

/** An answer on its way to a view. `loading` is true only while there is nothing to show at all. */
export interface Query<T> {
  readonly data: T | undefined
  readonly error: Error | undefined
  readonly loading: boolean
  readonly refreshing: boolean
  reload(): void
}

const STALE_MS = 5_000

/**
 * Loads something once for everything on the page that asks under the same key. An old answer is shown while a new one is fetched;
 * after an error it is asked again when the node answers again, or by `reload`. With key `null` nothing is asked.
 */
export function useQuery<T>(
  key: string | null,
  load: (client: PageApi, signal: AbortSignal) => Promise<T>,
  { staleMs = STALE_MS, refreshMs }: QueryOptions = {},
): Query<T> {
  const { cache, client, connection: watch } = usePage()
  const connection = useConnection()
  const latest = useRef(load)
  useEffect(() => {
    latest.current = load
  })
  const slot = key ?? ''
  const state = useSyncExternalStore(
    useCallback((listener) => cache.subscribe(slot, listener), [cache, slot]),
    () => cache.read(slot),
    () => cache.read(slot),
  ) as QueryState<T> // The key stands for the type: whoever asks under it gives the loader of that type.
  const reload = useCallback(() => {
    if (key !== null) cache.load(key, (signal) => latest.current(client, signal))
  }, [cache, client, key])

  useEffect(() => {
    if (key === null) return
    const { at, error } = cache.read(key)
    if (at === undefined || error !== undefined || Date.now() - at > staleMs) reload()
  }, [cache, key, staleMs, reload])
  useEffect(() => {
    // The node is back: what failed while it was away is asked again.
    if (connection === 'online' && key !== null && cache.read(key).error !== undefined) reload()
  }, [connection, cache, key, reload])
  useEffect(() => {
    if (refreshMs === undefined || key === null) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), refreshMs)
    return () => clearInterval(timer)
  }, [refreshMs, key, reload])

  const { data, error, pending } = key === null ? NOTHING : state
  useEffect(() => {
    // Perhaps the node is gone: look now instead of at the next turn.
    if (error !== undefined) watch.ask()
  }, [error, watch])
  const loading = key !== null && data === undefined && error === undefined
  return { data, error, loading, refreshing: pending && !loading, reload }
}

const NOTHING = { data: undefined, error: undefined, pending: false }

type Methods = typeof methods

/** Asks the node: `useRequest('nft_getItem', { id })`. Typed by the contract; `null` for params asks nothing yet. */
export function useRequest<N extends MethodName>(
  name: N,
  params: Given<ParamsOf<Methods[N]>> | null,
  options?: QueryOptions,
): Query<ResultOf<Methods[N]>> {
  const key = params === null ? null : queryKey(name, params)
  return useQuery(
    key,
    // The spread form of the arguments depends on the method and cannot be known for all of them here.
    (client) => (client.request as (name: N, params: unknown) => Promise<ResultOf<Methods[N]>>)(name, params),
    options,
  )
}
