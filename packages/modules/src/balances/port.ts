import { type Context, type Reading, RuntimeError, type Writing } from '@demiurge/runtime'
import * as events from './events.ts'
import {
  type Account,
  accounts,
  existentialDeposit,
  FEES_POT,
  income,
  isPot,
  locks,
  MAX_LOCKS,
  nonces,
  reserves,
  supply,
} from './state.ts'

export { FEES_POT, STAKING_POT } from './state.ts'

const NOTHING: Account = { free: 0n, reserved: 0n, locked: 0n, nonce: 0n }

/** Sparks that are set aside or locked, and for what. */
export interface Purpose {
  readonly reason: string
  readonly amount: bigint
}

/** What an account can spend and still exist afterwards, in sparks: what fees may take. */
export function spendable(ctx: Reading, account: string): bigint {
  const held = accounts.get(ctx, account)
  return held === undefined ? 0n : spendableOf(ctx, account, held)
}

function spendableOf(ctx: Reading, account: string, held: Account): bigint {
  const unlockedPart = held.free - held.locked
  const aboveDeposit = held.free + held.reserved - depositFor(ctx, account)
  const least = unlockedPart < aboveDeposit ? unlockedPart : aboveDeposit
  return least < 0n ? 0n : least
}

/** What an account can spend (`spendable`), and the nonce of its next transaction on lane 0 (`nonceOf`), by looking at it once. */
export function standing(
  ctx: Reading,
  account: string,
): { readonly balance: bigint; readonly nonce: bigint } {
  const held = accounts.get(ctx, account)
  return held === undefined
    ? { balance: 0n, nonce: nonces.get(ctx, account) ?? 0n }
    : { balance: spendableOf(ctx, account, held), nonce: held.nonce }
}

/** The nonce that an address's next transaction on lane 0 must have. */
export function nonceOf(ctx: Reading, account: string): bigint {
  return accounts.get(ctx, account)?.nonce ?? nonces.get(ctx, account) ?? 0n
}

/** Sets the next nonce of an address's lane 0. */
export function setNonce(ctx: Writing, account: string, nonce: bigint): void {
  const held = accounts.get(ctx, account)
  if (held === undefined) nonces.set(ctx, account, nonce)
  else accounts.set(ctx, account, { free: held.free, reserved: held.reserved, locked: held.locked, nonce })
}

/** Takes a fee that `spendable` covers, and puts it into the pot. The receipt tells of it; there is no event. */
export function chargeFee(ctx: Writing, payer: string, fee: bigint): void {
  if (fee === 0n) return
  const { free, reserved, locked, nonce } = accounts.get(ctx, payer) ?? NOTHING
  accounts.set(ctx, payer, { free: free - fee, reserved, locked, nonce })
  accounts.add(ctx, FEES_POT, income, fee)
}

/**
 * Moves free sparks. An account that is left with less than the existential deposit is reaped: the rest goes to the fees.
 * Throws `balances.InsufficientFunds`, `balances.MustStay` or `balances.BelowDeposit`.
 */
export function move(ctx: Context, from: string, { to, amount }: { to: string; amount: bigint }): void {
  const held = accounts.get(ctx, from) ?? NOTHING
  const available = held.free - held.locked
  if (amount > available)
    throw new RuntimeError(
      'balances.InsufficientFunds',
      `${amount} sparks are asked for, ${available} can be spent`,
    )
  // A payment to oneself changes nothing; as two steps it could reap the account in between.
  if (from !== to) {
    take(ctx, from, held, amount)
    give(ctx, to, amount)
  }
  ctx.emit(events.transferred, { from, to, amount })
}

/** Free sparks of an account. */
export function freeOf(ctx: Reading, account: string): bigint {
  return accounts.get(ctx, account)?.free ?? 0n
}

/** Moves sparks from one pot to another: module's work, of which no receipt tells. Throws when the pot has not so many: a bug. */
export function movePot(ctx: Writing, from: string, to: string, amount: bigint): void {
  if (amount === 0n) return
  const held = accounts.get(ctx, from) ?? NOTHING
  if (amount > held.free) throw new Error(`pot ${from} holds ${held.free} sparks, ${amount} are to go`)
  accounts.set(ctx, from, { ...held, free: held.free - amount })
  const other = accounts.get(ctx, to) ?? NOTHING
  accounts.set(ctx, to, { ...other, free: other.free + amount })
}

/** Makes new sparks and puts them into a pot: the rewards of an epoch. */
export function issue(ctx: Writing, pot: string, amount: bigint): void {
  if (amount === 0n) return
  const held = accounts.get(ctx, pot) ?? NOTHING
  accounts.set(ctx, pot, { ...held, free: held.free + amount })
  supply.set(ctx, (supply.get(ctx) ?? 0n) + amount)
}

