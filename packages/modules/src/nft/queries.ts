import type { Reading } from '@demiurge/runtime'
import { startOf } from './draw.ts'
import { claims, draws, drops, sales } from './drop-state.ts'
import { least, type Running } from './sale.ts'
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

/** Pieces that an account may still claim in a phase, leaving times and its allowlist aside. */
export function claimable(ctx: Reading, collection: string, phase: number, account: string): number {
  const found = findDrop(ctx, collection)
  const terms = found?.drop.phases[phase]
  if (found === undefined || terms === undefined || found.sale.drawEpoch !== null) return 0
  const { drop, sale } = found
  const ofPhase = terms.supply === null ? null : terms.supply - (sale.byPhase[phase] ?? 0)
  const ofAccount =
    terms.perAccount === null ? null : terms.perAccount - claimedBy(ctx, collection, phase, account)
  return least(drop.pieces - sale.sold, least(ofPhase, ofAccount)) ?? 0
}

/** The seed that a drop's draw is made of; undefined while it is not known. */
export function seedOf(ctx: Reading, drawEpoch: bigint): string | undefined {
  return draws.get(ctx, drawEpoch) ?? undefined
}
