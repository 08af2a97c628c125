import { type Committee, LIMITS, totalWeight } from '@demiurge/ledger'
import type { HookContext, Reading, Writing } from '@demiurge/runtime'
import { epoch, offeredSeed, parameters, seats, type ValidatorRecord, validators } from './state.ts'

/** The epoch that goes on. */
export interface Epoch {
  readonly number: bigint
  readonly startedMs: bigint
  readonly epochMs: bigint
  /** Draws the leaders, 0x hex. */
  readonly seed: string
  readonly committee: Committee
}

/** The epoch that the next commit belongs to. Throws when the state was not built from a genesis: that is a bug of the node. */
export function epochOf(ctx: Reading): Epoch {
  const record = epoch.get(ctx)
  const rules = parameters.get(ctx)
  const committee = record === undefined ? undefined : committeeOf(ctx, record.number)
  if (record === undefined || rules === undefined || committee === undefined)
    throw new Error('the state has no epoch: it was not built from a genesis')
  return { ...record, epochMs: rules.epochMs, committee }
}

/** The number of the epoch that the next commit belongs to. */
export function epochNumber(ctx: Reading): bigint {
  return epoch.get(ctx)?.number ?? 0n
}

/** The committee of an epoch, while offences in it can still be punished; undefined for others. */
export function committeeOf(ctx: Reading, number: bigint): Committee | undefined {
  const records = seats.get(ctx, number)
  if (records === undefined) return undefined
  return {
    epoch: number,
    seats: records.flatMap(({ account, weight }) => {
      const record = validators.get(ctx, account)
      return record === undefined ? [] : [{ account, weight, suite: record.suite, key: record.key }]
    }),
  }
}

/** A validator, or undefined. */
export function validatorOf(ctx: Reading, account: string): ValidatorRecord | undefined {
  return validators.get(ctx, account)
}

/** Whether the commit that is being executed ends the epoch: the first checkpoint whose time has come. */
export function isClosing(ctx: HookContext): boolean {
  const { startedMs, epochMs } = epochOf(ctx)
  return ctx.height % BigInt(LIMITS.checkpointInterval) === 0n && ctx.timeMs >= startedMs + epochMs
}

/** Gives the epoch after the present one its seed, 0x hex: a better one than what follows from the closing commit. */
export function offerSeed(ctx: Writing, seed: string): void {
  offeredSeed.set(ctx, { epoch: epochNumber(ctx) + 1n, seed })
}

/** Keeps a validator out of the committees of the next epochs, as for downtime: it costs a seat, never stake. */
export function suspend(ctx: Writing, account: string): void {
  const record = validators.get(ctx, account)
  const until = epochNumber(ctx) + 1n + BigInt(parameters.get(ctx)?.jailEpochs ?? 0)
  if (record !== undefined && record.jailedUntil < until)
    validators.set(ctx, account, { ...record, jailedUntil: until })
}

/** The weight of the present committee. */
export function weightOf(ctx: Reading): bigint {
  return totalWeight(epochOf(ctx).committee)
}
