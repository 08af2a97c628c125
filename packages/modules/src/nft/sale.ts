import { encode, fromHex, toHex } from '@demiurge/codec'
import { type Context, type Reading, RuntimeError } from '@demiurge/runtime'
import {
  Allowance,
  type Allowlist,
  claims,
  type Drop,
  drops,
  type Phase,
  type Sale,
  sales,
} from './drop-state.ts'
import { leafHash, rangeRoot } from './merkle.ts'

/** A collection's drop and how far it is. */
export interface Running {
  readonly drop: Drop
  readonly sale: Sale
}

/** What an account shows to claim where there is an allowlist: its leaf's place (from 0), its allowance, and the proof of both. */
export interface Listing {
  readonly allowance: number
  readonly index: number
  readonly proof: readonly string[]
}

/** What an account wants of a phase. */
export interface Wish {
  readonly collection: string
  /** The provenance that the account saw: terms may be set anew while nobody has claimed. */
  readonly provenance: string
  readonly phase: number
  readonly count: number
  /** What the account takes for the price of a piece, in sparks. */
  readonly price: bigint
  readonly listing: Listing | null
}

/** The collection's drop. Throws `nft.NoDrop`. */
export function getDrop(ctx: Reading, collection: string): Running {
  const drop = drops.get(ctx, collection)
  const sale = sales.get(ctx, collection)
  if (drop === undefined || sale === undefined)
    throw new RuntimeError('nft.NoDrop', `collection ${collection} has no drop`)
  return { drop, sale }
}

/** The phase that a claim names, when the sender may claim so many pieces in it now. Throws RuntimeError. */
export function checkClaim(ctx: Context, { drop, sale }: Running, wish: Wish): Phase {
  const phase = drop.phases[wish.phase]
  if (phase === undefined)
    throw new RuntimeError(
      'nft.UnknownPhase',
      `the drop has ${drop.phases.length} phases, none is number ${wish.phase}`,
    )
  if (sale.drawEpoch !== null)
    throw new RuntimeError('nft.SaleOver', `the sale ended with ${sale.sold} pieces`)
  if (ctx.timeMs < phase.startMs || ctx.timeMs >= phase.endMs)
    throw new RuntimeError(
      'nft.PhaseNotOpen',
      `phase ${wish.phase} is open from ${phase.startMs} until ${phase.endMs}, it is ${ctx.timeMs}`,
    )
  if (drop.provenance !== wish.provenance)
    throw new RuntimeError(
      'nft.OtherPieces',
      `the drop is of pieces with provenance ${drop.provenance}, not ${wish.provenance}`,
    )
  if (phase.price !== wish.price)
    throw new RuntimeError(
      'nft.OtherPrice',
      `a piece costs ${phase.price} sparks in this phase, not ${wish.price}`,
    )
  checkRoom(drop, sale, phase, wish)
  checkAccount(ctx, phase, wish)
  return phase
}

function checkRoom({ pieces }: Drop, { sold, byPhase }: Sale, { supply }: Phase, wish: Wish): void {
  if (sold + wish.count > pieces)
    throw new RuntimeError(
      'nft.SoldOut',
      `${sold} of ${pieces} pieces are claimed, there are no ${wish.count} left`,
    )
  const claimed = byPhase[wish.phase] ?? 0
  if (supply !== null && claimed + wish.count > supply)
    throw new RuntimeError(
      'nft.SoldOut',
      `${claimed} of the ${supply} pieces of phase ${wish.phase} are claimed, there are no ${wish.count} left`,
    )
}

function checkAccount(ctx: Context, { perAccount, allowlist }: Phase, wish: Wish): void {
  const { collection, phase, count, listing } = wish
  const allowed = allowlist === null ? null : allowanceOf(ctx.sender, allowlist, listing)
  if (allowlist === null && listing !== null)
    throw new RuntimeError('nft.NotListed', `phase ${phase} has no allowlist: leave listing out`)
  const limit = least(allowed, perAccount)
  const claimed = claims.get(ctx, { collection, phase, account: ctx.sender }) ?? 0
  if (limit !== null && claimed + count > limit)
    throw new RuntimeError(
      'nft.AllowanceUsed',
      `the account may claim ${limit} pieces in phase ${phase} and has claimed ${claimed}: ${count} are too many`,
    )
}

/** How many pieces the list grants an account. Throws `nft.NotListed`. */
function allowanceOf(account: string, { root, size }: Allowlist, listing: Listing | null): number {
  if (listing === null)
    throw new RuntimeError('nft.NotListed', 'the phase has an allowlist: a claim comes with listing')
  const { allowance, index, proof } = listing
  const leaf = leafHash(encode(Allowance, { account, allowance }))
  const found = rangeRoot({ size, first: index }, [leaf], proof.map(fromHex))
  if (found === undefined || toHex(found) !== root)
    throw new RuntimeError(
      'nft.NotListed',
      `the list does not grant this account ${allowance} pieces at place ${index}`,
    )
  return allowance
}

/** The smaller of two limits, of which null is none. */
export function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}
