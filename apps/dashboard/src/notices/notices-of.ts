import type { EventView } from '@demiurge/api'
import { CodecError, decode, formatAddress } from '@demiurge/codec'
import { formatDem, shortenMiddle } from '@demiurge/design/format'
import { demiurge } from '@demiurge/modules'
import { links } from '../router/links.ts'
import type { Notice, Watched } from './watched.ts'

/** What an event tells somebody who watches these things; nothing when it concerns none of them. */
export function noticesOf(view: EventView, watched: readonly Watched[]): readonly Notice[] {
  const { event, transaction, timestampMs } = view
  const data = dataOf(view)
  if (data === undefined) return []
  return watched.flatMap((thing): readonly Notice[] => {
    const told = sentenceOf(event.name, data, thing)
    if (told === undefined) return []
    const item = textOf(data.item)
    return [
      {
        id: `${transaction} ${event.name} ${item} ${thing.id} ${textOf(data.name)} ${String(data.amount ?? '')}`,
        title: thing.name,
        text: told,
        href: item === '' ? links.transaction(transaction) : links.item(item),
        timestampMs: Number(timestampMs),
        isRead: false,
      },
    ]
  })
}

type Data = Readonly<Record<string, unknown>>

function dataOf({ event }: EventView): Data | undefined {
  const definition = demiurge.eventOf(event.name)
  if (definition === undefined) return undefined
  try {
    return Object(decode(definition.data, event.data))
  } catch (error) {
    // A node of a later version may have events that this page cannot read.
    if (error instanceof CodecError) return undefined
    throw error
  }
}

function sentenceOf(name: string, data: Data, { kind, id }: Watched): string | undefined {
  if (kind === 'account') return accountSentence(name, data, id)
  if (data[kind] !== id) return undefined
  return kind === 'item' ? itemSentence(name, data) : collectionSentence(name)
}

function accountSentence(name: string, data: Data, account: string): string | undefined {
  const isTo = data.to === account
  const isFrom = data.from === account
  if (!isTo && !isFrom && data.owner !== account) return undefined
  if (name === 'balances.transferred' && typeof data.amount === 'bigint') {
    const amount = `${formatDem(data.amount)} DEM`
    return isTo ? `Received ${amount} from ${shortOf(data.from)}` : `Sent ${amount} to ${shortOf(data.to)}`
  }
  if (name === 'nft.minted' && isTo) return 'A work was minted for it'
  if (name === 'nft.transferred') return isTo ? 'Received a work' : 'Gave a work away'
  if (name === 'nft.burned') return 'Burned a work'
  return undefined
}

function itemSentence(name: string, data: Data): string | undefined {
  switch (name) {
    case 'nft.transferred':
      return `Now belongs to ${shortOf(data.to)}`
    case 'nft.burned':
      return 'Was burned'
    case 'nft.traitChanged':
      return `${textOf(data.name)} is now ${textOf(data.value)}`
    case 'nft.metadataUpdated':
      return 'Has new metadata'
    default:
      return undefined
  }
}

function collectionSentence(name: string): string | undefined {
  const told: Readonly<Record<string, string>> = {
    'nft.minted': 'A new work was minted',
    'nft.transferred': 'A work changed hands',
    'nft.burned': 'A work was burned',
    'nft.collectionFrozen': 'Minting has ended',
  }
  return told[name]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function shortOf(address: unknown): string {
  return typeof address === 'string' ? shortenMiddle(formatAddress(address), 9, 4) : 'somebody'
}
