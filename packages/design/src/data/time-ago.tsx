import { type ReactNode, useSyncExternalStore } from 'react'
import { formatAgo, formatTime } from '../format/time.ts'

const TICK_MS = 1_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

// One clock for all times on the page: a thousand rows need one timer.
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A time, relative and kept up to date; the absolute one on hover. `timestampMs` is Unix ms. */
export function TimeAgo({ timestampMs }: { readonly timestampMs: number | bigint }): ReactNode {
  const at = Number(timestampMs)
  // A string: the component renders again only when its text changes.
  const read = (): string => formatAgo(at, Date.now())
  const text = useSyncExternalStore(subscribe, read, read)
  return (
    <time className="d-time" dateTime={new Date(at).toISOString()} title={formatTime(at)}>
      {text}
    </time>
  )
}
