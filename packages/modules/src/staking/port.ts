import { type Committee, totalWeight } from '@demiurge/ledger'
import type { Reading } from '@demiurge/runtime'
import { epoch, parameters, seats, type ValidatorRecord, validators } from './state.ts'

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

/** The weight of the present committee. */
export function weightOf(ctx: Reading): bigint {
  return totalWeight(epochOf(ctx).committee)
}
