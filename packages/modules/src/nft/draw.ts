import { fromHex, toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import type { Reading, Writing } from '@demiurge/runtime'
import { epochNumber, epochOf } from '../staking/port.ts'
import { draws } from './drop-state.ts'

const DRAW_DOMAIN = new TextEncoder().encode('demiurge/nft/draw/1')

/**
 * The epoch whose seed a sale that ends now waits for: the one after the next. The seed of the next one is made of what validators reveal
 * in this one and may be known already; that of the one after it is made of nothing that anybody has revealed yet.
 */
export function awaitSeed(ctx: Writing): bigint {
  const epoch = epochNumber(ctx) + 2n
  if (draws.get(ctx, epoch) === undefined) draws.set(ctx, epoch, null)
  return epoch
}

/** Keeps the seed of an epoch that drops wait for, in its first commit: nobody chooses which seed counts by when they ask. */
export function keepSeed(ctx: Writing): void {
  const epoch = epochNumber(ctx)
  if (draws.get(ctx, epoch) === null) draws.set(ctx, epoch, epochOf(ctx).seed)
}

/** The starting index of a drop, from 0, by the seed that was drawn; undefined while it is not known. */
export function startOf(ctx: Reading, { collection, drawEpoch, pieces }: DrawnDrop): number | undefined {
  const seed = drawEpoch === null ? undefined : draws.get(ctx, drawEpoch)
  return seed === undefined || seed === null ? undefined : startingIndex(seed, collection, pieces)
}

/** Which drop's starting index is asked for. */
export interface DrawnDrop {
  readonly collection: string
  readonly drawEpoch: bigint | null
  readonly pieces: number
}

/** The starting index, from 0: SHA3-256("demiurge/nft/draw/1" || seed || collection), read as a big-endian number, modulo the pieces. */
export function startingIndex(seed: string, collection: string, pieces: number): number {
  const digest = toHex(H(DRAW_DOMAIN, fromHex(seed), fromHex(collection)))
  return Number(BigInt(digest) % BigInt(pieces))
}

/** The piece (from 1, in the creator's order) that an item with this serial is: serial 1 is the piece after the starting index. */
export function pieceOf(serial: number, start: number, pieces: number): number {
  return ((serial - 1 + start) % pieces) + 1
}

/** The serial of the item that a piece (from 1) is: the inverse of `pieceOf`. */
export function serialOf(piece: number, start: number, pieces: number): number {
  return ((piece - 1 - start + pieces) % pieces) + 1
}
