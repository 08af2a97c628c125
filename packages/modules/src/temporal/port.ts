import { fromHex, toHex } from '@demiurge/codec'
import { H, portableMerkleHasher } from '@demiurge/crypto'
import { type TemporalClaim, temporalClaim } from '@demiurge/ledger'
import type { Reading } from '@demiurge/runtime'
import { epochOf } from '../staking/port.ts'
import { chains, type Outcome, outcome, type Parameters, parameters, type Window, window } from './state.ts'

const utf8 = new TextEncoder()
/** What stands before a preimage when it is hashed into a link. */
export const LINK_DOMAIN: Uint8Array = utf8.encode('demiurge.reveal.1')

/** Shares of an epoch in basis points: when reveals are mixed, until when to publish and to dispute. */
export const MIXED_AT = 6_000n
export const PUBLISH_UNTIL = 8_500n
export const DISPUTE_UNTIL = 9_500n
const WHOLE = 10_000n

/** The link of a hash chain whose preimage this is: SHA3-256("demiurge.reveal.1" || preimage), 0x hex. */
export function linkOf(preimage: string): string {
  return toHex(H(LINK_DOMAIN, fromHex(preimage)))
}

/** How far the epoch is at a time (Unix ms), in basis points; above 10,000 when it is due to end. */
export function progressOf(ctx: Reading, timeMs: bigint): bigint {
  const { startedMs, epochMs } = epochOf(ctx)
  return timeMs <= startedMs ? 0n : ((timeMs - startedMs) * WHOLE) / epochMs
}

/** Whether reveals count at a time (Unix ms): in the last `revealBps` before the mix is fixed. Never on a chain without a beacon. */
export function isRevealTime(ctx: Reading, timeMs: bigint): boolean {
  const { revealBps } = parameters.get(ctx) ?? { revealBps: 0 }
  const progress = progressOf(ctx, timeMs)
  return progress >= MIXED_AT - BigInt(revealBps) && progress < MIXED_AT
}

/** Whether a seat has revealed in a window. */
export function hasRevealed({ revealed }: Pick<Window, 'revealed'>, seat: number): boolean {
  return ((revealed >> BigInt(seat)) & 1n) === 1n
}

/** The window of the present epoch; undefined before its first reveal. */
export function windowOf(ctx: Reading): Window | undefined {
  const found = window.get(ctx)
  return found?.epoch === epochOf(ctx).number ? found : undefined
}

/** The link whose preimage a validator reveals next; undefined when it has no chain. */
export function nextLinkOf(ctx: Reading, account: string): string | undefined {
  const chain = chains.get(ctx, account)
  if (chain === undefined) return undefined
  const { link, next } = chain
  return next !== null && epochOf(ctx).number >= next.fromEpoch ? next.tip : link
}

/** Whether a validator has a chain for the epochs to come as well. */
export function hasNextChain(ctx: Reading, account: string): boolean {
  const next = chains.get(ctx, account)?.next ?? null
  return next !== null && next.fromEpoch > epochOf(ctx).number
}

/** How long the delay is, and how long reveals count; undefined on a chain without a beacon. */
export function parametersOf(ctx: Reading): Parameters | undefined {
  return parameters.get(ctx)
}

/**
 * What the publisher of a delay signs (PROTOCOL section 6): that it leads from the mix of an epoch to the last of these ends (0x hex). With
 * its signature it is a TemporalProof, which anybody can check without the chain.
 */
export function claimOf(
  ctx: Reading,
  { epoch, mix }: { readonly epoch: bigint; readonly mix: string },
  ends: readonly string[],
): TemporalClaim {
  const { iterations } = parameters.get(ctx) ?? { iterations: 0 }
  return temporalClaim({ window: epoch, start: mix, iterations }, ends, portableMerkleHasher)
}

/** How the seed of the present epoch came about; undefined when the beacon has no part in it. */
export function outcomeOf(ctx: Reading): Outcome | undefined {
  const found = outcome.get(ctx)
  return found?.epoch === epochOf(ctx).number ? found : undefined
}
