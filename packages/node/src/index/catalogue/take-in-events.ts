import { ACTIVITY_KINDS } from '@demiurge/api'
import { decode } from '@demiurge/codec'
import { balances } from '@demiurge/modules'
import type { Batch } from '../batch.ts'
import { positionOf } from '../commit-operations.ts'
import { type NftEvent, nftEventOf } from '../events-of.ts'
import type { TransactionRecord } from '../records.ts'
import { catalogueKeys } from './keys.ts'
import { ActivityRecord, CollectionEvent, EventCounts, HourRecord } from './records.ts'

const HOUR_MS = 3_600_000n
const { transferred } = balances.events

/** What a transaction touched, to be looked at afterwards. */
export interface Touched {
  readonly items: Set<string>
  readonly collections: Set<string>
}

type Kind = (typeof ACTIVITY_KINDS)[number]
type Party = Pick<ActivityRecord, 'amount' | 'other' | 'item' | 'collection'>

const NOTHING: Party = { amount: null, other: null, item: null, collection: null }

/**
 * Counts and notes what one transaction did; returns how many events that were. Each may be taken in once only: the mark in the same
 * batch sees to that.
 */
export async function takeInEvents(
  batch: Batch,
  record: TransactionRecord,
  touched: Touched,
): Promise<number> {
  const { outcome } = record.receipt
  if (outcome.kind !== 'applied') return 0
  for (const [sequence, event] of outcome.value.events.entries()) {
    const where = { batch, record, sequence, touched }
    if (event.name === TRANSFERRED) noteCoins(where, decode(transferred.data, event.data))
    else {
      const known = nftEventOf(event)
      if (known !== undefined) await noteNft(where, known)
    }
  }
  return outcome.value.events.length
}

const TRANSFERRED = `${balances.name}.transferred`

interface Where {
  readonly batch: Batch
  readonly record: TransactionRecord
  readonly sequence: number
  readonly touched: Touched
}

function noteCoins(
  where: Where,
  { from, to, amount }: { readonly from: string; readonly to: string; readonly amount: bigint },
): void {
  note(where, from, 'sent', { ...NOTHING, amount, other: to })
  if (to !== from) note(where, to, 'received', { ...NOTHING, amount, other: from })
}

function note({ batch, record, sequence }: Where, account: string, kind: Kind, party: Party): void {
  const { height, index, timestampMs, receipt } = record
  const key = catalogueKeys.activity(account, positionOf(height, index), sequence)
  const { transaction } = receipt
  batch.put(key, ActivityRecord, { kind: ACTIVITY_KINDS.indexOf(kind), transaction, timestampMs, ...party })
}

async function noteNft(where: Where, event: NftEvent): Promise<void> {
  const { touched } = where
  if ('collection' in event.data) touched.collections.add(event.data.collection)
  switch (event.name) {
    case 'collectionCreated': {
      const { collection, creator } = event.data
      return note(where, creator, 'opened', { ...NOTHING, collection })
    }
    case 'minted': {
      const { item, collection, creator, to } = event.data
      note(where, creator, 'minted', { ...NOTHING, item, collection, other: to === creator ? null : to })
      if (to !== creator) note(where, to, 'taken', { ...NOTHING, item, collection, other: creator })
      await countEvent(where, collection, { minted: 1 })
      break
    }
    case 'transferred': {
      const { item, collection, from, to } = event.data
      note(where, from, 'given', { ...NOTHING, item, collection, other: to })
      if (to !== from) note(where, to, 'taken', { ...NOTHING, item, collection, other: from })
      await countEvent(where, collection, { transferred: 1 })
      break
    }
    case 'burned': {
      const { item, collection, owner } = event.data
      note(where, owner, 'burned', { ...NOTHING, item, collection })
      await countEvent(where, collection, { burned: 1 })
      break
    }
    case 'claimed':
      await countEvent(where, event.data.collection, { volume: event.data.paid })
      break
    default:
      break
  }
  if ('item' in event.data) noteItem(where, event.data, event.name)
}

function noteItem(
  { batch, record, sequence, touched }: Where,
  { item, collection }: { readonly item: string; readonly collection: string },
  kind: string,
): void {
  touched.items.add(item)
  const key = catalogueKeys.event(collection, positionOf(record.height, record.index), sequence)
  batch.put(key, CollectionEvent, { item, kind })
}

const NO_EVENTS: HourRecord = { minted: 0, transferred: 0, burned: 0, volume: 0n }

async function countEvent(
  { batch, record }: Where,
  collection: string,
  change: Partial<HourRecord>,
): Promise<void> {
  const { timestampMs } = record
  const hourKey = catalogueKeys.hour(collection, timestampMs / HOUR_MS)
  const hour = (await batch.get(hourKey, HourRecord)) ?? NO_EVENTS
  batch.put(hourKey, HourRecord, {
    minted: hour.minted + (change.minted ?? 0),
    transferred: hour.transferred + (change.transferred ?? 0),
    burned: hour.burned + (change.burned ?? 0),
    volume: hour.volume + (change.volume ?? 0n),
  })
  const key = catalogueKeys.counts(collection)
  const counts = (await batch.get(key, EventCounts)) ?? {
    transfers: 0n,
    volume: 0n,
    firstMs: timestampMs,
    lastMs: 0n,
  }
  batch.put(key, EventCounts, {
    transfers: counts.transfers + BigInt(change.transferred ?? 0),
    volume: counts.volume + (change.volume ?? 0n),
    firstMs: counts.firstMs,
    lastMs: timestampMs,
  })
}
