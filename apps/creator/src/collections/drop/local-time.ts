/** A Unix time in ms as an input of dates takes it, in the zone of whoever looks: `2026-12-01T18:00`. Empty for none. */
export function toLocalText(ms: number | null): string {
  if (ms === null) return ''
  const at = new Date(ms)
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()]
  const [year = '', month = '', day = ''] = date.map((part, i) => String(part).padStart(i === 0 ? 4 : 2, '0'))
  const [hour = '', minute = ''] = [at.getHours(), at.getMinutes()].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${year}-${month}-${day}T${hour}:${minute}`
}

/** The Unix time in ms of what such an input holds; null while it is not whole. */
export function fromLocalText(text: string): number | null {
  // A text of this form without a zone is read in the zone of the reader (ECMA-262, 21.4.1.32).
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isFinite(ms) && ms >= 0 ? ms : null
}
