import { entriesOf, type Invariant } from '@demiurge/runtime'
import { freeOf, STAKING_POT } from '../balances/port.ts'
import { stakeFor } from './pool.ts'
import { epochOf } from './port.ts'
import { delegations, leaving, unbondings, validators } from './state.ts'

/** The pot holds exactly what is in the pools and on its way back. */
export const potHoldsTheStake: Invariant = (state, keys) => {
  let sum = 0n
  for (const [, { stake }] of entriesOf(validators, state, keys)) sum += stake
  for (const [, { stake }] of entriesOf(leaving, state, keys)) sum += stake
  const held = freeOf({ state }, STAKING_POT)
  return sum === held ? null : `pools and unbondings come to ${sum} sparks, the pot holds ${held}`
}

/** Every share of a pool has an owner, and the owners together cannot take out more than is in it. */
export const sharesAreOwned: Invariant = (state, keys) => {
  const owned = new Map<string, { shares: bigint; worth: bigint }>()
  for (const [{ validator }, shares] of entriesOf(delegations, state, keys)) {
    const record = validators.get({ state }, validator)
    const sum = owned.get(validator) ?? { shares: 0n, worth: 0n }
    const worth = record === undefined ? 0n : stakeFor(record, shares)
    owned.set(validator, { shares: sum.shares + shares, worth: sum.worth + worth })
  }
  for (const [account, { shares, stake }] of entriesOf(validators, state, keys)) {
    const sum = owned.get(account) ?? { shares: 0n, worth: 0n }
    if (sum.shares !== shares) return `${account} has ${shares} shares, its delegators have ${sum.shares}`
    if (sum.worth > stake)
      return `the shares of ${account} are worth ${sum.worth} sparks, its pool holds ${stake}`
    owned.delete(account)
  }
  for (const account of owned.keys()) return `there are shares of ${account}, which is no validator`
  return null
}

/** Shares of stake that is on its way back are owned as well. */
export const unbondingsAddUp: Invariant = (state, keys) => {
  const sums = new Map<string, bigint>()
  for (const [, waiting] of entriesOf(unbondings, state, keys))
    for (const { validator, epoch, shares } of waiting) {
      const key = `${validator}/${epoch}`
      sums.set(key, (sums.get(key) ?? 0n) + shares)
    }
  for (const [{ validator, epoch }, { shares }] of entriesOf(leaving, state, keys)) {
    const sum = sums.get(`${validator}/${epoch}`) ?? 0n
    if (sum !== shares)
      return `of ${validator} in epoch ${epoch} ${shares} shares wait, their owners have ${sum}`
  }
  return null
}

/** Somebody sits, with weight. */
export const committeeSits: Invariant = (state) => {
  const { committee } = epochOf({ state })
  const weightless = committee.seats.find(({ weight }) => weight === 0n)
  if (committee.seats.length === 0) return 'the committee is empty'
  return weightless === undefined ? null : `${weightless.account} has a seat without weight`
}
