import { address, type Infer, struct, u16, u64 } from '@demiurge/codec'
import { Policy } from '@demiurge/crypto'
import { stateMap, stateValue } from '@demiurge/runtime'

/** One of an account's independent sequences of transactions. */
export const Lane = struct({ account: address, lane: u16 })
export type Lane = Infer<typeof Lane>

/** What a transaction costs: sparks for 1,000 weight units (a plain transfer), and sparks for a byte of the signed transaction. */
export const Fees = struct({ price: u64, bytesPrice: u64 })
export type Fees = Infer<typeof Fees>

/** Between which values the fees move. */
export const FeeBounds = struct({ floor: Fees, ceiling: Fees })
export type FeeBounds = Infer<typeof FeeBounds>

/**
 * The next nonce of a lane from 1 on; absent means 0. An entry outlives its account, or old transactions could be played again. Lane 0,
 * which nearly all transactions use, is kept with the account (`balances`).
 */
export const nonces = stateMap('system/nonces', Lane, u64)

/** The policy (public keys) of an account, stored on its first use; later transactions carry signatures only. */
export const policies = stateMap('system/policies', address, Policy)

/** The fees now. */
export const fees = stateValue('system/fees', Fees)

/** Where the fees may move. */
export const feeBounds = stateValue('system/feeBounds', FeeBounds)
