import { entriesOf, type Invariant } from '@demiurge/runtime'
import { depositFor } from './port.ts'
import { accounts, locks, nonces, reserves, supply } from './state.ts'

/** Free and reserved sparks of all accounts are the supply. */
export const supplyIsWhole: Invariant = (state, keys) => {
  let sum = 0n
  for (const [, { free, reserved }] of entriesOf(accounts, state, keys)) sum += free + reserved
  const total = supply.get({ state }) ?? 0n
  return sum === total ? null : `the accounts hold ${sum} sparks, the supply is ${total}`
}

/** No account exists below the existential deposit. */
export const depositsAreHeld: Invariant = (state, keys) => {
  for (const [account, { free, reserved }] of entriesOf(accounts, state, keys)) {
    const deposit = depositFor({ state }, account)
    if (free + reserved < deposit)
      return `${account} holds ${free + reserved} sparks, the deposit is ${deposit}`
  }
  return null
}

/** What is reserved for each reason adds up to what the account has reserved. */
export const reservesAddUp: Invariant = (state, keys) => {
  const sums = new Map<string, bigint>()
  for (const [{ account }, amount] of entriesOf(reserves, state, keys))
    sums.set(account, (sums.get(account) ?? 0n) + amount)
  for (const [account, { reserved }] of entriesOf(accounts, state, keys)) {
    const sum = sums.get(account) ?? 0n
    if (sum !== reserved) return `${account} has reserved ${reserved} sparks, its reasons come to ${sum}`
    sums.delete(account)
  }
  for (const account of sums.keys()) return `${account} has reserves and does not exist`
  return null
}

/** `locked` is the largest of an account's locks, and so much is free. */
export const locksAreHeld: Invariant = (state, keys) => {
  for (const [account, { free, locked }] of entriesOf(accounts, state, keys)) {
    const all = locks.get({ state }, account) ?? []
    const most = all.reduce((max, { amount }) => (amount > max ? amount : max), 0n)
    if (most !== locked) return `${account} is locked at ${locked} sparks, its largest lock is ${most}`
    if (free < locked) return `${account} has ${free} sparks free, ${locked} are locked`
  }
  return null
}

/** An address's nonce is in one place: with the account where there is one, apart and not 0 where there is none. */
export const noncesAreSingle: Invariant = (state, keys) => {
  for (const [account, nonce] of entriesOf(nonces, state, keys)) {
    if (accounts.get({ state }, account) !== undefined) return `${account} exists and has a nonce apart`
    if (nonce === 0n) return `${account} has a nonce of 0 apart`
  }
  return null
}
