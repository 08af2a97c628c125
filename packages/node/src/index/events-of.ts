import { decode } from '@demiurge/codec'
import { demiurge, nft } from '@demiurge/modules'
import type { Event, EventRecord } from '@demiurge/runtime'
import type { ExecutedCommit } from '../chain/chain.ts'

type NftEvents = typeof nft.events

/** An event of the nft module by its name, with its data decoded. */
export type NftEvent = {
  readonly [K in keyof NftEvents]: {
    readonly name: K
    readonly data: NftEvents[K] extends Event<infer D> ? D : never
  }
}[keyof NftEvents]

/** An nft event and where it happened: `index` is the transaction's place in the commit, `sequence` the event's in the transaction. */
export interface PlacedEvent {
  readonly event: NftEvent
  readonly transaction: string
  readonly index: number
  readonly sequence: number
}

/** The nft events of a commit, in order. */
export function nftEventsOf({ transactions }: ExecutedCommit): readonly PlacedEvent[] {
  const found: PlacedEvent[] = []
  transactions.forEach(({ transaction, receipt }, index) => {
    if (receipt.outcome.kind !== 'applied') return
    receipt.outcome.value.events.forEach((record, sequence) => {
      const event = nftEventOf(record)
      if (event !== undefined) found.push({ event, transaction: transaction.id, index, sequence })
    })
  })
  return found
}

const OURS = `${nft.name}.`

/** An event of the nft module with its data decoded; undefined for another module's. */
export function nftEventOf({ name, data }: EventRecord): NftEvent | undefined {
  if (!name.startsWith(OURS)) return undefined
  const definition = demiurge.eventOf(name)
  // The name and the codec come from the same definition, so that the data is of the named event.
  return definition === undefined
    ? undefined
    : ({ name: name.slice(OURS.length), data: decode(definition.data, data) } as NftEvent)
}
