/** Something whose events are told to the person. `id` is 0x hex. */
export interface Watched {
  readonly kind: 'account' | 'item' | 'collection'
  readonly id: string
  readonly name: string
}

/** Something that happened to what is watched. */
export interface Notice {
  /** Transaction, event and subject: the same notice is kept once. */
  readonly id: string
  readonly title: string
  readonly text: string
  readonly href: string
  readonly timestampMs: number
  readonly isRead: boolean
}

/** What this browser keeps, nothing of it is sent anywhere. */
export interface Notices {
  readonly watched: readonly Watched[]
  /** Newest first. */
  readonly notices: readonly Notice[]
}

const KEY = 'demiurge.notices'
/** Things watched, and notices kept, at most; the oldest go. */
const MOST_WATCHED = 200
const MOST_NOTICES = 100

const NOTHING: Notices = { watched: [], notices: [] }
const listeners = new Set<() => void>()
let present: Notices | undefined

/** What is kept now. */
export function readNotices(): Notices {
  present ??= parseNotices(localStorage.getItem(KEY))
  return present
}

/** Calls back on every change, also by another window, until the returned function is called. */
export function subscribeNotices(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent): void => {
    if (key !== KEY) return
    present = undefined
    listener()
  }
  listeners.add(listener)
  addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', onStorage)
  }
}

/** Watches something, or no longer. */
export function toggleWatched(thing: Watched): void {
  const { watched, notices } = readNotices()
  const rest = watched.filter(({ id }) => id !== thing.id)
  write({
    watched: rest.length === watched.length ? [thing, ...watched].slice(0, MOST_WATCHED) : rest,
    notices,
  })
}

/** Puts what happened in front; what is there already changes nothing. */
export function addNotices(added: readonly Notice[]): void {
  const { watched, notices } = readNotices()
  const known = new Set(notices.map(({ id }) => id))
  const fresh = added.filter(({ id }) => !known.has(id))
  if (fresh.length > 0) write({ watched, notices: [...fresh.reverse(), ...notices].slice(0, MOST_NOTICES) })
}

/** Everything has been seen. */
export function markRead(): void {
  const { watched, notices } = readNotices()
  if (notices.some(({ isRead }) => !isRead))
    write({ watched, notices: notices.map((notice) => ({ ...notice, isRead: true })) })
}

/** Forgets what happened; what is watched stays. */
export function clearNotices(): void {
  write({ ...readNotices(), notices: [] })
}

/** Reads what was kept; anything else is nothing. */
export function parseNotices(text: string | null): Notices {
  if (text === null) return NOTHING
  try {
    const { watched, notices } = Object(JSON.parse(text))
    return {
      watched: Array.isArray(watched) ? watched.filter(isWatched) : [],
      notices: Array.isArray(notices) ? notices.filter(isNotice) : [],
    }
  } catch {
    return NOTHING
  }
}

function write(next: Notices): void {
  present = next
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // A browser that keeps nothing still shows what happens while the page is open.
  }
  for (const listener of listeners) listener()
}

const isText = (value: unknown): value is string => typeof value === 'string'

function isWatched(value: unknown): value is Watched {
  const { kind, id, name } = Object(value)
  return (
    isText(name) &&
    isText(id) &&
    /^0x[0-9a-f]{64}$/.test(id) &&
    ['account', 'item', 'collection'].includes(kind)
  )
}

function isNotice(value: unknown): value is Notice {
  const { id, title, text, href, timestampMs, isRead } = Object(value)
  const isOurs = isText(href) && /^\/(?!\/)/.test(href)
  return (
    isOurs &&
    [id, title, text].every(isText) &&
    Number.isSafeInteger(timestampMs) &&
    typeof isRead === 'boolean'
  )
}
