import type { VerifiedTransaction } from '@demiurge/ledger'
import { Heap } from './heap.ts'

type Transaction = VerifiedTransaction

/** A transaction costs four more bytes in a block: its offset. */
export const PAYLOAD_OFFSET_BYTES = 4

/** Bounds of the pool. */
export interface PoolLimits {
  readonly transactions: number
  readonly bytes: number
  /** Transactions of one account, all lanes together. */
  readonly perAccount: number
}

/** What fits into a block. */
export interface BlockLimits {
  readonly bytes: number
  readonly weight: number
  readonly count: number
}

/** A transaction in the pool and what became of it. */
export interface Entry {
  transaction: Transaction
  readonly lane: Lane
  readonly nonce: bigint
  readonly tip: bigint
  /** Order of arrival: among equal tips the older goes first. */
  readonly arrival: number
  state: 'waiting' | 'taken' | 'gone'
}

/**
 * Why a transaction left the pool without having been executed: its window closed, another one used its nonce, or, so that it may still
 * be executed from another node's pool, a dearer one took its place.
 */
export type Departure = 'expired' | 'superseded' | 'displaced'

/** An account with transactions in the pool. */
export interface Account {
  readonly address: string
  readonly lanes: Map<number, Lane>
  /** Its transactions, all lanes together. */
  size: number
}

/** One of an account's sequences, as far as it is in the pool. */
export interface Lane {
  readonly account: Account
  readonly number: number
  readonly entries: Map<bigint, Entry>
  /** The nonce that execution expects next. */
  next: bigint
  /** The nonce that goes into a block next: `next` and what has been taken already. */
  offer: bigint
}

/** Lanes' next entries: the highest tip first, among equals the oldest. */
export const bestFirst = (): Heap<Entry> =>
  new Heap((a, b) => (a.tip === b.tip ? a.arrival < b.arrival : a.tip > b.tip))

/** The transaction with bytes that are no part of anything larger. */
export function ownMemory(transaction: Transaction): Transaction {
  const { bytes } = transaction
  return bytes.length === bytes.buffer.byteLength ? transaction : { ...transaction, bytes: bytes.slice() }
}

/** Lets go of a lane without entries. */
export function forgetIfEmpty({ account, number, entries }: Lane): void {
  if (entries.size === 0) account.lanes.delete(number)
}