/** Sets free sparks aside. The reason's amounts add up. Throws `balances.InsufficientFunds`. */
export function reserve(ctx: Context, account: string, { reason, amount }: Purpose): void {
  const held = accounts.get(ctx, account) ?? NOTHING
  const available = held.free - held.locked
  if (amount > available)
    throw new RuntimeError(
      'balances.InsufficientFunds',
      `${amount} sparks are asked for, ${available} can be reserved`,
    )
  if (amount === 0n) return
  const key = { account, reason }
  reserves.set(ctx, key, (reserves.get(ctx, key) ?? 0n) + amount)
  accounts.set(ctx, account, { ...held, free: held.free - amount, reserved: held.reserved + amount })
  ctx.emit(events.reserved, { account, reason, amount })
}

/** Frees what was set aside for a reason, or a part of it. Throws `balances.NotReserved`. */
export function unreserve(ctx: Context, account: string, { reason, amount }: Purpose): void {
  const key = { account, reason }
  const before = reserves.get(ctx, key) ?? 0n
  if (amount > before)
    throw new RuntimeError(
      'balances.NotReserved',
      `${amount} sparks are asked back, ${before} are reserved for ${reason}`,
    )
  if (amount === 0n) return
  const held = accounts.get(ctx, account) ?? NOTHING
  if (amount === before) reserves.delete(ctx, key)
  else reserves.set(ctx, key, before - amount)
  accounts.set(ctx, account, { ...held, free: held.free + amount, reserved: held.reserved - amount })
  ctx.emit(events.unreserved, { account, reason, amount })
}

/**
 * Keeps at least `amount` of an account free and unspent until `unlock`; an earlier lock for the same reason is replaced. Locks for
 * different reasons overlap. Throws `balances.InsufficientFunds` or `balances.TooManyLocks`.
 */
export function lock(ctx: Context, account: string, { reason, amount }: Purpose): void {
  const held = accounts.get(ctx, account) ?? NOTHING
  if (amount > held.free)
    throw new RuntimeError(
      'balances.InsufficientFunds',
      `${amount} sparks are to be locked, ${held.free} are free`,
    )
  const others = (locks.get(ctx, account) ?? []).filter((each) => each.reason !== reason)
  if (others.length >= MAX_LOCKS)
    throw new RuntimeError(
      'balances.TooManyLocks',
      `the account has ${others.length} locks, the limit is ${MAX_LOCKS}`,
    )
  keepLocks(ctx, account, held, [...others, { reason, amount }])
  ctx.emit(events.locked, { account, reason, amount })
}

/** Lifts a lock. Throws `balances.NotLocked`. */
export function unlock(ctx: Context, account: string, reason: string): void {
  const before = locks.get(ctx, account) ?? []
  const others = before.filter((each) => each.reason !== reason)
  if (others.length === before.length)
    throw new RuntimeError('balances.NotLocked', `the account has no lock for ${reason}`)
  keepLocks(ctx, account, accounts.get(ctx, account) ?? NOTHING, others)
  ctx.emit(events.unlocked, { account, reason })
}

/** The existential deposit as it applies to an account: pots may hold any amount. */
export function depositFor(ctx: Reading, account: string): bigint {
  return isPot(account) ? 0n : (existentialDeposit.get(ctx) ?? 0n)
}

function take(ctx: Context, from: string, held: Account, amount: bigint): void {
  const free = held.free - amount
  const rest = free + held.reserved
  const deposit = depositFor(ctx, from)
  if (rest >= deposit) {
    accounts.set(ctx, from, { free, reserved: held.reserved, locked: held.locked, nonce: held.nonce })
    return
  }
  if (held.reserved > 0n || held.locked > 0n)
    throw new RuntimeError(
      'balances.MustStay',
      `the account has reserves or locks and must keep ${deposit} sparks, ${rest} would be left`,
    )
  accounts.delete(ctx, from)
  if (held.nonce > 0n) nonces.set(ctx, from, held.nonce)
  accounts.add(ctx, FEES_POT, income, rest)
  ctx.emit(events.reaped, { account: from, dust: rest })
}

function give(ctx: Context, to: string, amount: bigint): void {
  const held = accounts.get(ctx, to)
  if (held !== undefined) {
    const { free, reserved, locked, nonce } = held
    accounts.set(ctx, to, { free: free + amount, reserved, locked, nonce })
    return
  }
  const deposit = depositFor(ctx, to)
  if (amount < deposit)
    throw new RuntimeError(
      'balances.BelowDeposit',
      `${amount} sparks do not make an account, the existential deposit is ${deposit}`,
    )
  const nonce = nonces.get(ctx, to)
  if (nonce !== undefined) nonces.delete(ctx, to)
  accounts.set(ctx, to, { free: amount, reserved: 0n, locked: 0n, nonce: nonce ?? 0n })
}

function keepLocks(ctx: Writing, account: string, held: Account, kept: readonly Purpose[]): void {
  if (kept.length === 0) locks.delete(ctx, account)
  else locks.set(ctx, account, kept)
  accounts.set(ctx, account, {
    ...held,
    locked: kept.reduce((most, { amount }) => (amount > most ? amount : most), 0n),
  })
}
