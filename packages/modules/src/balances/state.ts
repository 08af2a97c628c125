import { address, type Infer, list, struct, text, toHex, u64, u128 } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { stateMap, stateValue } from '@demiurge/runtime'
import type { Sum } from '@demiurge/state'

/**
 * What an account holds, in sparks. `free` can be spent but for `locked`, the largest of the account's locks; `reserved` is set aside
 * and cannot. An account exists while free and reserved together reach the existential deposit. `nonce` is the next one of its lane 0:
 * beside the balance, so that a plain transfer changes two leaves of the state tree and not three.
 */
export const Account = struct({ free: u128, reserved: u128, locked: u128, nonce: u64 })
export type Account = Infer<typeof Account>

/** Why something is reserved or locked: a module's name, with a detail where it has several reasons (`staking`, `dex/order`). */
export const Reason = text(32)

/** A floor under an account's free sparks. Locks overlap: the largest counts. */
export const Lock = struct({ reason: Reason, amount: u128 })
export type Lock = Infer<typeof Lock>

/** Locks that an account can have at the same time. */
export const MAX_LOCKS = 16

export const accounts = stateMap('balances/accounts', address, Account)

/** Sparks that come in, whatever the account holds: fees do, from every transaction, which would otherwise all wait for each other. */
export const income: Sum<Account> = {
  codec: Account,
  add: (account, amount) =>
    account === undefined
      ? { free: amount, reserved: 0n, locked: 0n, nonce: 0n }
      : { ...account, free: account.free + amount },
}

/** The next nonce of lane 0 of addresses that have no account (any more) and have used one: old transactions must not be played again. */
export const nonces = stateMap('balances/nonces', address, u64)

/** How much of an account's `reserved` stands for which reason. */
export const reserves = stateMap('balances/reserves', struct({ account: address, reason: Reason }), u128)

export const locks = stateMap('balances/locks', address, list(Lock, MAX_LOCKS))

/** All sparks there are. */
export const supply = stateValue('balances/supply', u128)

/** The least that an account must hold, in sparks: it pays for the state that the account takes. */
export const existentialDeposit = stateValue('balances/existentialDeposit', u128)

/**
 * The account that fees and dust go to: SHA3-256 of `demiurge/fees`. No policy hashes to it, so nobody signs for it; modules pay out of
 * it by rule.
 */
export const FEES_POT = toHex(H(new TextEncoder().encode('demiurge/fees')))

/** The account that holds what is staked, in the same way: SHA3-256 of `demiurge/staking`. */
export const STAKING_POT = toHex(H(new TextEncoder().encode('demiurge/staking')))

/** Whether an account is one of those of modules, which may hold any amount. */
export function isPot(account: string): boolean {
  return account === FEES_POT || account === STAKING_POT
}
