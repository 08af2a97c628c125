import { type Context, type Reading, RuntimeError } from '@demiurge/runtime'
import { type Collection, collections, type Item, items, operators } from './state.ts'

/** The item. Throws `nft.UnknownItem`. */
export function getItem(ctx: Reading, id: string): Item {
  const item = items.get(ctx, id)
  if (item === undefined) throw new RuntimeError('nft.UnknownItem', `there is no item ${id}`)
  return item
}

/** The collection. Throws `nft.UnknownCollection`. */
export function getCollection(ctx: Reading, id: string): Collection {
  const collection = collections.get(ctx, id)
  if (collection === undefined)
    throw new RuntimeError('nft.UnknownCollection', `there is no collection ${id}`)
  return collection
}

/** Throws `nft.NotOwner` unless the sender owns the item. */
export function checkOwner(ctx: Context, item: Item): void {
  if (item.owner !== ctx.sender)
    throw new RuntimeError('nft.NotOwner', 'only the owner of the item may do this')
}

/** Throws `nft.NotCreator` unless the sender made the item or collection. */
export function checkCreator(ctx: Context, made: { readonly creator: string }): void {
  if (made.creator !== ctx.sender) throw new RuntimeError('nft.NotCreator', 'only the creator may do this')
}

/** Throws `nft.NotOwner` unless the sender is the owner or one of the owner's operators. */
export function checkOwnerOrOperator(ctx: Context, item: Item): void {
  if (item.owner === ctx.sender) return
  if (operators.get(ctx, { owner: item.owner, operator: ctx.sender }) === undefined)
    throw new RuntimeError('nft.NotOwner', 'only the owner of the item or an operator of theirs may do this')
}

/** Throws `nft.Soulbound` or `nft.Locked` unless the item can change hands at all. */
export function checkMovable(item: Item): void {
  if (item.soulbound)
    throw new RuntimeError('nft.Soulbound', 'the item is bound to its owner and cannot change hands')
  checkUnlocked(item)
}

/** Throws `nft.Locked` while a module holds the item. */
export function checkUnlocked(item: Item): void {
  if (item.lock !== null) throw new RuntimeError('nft.Locked', `the item is held by ${item.lock}`)
}
