/** What is known of one answer. */
export interface QueryState<T> {
  readonly data: T | undefined
  readonly error: Error | undefined
  /** A request is on its way. */
  readonly pending: boolean
  /** When `data` came, in ms of the cache's clock; undefined while there is none. */
  readonly at: number | undefined
}

interface Entry {
  state: QueryState<unknown>
  readonly listeners: Set<() => void>
  controller: AbortController | undefined
}

/** Answers by key, shared by everything on the page that asks the same. */
export interface QueryCache {
  read(key: string): QueryState<unknown>
  subscribe(key: string, listener: () => void): () => void
  /** Loads unless a request for the key is already on its way. */
  load(key: string, loader: (signal: AbortSignal) => Promise<unknown>): void
  /** Puts an answer that came another way. */
  write(key: string, data: unknown): void
}

const NOTHING: QueryState<unknown> = { data: undefined, error: undefined, pending: false, at: undefined }
const MAX_ENTRIES = 500

/** Builds a cache; the clock is given so that tests need not wait. Answers that nobody looks at are forgotten beyond 500, oldest first. */
export function createQueryCache(nowMs: () => number): QueryCache {
  const entries = new Map<string, Entry>()

  const entryOf = (key: string): Entry => {
    const known = entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = { state: NOTHING, listeners: new Set(), controller: undefined }
    entries.set(key, entry)
    return entry
  }
  const set = (entry: Entry, state: QueryState<unknown>): void => {
    entry.state = state
    for (const listener of entry.listeners) listener()
  }
  const forget = (): void => {
    for (const [key, entry] of entries) {
      if (entries.size <= MAX_ENTRIES) return
      if (entry.listeners.size === 0 && entry.controller === undefined) entries.delete(key)
    }
  }
  return {
    read: (key) => entries.get(key)?.state ?? NOTHING,
    subscribe(key, listener) {
      const entry = entryOf(key)
      entry.listeners.add(listener)
      return () => {
        entry.listeners.delete(listener)
        forget()
      }
    },
    load(key, loader) {
      const entry = entryOf(key)
      if (entry.controller !== undefined) return
      const controller = new AbortController()
      entry.controller = controller
      set(entry, { ...entry.state, pending: true })
      loader(controller.signal).then(
        (data) => {
          entry.controller = undefined
          set(entry, { data, error: undefined, pending: false, at: nowMs() })
        },
        (reason: unknown) => {
          entry.controller = undefined
          // The old answer stays beside the error: what the person reads does not vanish.
          set(entry, { ...entry.state, error: errorOf(reason), pending: false })
        },
      )
    },
    write(key, data) {
      const entry = entryOf(key)
      set(entry, { ...entry.state, data, error: undefined, at: nowMs() })
    },
  }
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

/** A key for parameters: equal values give equal keys, bigint included. */
export function queryKey(name: string, params: unknown): string {
  return `${name} ${JSON.stringify(params, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`
}
