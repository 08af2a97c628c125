import type { EventView } from '@demiurge/api'
import { CodecError, decode } from '@demiurge/codec'
import { demiurge } from '@demiurge/modules'

const ID = /^0x[0-9a-f]{64}$/

/** Which accounts, items, collections and other things of 32 bytes each event names: read once, however many filters ask. */
const named = new WeakMap<EventView, ReadonlySet<string>>()

/** Whether an event names one of these accounts, items or collections (0x hex). */
export function eventsAbout(ids: readonly string[]): (view: EventView) => boolean {
  const wanted = new Set(ids)
  return (view) => {
    const found = named.get(view) ?? idsOf(view)
    named.set(view, found)
    // An event names a handful, a filter up to hundreds.
    for (const id of found) if (wanted.has(id)) return true
    return false
  }
}

function idsOf({ event }: EventView): ReadonlySet<string> {
  const definition = demiurge.eventOf(event.name)
  if (definition === undefined) return new Set()
  try {
    const found = new Set<string>()
    collectIds(decode(definition.data, event.data), found)
    return found
  } catch (error) {
    // Of an event that this version cannot read nobody can say whom it concerns.
    if (error instanceof CodecError) return new Set()
    throw error
  }
}

function collectIds(value: unknown, found: Set<string>): void {
  if (typeof value === 'string' && ID.test(value)) found.add(value)
  else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    for (const each of Object.values(value)) collectIds(each, found)
}
