import type { Reading } from '@demiurge/runtime'
import { startOf } from './draw.ts'
import { claims, drops, sales } from './drop-state.ts'
import type { Running } from './sale.ts'
import {
  type Collection,
  type Content,
  collections,
  contents,
  type Item,
  items,
  minters,
  operators,
  type Trait,
  traitHistory,
  traitNames,
  traits,
} from './state.ts'

// Lists by owner, by collection or of all copies of a content are the indexer's: it builds them from events. State answers by key.

/** A trait's name and its current value. */
export interface NamedTrait extends Trait {
  readonly name: string
}

/** An item that exists. */
export function findItem(ctx: Reading, id: string): Item | undefined {
  return items.get(ctx, id)
}

export function findCollection(ctx: Reading, id: string): Collection | undefined {
  return collections.get(ctx, id)
}

/** What was minted with a content: the first item (which may be burned by now) and the number of copies. */
export function findContent(ctx: Reading, contentHash: string): Content | undefined {
  return contents.get(ctx, contentHash)
}

/** An item's traits in order of their first setting. A burned item's stay readable. */
export function traitsOf(ctx: Reading, item: string): readonly NamedTrait[] {
  return (traitNames.get(ctx, item) ?? []).flatMap((name) => {
    const trait = traits.get(ctx, { item, name })
    return trait === undefined ? [] : [{ name, ...trait }]
  })
}

/** Every value that a trait ever had, oldest first; the last is the current one. */
export function traitHistoryOf(ctx: Reading, item: string, name: string): readonly Trait[] {
  const current = traits.get(ctx, { item, name })
  if (current === undefined) return []
  const earlier: Trait[] = []
  for (let version = 1; version < current.version; version++) {
    const trait = traitHistory.get(ctx, { item, name, version })
    if (trait !== undefined) earlier.push(trait)
  }
  return [...earlier, current]
}

/** Whether an account may mint in a collection. */
export function mayMint(ctx: Reading, collection: string, account: string): boolean {
  return (
    collections.get(ctx, collection)?.creator === account ||
    minters.get(ctx, { collection, minter: account }) !== undefined
  )
}

/** Whether an account may move all items of an owner. */
export function isOperator(ctx: Reading, owner: string, operator: string): boolean {
  return operators.get(ctx, { owner, operator }) !== undefined
}

/** A collection's drop and how far it is. */
export function findDrop(ctx: Reading, collection: string): Running | undefined {
  const drop = drops.get(ctx, collection)
  const sale = sales.get(ctx, collection)
  return drop === undefined || sale === undefined ? undefined : { drop, sale }
}

/** The starting index of a collection's drop, from 0: the item with serial 1 is the piece after it. Undefined while it is not drawn. */
export function startingIndexOf(ctx: Reading, collection: string): number | undefined {
  const found = findDrop(ctx, collection)
  if (found === undefined) return undefined
  return startOf(ctx, { collection, drawEpoch: found.sale.drawEpoch, pieces: found.drop.pieces })
}

/** Pieces that an account has claimed in a phase. */
export function claimedBy(ctx: Reading, collection: string, phase: number, account: string): number {
  return claims.get(ctx, { collection, phase, account }) ?? 0
}
