import { StudioError } from '../error.ts'

/** How attempts at a secret are slowed down. */
export interface WaitPolicy {
  /** So many attempts cost nothing; from then on the wait doubles, from one second. */
  readonly free: number
  /** The longest wait: nobody is kept out for good by what somebody else types. */
  readonly mostMs: number
  /** Attempts are forgotten so long after the last one. */
  readonly forgetMs: number
}

/** Counts attempts by key. In memory: a restart forgets them, which takes longer than the waits that it spares. */
export interface Waits {
  /** Counts an attempt, before it is known how it ends: many at once count as many. Throws StudioError `session.TooMany` (429) while a wait runs; that adds nothing to it. */
  begin(key: string): void
  /** It ended well: what was counted is forgotten. */
  forget(key: string): void
}

const MOST_KEYS = 10_000

/** Waits under a policy, `nowMs` in Unix ms. */
export function createWaits({ free, mostMs, forgetMs }: WaitPolicy, nowMs: () => number): Waits {
  // In the order of the last attempt: the first is the oldest.
  const kept = new Map<string, { attempts: number; untilMs: number; atMs: number }>()
  return {
    begin(key) {
      const now = nowMs()
      const known = kept.get(key)
      const isOld = known === undefined || now - known.atMs > forgetMs
      if (!isOld && now < known.untilMs) throw tooMany(known.untilMs - now)
      const attempts = isOld ? 1 : known.attempts + 1
      const waitMs = attempts <= free ? 0 : Math.min(1_000 * 2 ** Math.min(attempts - free - 1, 30), mostMs)
      kept.delete(key)
      kept.set(key, { attempts, untilMs: now + waitMs, atMs: now })
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEYS) break
        kept.delete(oldest)
      }
    },
    forget(key) {
      kept.delete(key)
    },
  }
}

function tooMany(waitMs: number): StudioError {
  const seconds = Math.ceil(waitMs / 1_000)
  return new StudioError('session.TooMany', `too many attempts: try again in ${inWords(seconds)}`, {
    status: 429,
    retryAfterMs: waitMs,
  })
}

function inWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}
