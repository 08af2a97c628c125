import type { EventView, TransactionView } from '@demiurge/api'
import { type Codec, decode, type Json, toHex, toJson } from '@demiurge/codec'
import { demiurge } from '@demiurge/modules'

/** A call or an event as the chain's own modules describe it. */
export interface DecodedData {
  /** `module.name`. */
  readonly name: string
  /** One sentence by its module; undefined when this page does not know the name. */
  readonly doc: string | undefined
  /** Fields as JSON; undefined when the bytes could not be read. */
  readonly fields: { readonly [name: string]: Json } | undefined
  /** The canonical bytes, 0x hex. */
  readonly raw: string
}

type EncodedCall = TransactionView['transaction']['calls'][number]
type EventRecord = EventView['event']

const calls = new Map<string, { readonly doc: string; readonly params: Codec<unknown> }>()
for (const module of demiurge.modules)
  for (const [name, call] of Object.entries(module.calls)) calls.set(`${module.name}.${name}`, call)

/** Reads a call by the codec of its module. */
export function decodeCall({ method, params }: EncodedCall): DecodedData {
  const call = calls.get(method)
  return describe(method, params, call === undefined ? undefined : { doc: call.doc, codec: call.params })
}

/** Reads an event by the codec of its module. */
export function decodeEvent({ name, data }: EventRecord): DecodedData {
  const event = demiurge.eventOf(name)
  return describe(name, data, event === undefined ? undefined : { doc: event.doc, codec: event.data })
}

function describe(
  name: string,
  bytes: Uint8Array,
  // biome-ignore lint/suspicious/noExplicitAny: each call and event has a type of its own, which its codec keeps
  known: { readonly doc: string; readonly codec: Codec<any> } | undefined,
): DecodedData {
  return {
    name,
    doc: known?.doc,
    fields: known === undefined ? undefined : read(known.codec, bytes),
    raw: toHex(bytes),
  }
}

/** The fields, or undefined when a newer node sends what this page cannot read. */
// biome-ignore lint/suspicious/noExplicitAny: as above
function read(codec: Codec<any>, bytes: Uint8Array): DecodedData['fields'] {
  try {
    const json = toJson(codec, decode(codec, bytes))
    // Calls and events are structs; anything else would have no names to show.
    return json !== null && typeof json === 'object' && !Array.isArray(json)
      ? (json as { readonly [name: string]: Json })
      : undefined
  } catch {
    return undefined
  }
}
