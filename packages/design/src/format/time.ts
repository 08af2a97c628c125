const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** No calendar goes further (ECMA-262, 21.4.1.1), but a number on a chain may. */
const LAST_MS = 8_640_000_000_000_000
const NEVER = 'never'

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

/** A Unix time in ms, whole, in the reader's zone and language; `never` for one that no calendar has. */
export function formatTime(timestampMs: number | bigint): string {
  return inZone(timestampMs, 'long')
}

/** As `formatTime`, to the minute and without the zone: to stand beside the same time in UTC. */
export function formatMinute(timestampMs: number | bigint): string {
  return inZone(timestampMs, 'short')
}

function inZone(timestampMs: number | bigint, timeStyle: 'long' | 'short'): string {
  if (timestampMs > LAST_MS) return NEVER
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle }).format(Number(timestampMs))
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

/** A span until something, in ms: `2 d 4 h`, or hours, minutes and seconds in the last day. Never less than is left. */
export function formatCountdown(ms: bigint): string {
  const seconds = ms <= 0n ? 0 : Number((ms + 999n) / 1_000n)
  const days = Math.floor(seconds / 86_400)
  if (days > 0) return `${days} d ${Math.floor((seconds % 86_400) / 3_600)} h`
  const parts = [seconds / 3_600, (seconds % 3_600) / 60, seconds % 60]
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')
}

/** A Unix time in ms in UTC, to the minute: `2026-12-01 18:00 UTC`; `never` for one that no calendar has. */
export function formatUtc(timestampMs: number | bigint): string {
  if (timestampMs > LAST_MS) return NEVER
  return `${new Date(Number(timestampMs)).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
