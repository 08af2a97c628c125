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
  return transactions.flatMap(({ transaction, receipt }, index) => {
    if (receipt.outcome.kind !== 'applied') return []
    return receipt.outcome.value.events.flatMap((record, sequence) => {
      const event = read(record)
      return event === undefined ? [] : [{ event, transaction: transaction.id, index, sequence }]
    })
  })
}

function read({ name, data }: EventRecord): NftEvent | undefined {
  const [module, event = ''] = name.split('.')
  if (module !== nft.name) return undefined
  const definition = demiurge.eventOf(name)
  // The name and the codec come from the same definition, so that the data is of the named event.
  return definition === undefined
    ? undefined
    : ({ name: event, data: decode(definition.data, data) } as NftEvent)
}
