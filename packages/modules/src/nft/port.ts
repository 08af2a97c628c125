import { type Context, type Reading, RuntimeError } from '@demiurge/runtime'
import { checkMovable, checkUnlocked, getItem } from './access.ts'
import { locked, transferred, unlocked } from './events.ts'
import { items } from './state.ts'

/** Who must be paid how much when an item is sold. */
export interface RoyaltyShare {
  readonly receiver: string
  readonly amount: bigint
}

/** The account that owns an item. Throws `nft.UnknownItem`. */
export function ownerOf(ctx: Reading, id: string): string {
  return getItem(ctx, id).owner
}

/** The creator's share of a sale (ERC-2981): price * bps / 10,000, rounded down, in the unit of the price. Throws `nft.UnknownItem`. */
export function royaltyOf(ctx: Reading, id: string, price: bigint): RoyaltyShare {
  const { creator, royaltyBps } = getItem(ctx, id)
  return { receiver: creator, amount: (price * BigInt(royaltyBps)) / 10_000n }
}

/**
 * Gives an item to another account; the approval ends. Whether the owner agrees is the caller's to know.
 * Throws `nft.UnknownItem`, `nft.Soulbound` or `nft.Locked`.
 */
export function move(ctx: Context, id: string, to: string): void {
  const item = getItem(ctx, id)
  checkMovable(item)
  items.set(ctx, id, { ...item, owner: to, approved: null })
  ctx.emit(transferred, { item: id, collection: item.collection, from: item.owner, to, by: ctx.sender })
}

/**
 * Holds an item still for a module: it cannot be moved, approved or burned until `unlock` with the same reason.
 * Throws `nft.UnknownItem`, or `nft.Locked` when another module was first.
 */
export function lock(ctx: Context, id: string, reason: string): void {
  const item = getItem(ctx, id)
  checkUnlocked(item)
  items.set(ctx, id, { ...item, lock: reason })
  ctx.emit(locked, { item: id, collection: item.collection, reason })
}

/** Lets an item go. Throws `nft.UnknownItem`, or `nft.Locked` when it is not held for this reason. */
export function unlock(ctx: Context, id: string, reason: string): void {
  const item = getItem(ctx, id)
  if (item.lock !== reason)
    throw new RuntimeError('nft.Locked', `the item is held by ${item.lock ?? 'nobody'}, not by ${reason}`)
  items.set(ctx, id, { ...item, lock: null })
  ctx.emit(unlocked, { item: id, collection: item.collection, reason })
}
