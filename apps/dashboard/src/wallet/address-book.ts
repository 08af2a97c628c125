import { useSyncExternalStore } from 'react'

/** A name for an account, known to this browser only. */
export interface Contact {
  readonly name: string
  /** 0x hex. */
  readonly address: string
}

const KEY = 'demiurge.address-book'
/** Names that are kept at most. */
export const MOST_CONTACTS = 500
/** Characters of a name. */
export const NAME_LENGTH = 40

const listeners = new Set<() => void>()
let present: readonly Contact[] | undefined

/** The names, in the order of the alphabet. */
export function readContacts(): readonly Contact[] {
  present ??= parseContacts(localStorage.getItem(KEY))
  return present
}

/** The same for a view, kept up to date. */
export function useContacts(): readonly Contact[] {
  return useSyncExternalStore(subscribe, readContacts)
}

/** Names an account, in place of the name that it had. An empty name takes it out. */
export function nameAccount(address: string, name: string): void {
  const rest = readContacts().filter((contact) => contact.address !== address)
  const trimmed = name.trim().slice(0, NAME_LENGTH)
  const next = trimmed === '' ? rest : [...rest, { name: trimmed, address }]
  present = next.toSorted(byName).slice(0, MOST_CONTACTS)
  try {
    localStorage.setItem(KEY, JSON.stringify(present))
  } catch {
    // A browser that keeps nothing knows the name while the page is open.
  }
  for (const listener of listeners) listener()
}

/** Reads what was kept; anything else is nothing. */
export function parseContacts(text: string | null): readonly Contact[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(found) ? found.flatMap(contactOf).toSorted(byName).slice(0, MOST_CONTACTS) : []
  } catch {
    return []
  }
}

function contactOf(given: unknown): readonly Contact[] {
  const { name, address } = Object(given)
  const isName = typeof name === 'string' && name.trim() !== '' && name.length <= NAME_LENGTH
  return isName && typeof address === 'string' && /^0x[0-9a-f]{64}$/.test(address) ? [{ name, address }] : []
}

function byName(a: Contact, b: Contact): number {
  return a.name.localeCompare(b.name)
}

function subscribe(listener: () => void): () => void {
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
