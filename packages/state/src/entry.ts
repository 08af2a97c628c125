import type { Codec } from '@demiurge/codec'
import type { Sum } from './access.ts'
import type { Table } from './table.ts'

/** Stands for a value that nobody has looked at yet. */
export const UNREAD: unique symbol = Symbol('unread')

/** A key in an overlay, as an observer sees it. */
export interface OverlayEntry {
  /** Its place among the overlay's entries, from 0 on. */
  readonly number: number
  readonly space: string
  readonly name: string
}

/** An overlay's value at a key. */
export interface Entry extends OverlayEntry {
  /** Undefined while the value is known as bytes only, or not at all. */
  codec: Codec<unknown> | undefined
  value: unknown
  /** Written since the overlay began; an entry that was only read is a cache. */
  written: boolean
  /** Where the key stands in the state below, when that is a MemoryState which has it. */
  readonly table: Table | undefined
  readonly row: number
  /** Bytes that the name stands for, where it is known to be of digits, else 0. */
  readonly digits: number
  /** What is still to be added to the value, and how. */
  sum: bigint
  summing: Sum<unknown> | undefined
  /** Where the value's bytes are, when it came as bytes and was not written since; a length of -1 says that it did not. */
  rawAt: number
  rawLength: number
  /** Where the bytes of the name are beside it, when they were kept as well; else -1. */
  rawName: number
  /** The observation in which it was looked at last, and the one in which it was changed last. */
  looked: number
  changed: number
}

/** Where a new entry is in the state below. */
type Place = Pick<Entry, 'table' | 'row' | 'digits'>

export const NOWHERE: Place = { table: undefined, row: 0, digits: 0 }

/** An entry of which only the key is known. */
export function newEntry(number: number, space: string, name: string, { table, row, digits }: Place): Entry {
  return {
    number,
    space,
    name,
    codec: undefined,
    value: UNREAD,
    written: false,
    table,
    row,
    digits,
    sum: 0n,
    summing: undefined,
    rawAt: 0,
    rawLength: -1,
    rawName: -1,
    looked: 0,
    changed: 0,
  }
}

/** Adds to the value what was put off. The value has been read. */
export function fold(entry: Entry): void {
  const { summing, sum } = entry
  if (summing === undefined) return
  entry.value = summing.add(entry.value, sum)
  entry.sum = 0n
  entry.rawLength = -1
}
