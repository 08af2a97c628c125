import { keyOf, rangeOf } from '../keys.ts'

/** The most that a holder can hold, so that larger holdings come first in byte order. */
const MOST = 0xffff_ffff

/** Keys of the catalogue. */
export const catalogueKeys = {
  mark: keyOf('m', 'catalogue'),
  /** By collection and the item's number: a collection is read in one go. */
  item: (collection: string, number: bigint) => keyOf('g', 'item', collection, number),
  items: (collection: string) => rangeOf('g', 'item', collection),
  holdings: (collection: string) => keyOf('g', 'holdings', collection),
  held: (collection: string, owner: string) => keyOf('g', 'held', collection, owner),
  /** Holders of a collection, the largest first. */
  holder: (collection: string, items: number, owner: string) =>
    keyOf('g', 'holder', collection, MOST - items, owner),
  holders: (collection: string) => rangeOf('g', 'holder', collection),
  counts: (collection: string) => keyOf('g', 'counts', collection),
  hour: (collection: string, hour: bigint) => keyOf('g', 'hour', collection, hour),
  hours: (collection: string) => rangeOf('g', 'hour', collection),
  /** `position` is that of the transaction, `sequence` the event's place in it. */
  event: (collection: string, position: bigint, sequence: number) =>
    keyOf('g', 'event', collection, position, sequence),
  events: (collection: string) => rangeOf('g', 'event', collection),
  activity: (account: string, position: bigint, sequence: number) =>
    keyOf('g', 'activity', account, position, sequence),
  activities: (account: string) => rangeOf('g', 'activity', account),
} as const
