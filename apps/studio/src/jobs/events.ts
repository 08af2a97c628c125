import type { StudioEvent } from '../contract/jobs.ts'

/** Tells those who listen what changed in the studio. */
export interface Events {
  /** Tells everybody; what was told last of the same job is not told again. */
  emit(event: StudioEvent): void
  /** Calls back with every event until the signal is aborted. */
  listen(listener: (event: StudioEvent) => void, signal: AbortSignal): void
  /** Whether anybody listens. */
  readonly isHeard: boolean
}

/** So many things are remembered, to tell nothing twice. */
const MOST_REMEMBERED = 10_000

/** The events of one process of the studio. */
export function createEvents(): Events {
  const listeners = new Set<(event: StudioEvent) => void>()
  const last = new Map<string, string>()
  const isKnown = (id: string, text: string): boolean => {
    if (last.get(id) === text) return true
    last.delete(id)
    last.set(id, text)
    if (last.size > MOST_REMEMBERED) last.delete(last.keys().next().value ?? '')
    return false
  }
  return {
    emit(event) {
      if (event.type === 'job' && isKnown(event.job.id, JSON.stringify(event))) return
      for (const listener of listeners) listener(event)
    },
    listen(listener, signal) {
      if (signal.aborted) return
      listeners.add(listener)
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
    },
    get isHeard() {
      return listeners.size > 0
    },
  }
}
