import type { ConnectionState } from '../layout/app-shell.tsx'

const ASK_ONLINE_MS = 10_000
const ASK_OFFLINE_MS = 2_000
const ANSWER_MS = 5_000

/** Follows whether the node answers. */
export interface ConnectionWatch {
  readonly state: () => ConnectionState
  /** Calls back on every change, until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void
  /** Asks now, without waiting for the next turn. */
  readonly ask: () => void
}

/**
 * Asks `{api}/health/live` every 10 s, every 2 s while nothing answers, and at once when the browser says that the network came or
 * went. Nothing is asked while nobody listens.
 */
export function createConnectionWatch(api: string): ConnectionWatch {
  const listeners = new Set<() => void>()
  let state: ConnectionState = 'connecting'
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = false

  const set = (next: ConnectionState): void => {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  const ask = async (): Promise<void> => {
    if (asking) return
    asking = true
    clearTimeout(timer)
    const alive = await isAlive(api)
    asking = false
    set(alive ? 'online' : 'offline')
    if (listeners.size > 0) timer = setTimeout(wake, alive ? ASK_ONLINE_MS : ASK_OFFLINE_MS)
  }
  const wake = (): void => void ask()
  return {
    state: () => state,
    ask: wake,
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) {
        addEventListener('online', wake)
        addEventListener('offline', wake)
        wake()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        removeEventListener('online', wake)
        removeEventListener('offline', wake)
        clearTimeout(timer)
      }
    },
  }
}

async function isAlive(api: string): Promise<boolean> {
  try {
    return (await fetch(`${api}/health/live`, { signal: AbortSignal.timeout(ANSWER_MS), cache: 'no-store' }))
      .ok
  } catch {
    return false
  }
}
