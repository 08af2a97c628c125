import type { Policy } from '@demiurge/crypto'
import type { Reading, Writing } from '@demiurge/runtime'
import { nonceOf, setNonce } from '../balances/port.ts'
import { type Fees, fees, type Lane, nonces, policies } from './state.ts'

/** What a transaction takes of a commit, and what its sender adds: weight units, bytes as signed, sparks. */
export interface Usage {
  readonly weight: number
  readonly bytes: number
  readonly tip: bigint
}

/** The nonce that an account's next transaction on a lane must have. */
export function nextNonce(ctx: Reading, lane: Lane): bigint {
  return lane.lane === 0 ? nonceOf(ctx, lane.account) : (nonces.get(ctx, lane) ?? 0n)
}

/** Takes a lane's nonce: the next one is `nonce + 1`. */
export function useNonce(ctx: Writing, lane: Lane, nonce: bigint): void {
  if (lane.lane === 0) setNonce(ctx, lane.account, nonce + 1n)
  else nonces.set(ctx, lane, nonce + 1n)
}

/** The fees now. Throws when the state was not built from a genesis: that is a bug of the node. */
export function currentFees(ctx: Reading): Fees {
  const current = fees.get(ctx)
  if (current === undefined) throw new Error('the state has no fees: it was not built from a genesis')
  return current
}

/** What a transaction costs now, in sparks; a part of 1,000 weight units is paid in full sparks, rounded up. */
export function feeOf(ctx: Reading, usage: Usage): bigint {
  return feeBy(currentFees(ctx), usage)
}

/** What a transaction costs by given fees, for whoever asks of many. */
export function feeBy({ price, bytesPrice }: Fees, { weight, bytes, tip }: Usage): bigint {
  return (BigInt(weight) * price + 999n) / 1_000n + BigInt(bytes) * bytesPrice + tip
}

/** The policy that an account stored on its first use. */
export function policyOf(ctx: Reading, account: string): Policy | undefined {
  return policies.get(ctx, account)
}

/** Stores an account's policy on its first use. It never changes: the account is its hash. */
export function rememberPolicy(ctx: Writing, account: string, policy: Policy): void {
  if (policies.get(ctx, account) === undefined) policies.set(ctx, account, policy)
}
