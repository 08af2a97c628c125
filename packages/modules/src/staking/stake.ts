import { type Context, RuntimeError, type Writing } from '@demiurge/runtime'
import { movePot, STAKING_POT, spendable } from '../balances/port.ts'
import * as events from './events.ts'
import { sharesFor, stakeFor } from './pool.ts'
import { epochNumber } from './port.ts'
import {
  delegations,
  leaving,
  MAX_UNBONDINGS,
  parameters,
  type Unbonding,
  unbondings,
  type ValidatorRecord,
  validators,
} from './state.ts'

/** The record of a validator. Throws `staking.NoValidator`. */
export function recordOf(ctx: Context, validator: string): ValidatorRecord {
  const record = validators.get(ctx, validator)
  if (record === undefined)
    throw new RuntimeError('staking.NoValidator', `${validator} is not registered as a validator`)
  return record
}

/** Takes sparks of the sender into a validator's pool. Throws `staking.CannotPay`, `staking.Retired` or `staking.PoolIsEmpty`. */
export function stake(ctx: Context, validator: string, amount: bigint): void {
  const record = recordOf(ctx, validator)
  const available = spendable(ctx, ctx.sender)
  if (amount > available)
    throw new RuntimeError(
      'staking.CannotPay',
      `${amount} sparks are to be staked, ${available} can be spent beside the existential deposit`,
    )
  if (record.isRetired)
    throw new RuntimeError('staking.Retired', 'the validator has retired and takes no stake')
  if (record.stake === 0n && record.shares > 0n)
    throw new RuntimeError(
      'staking.PoolIsEmpty',
      'the pool was slashed to nothing: it takes no stake any more',
    )
  const shares = sharesFor(record, amount)
  if (shares === 0n)
    throw new RuntimeError('staking.TooLittle', `${amount} sparks are less than one share of the pool`)
  movePot(ctx, ctx.sender, STAKING_POT, amount)
  validators.set(ctx, validator, {
    ...record,
    stake: record.stake + amount,
    shares: record.shares + shares,
  })
  const key = { validator, delegator: ctx.sender }
  delegations.set(ctx, key, (delegations.get(ctx, key) ?? 0n) + shares)
  ctx.emit(events.delegated, { validator, delegator: ctx.sender, amount })
}

/** What an account has staked with a validator, sparks. */
export function stakeOf(ctx: Writing, validator: string, delegator: string): bigint {
  const record = validators.get(ctx, validator)
  return record === undefined ? 0n : stakeFor(record, delegations.get(ctx, { validator, delegator }) ?? 0n)
}

/**
 * Takes stake of the sender out of a validator's pool; it waits, and stays liable for what came before. Throws
 * `staking.NotStaked` or `staking.TooManyUnbondings`.
 */
export function unstake(ctx: Context, validator: string, amount: bigint): void {
  const record = recordOf(ctx, validator)
  const key = { validator, delegator: ctx.sender }
  const held = delegations.get(ctx, key) ?? 0n
  const worth = stakeFor(record, held)
  if (amount > worth)
    throw new RuntimeError('staking.NotStaked', `${amount} sparks are asked back, ${worth} are staked`)
  // Rounded up, so that nobody takes out more than the shares given back were worth; all of it takes all shares.
  const shares =
    amount === worth
      ? held
      : (amount * record.shares + record.stake - 1n) / (record.stake === 0n ? 1n : record.stake)
  const waiting = unbondings.get(ctx, ctx.sender) ?? []
  if (waiting.length >= MAX_UNBONDINGS)
    throw new RuntimeError(
      'staking.TooManyUnbondings',
      `${waiting.length} unbondings are waiting, the limit is ${MAX_UNBONDINGS}: withdraw those whose time is over`,
    )
  validators.set(ctx, validator, {
    ...record,
    stake: record.stake - amount,
    shares: record.shares - shares,
  })
  if (shares === held) delegations.delete(ctx, key)
  else delegations.set(ctx, key, held - shares)
  const epoch = epochNumber(ctx)
  const readyMs = ctx.timeMs + (parameters.get(ctx)?.unbondingMs ?? 0n)
  const poolKey = { validator, epoch }
  const pool = leaving.get(ctx, poolKey) ?? { stake: 0n, shares: 0n }
  const part = pool.stake === 0n && pool.shares > 0n ? 0n : sharesFor(pool, amount)
  leaving.set(ctx, poolKey, { stake: pool.stake + amount, shares: pool.shares + part })
  unbondings.set(ctx, ctx.sender, [...waiting, { validator, epoch, shares: part, readyMs }])
  ctx.emit(events.undelegated, { validator, delegator: ctx.sender, amount, readyMs })
}

/** Frees the sender's stake whose time is over. Throws `staking.NothingReady`. */
export function withdraw(ctx: Context, most: number): void {
  const waiting = unbondings.get(ctx, ctx.sender) ?? []
  const ready = waiting.filter(({ readyMs }) => readyMs <= ctx.timeMs).slice(0, most)
  if (ready.length === 0)
    throw new RuntimeError(
      'staking.NothingReady',
      waiting.length === 0
        ? 'nothing is waiting'
        : `the first of ${waiting.length} unbondings is over at ${waiting[0]?.readyMs} ms, it is ${ctx.timeMs} ms`,
    )
  let amount = 0n
  for (const each of ready) amount += takeLeaving(ctx, each)
  const rest = waiting.filter((each) => !ready.includes(each))
  if (rest.length === 0) unbondings.delete(ctx, ctx.sender)
  else unbondings.set(ctx, ctx.sender, rest)
  movePot(ctx, STAKING_POT, ctx.sender, amount)
  ctx.emit(events.withdrawn, { delegator: ctx.sender, amount })
}

function takeLeaving(ctx: Writing, { validator, epoch, shares }: Unbonding): bigint {
  const key = { validator, epoch }
  const pool = leaving.get(ctx, key)
  if (pool === undefined) return 0n
  const amount = stakeFor(pool, shares)
  const left = { stake: pool.stake - amount, shares: pool.shares - shares }
  if (left.shares === 0n && left.stake === 0n) leaving.delete(ctx, key)
  else leaving.set(ctx, key, left)
  return amount
}
