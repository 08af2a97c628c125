import { createHash } from 'node:crypto'
import { StudioError } from '../error.ts'

/** Requests a second, and how many may come at once after a pause. A page that scrolls through thousands of pictures stays below. */
const SESSION = { perSecond: 100, burst: 1_500 }
/** Several people may share an address. */
const ADDRESS = { perSecond: 400, burst: 6_000 }
const MOST_KEYS = 10_000

/**
 * Refuses requests that come too fast, by session and by address. A session that asks too often is refused before its address counts it,
 * so one member behind a proxy does not use up what the others have; cookies that belong to nobody still count at their address. Throws
 * StudioError `studio.TooFast` (429). `nowMs` in Unix ms.
 */
export function createRequestLimit(
  nowMs: () => number,
): (address: string, cookie: string | undefined) => void {
  const sessions = createBuckets(SESSION, nowMs)
  const addresses = createBuckets(ADDRESS, nowMs)
  return (address, cookie) => {
    const key = cookie === undefined ? undefined : createHash('sha256').update(cookie).digest('base64')
    const waitMs = (key === undefined ? 0 : sessions(key)) || addresses(address)
    if (waitMs > 0)
      throw new StudioError('studio.TooFast', 'too many requests: wait a moment', {
        status: 429,
        retryAfterMs: waitMs,
      })
  }
}

/** Token buckets by key; taking one gives 0, or how long it is until there is one. The bucket that was touched longest ago goes first. */
function createBuckets(
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
  nowMs: () => number,
): (key: string) => number {
  const kept = new Map<string, { left: number; atMs: number }>()
  return (key) => {
    const now = nowMs()
    const known = kept.get(key) ?? { left: burst, atMs: now }
    const left = Math.min(burst, known.left + (Math.max(0, now - known.atMs) * perSecond) / 1_000)
    kept.delete(key)
    kept.set(key, { left: left < 1 ? left : left - 1, atMs: now })
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEYS) break
      kept.delete(oldest)
    }
    return left < 1 ? Math.ceil(((1 - left) * 1_000) / perSecond) : 0
  }
}
