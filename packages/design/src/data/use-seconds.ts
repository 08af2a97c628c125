import { useSyncExternalStore } from 'react'

const SECOND_MS = 1_000

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, SECOND_MS)
  return () => clearInterval(timer)
}

const read = (): number => Math.floor(Date.now() / SECOND_MS)

/** The time now, Unix ms, to the second: the view follows it. */
export function useSeconds(): bigint {
  return BigInt(useSyncExternalStore(subscribe, read, read) * SECOND_MS)
}
