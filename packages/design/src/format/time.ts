const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long ago a Unix time in ms was, in one short word or two: `now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function formatAgo(timestampMs: number | bigint, nowMs: number): string {
  const age = nowMs - Number(timestampMs)
  // Clocks of node and browser differ a little; the future is now.
  if (age < 2 * SECOND) return 'now'
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`
  if (age < 30 * DAY) return `${Math.floor(age / DAY)} d ago`
  return new Date(Number(timestampMs)).toISOString().slice(0, 10)
}

/** A Unix time in ms, whole, in the reader's zone and language. */
export function formatTime(timestampMs: number | bigint): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' }).format(
    Number(timestampMs),
  )
}

/** A span in ms for people: `840 ms`, `3.2 s`, `14 min`, `3 h 5 min`, `2 d 4 h`. */
export function formatDuration(ms: number | bigint): string {
  const span = Number(ms)
  if (span < SECOND) return `${Math.round(span)} ms`
  if (span < MINUTE) return `${(span / SECOND).toFixed(1)} s`
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`
  if (span < DAY) return `${Math.floor(span / HOUR)} h ${Math.floor((span % HOUR) / MINUTE)} min`
  return `${Math.floor(span / DAY)} d ${Math.floor((span % DAY) / HOUR)} h`
}
