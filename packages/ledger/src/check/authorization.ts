import {
  type Authorization,
  addressOf,
  CryptoError,
  checkAuthorization,
  checkPolicy,
  type Policy,
  type Suites,
} from '@demiurge/crypto'
import { LedgerError } from '../error.ts'
import { transactionMessage } from '../transaction.ts'
import type { ReceivedTransaction } from './received.ts'
import type { CheckedTransaction } from './transaction-in-isolation.ts'

declare const verified: unique symbol

/** A transaction whose form and signatures are right: the pool, the producer and execution take nothing else. Made only here. */
export interface VerifiedTransaction extends ReceivedTransaction {
  /** Sum of its calls' weights. */
  readonly weight: number
  readonly [verified]: true
}

/** The policy that an account stored on its first use, or undefined. */
export type PolicyOf = (account: string) => Policy | undefined

/**
 * The policy an authorization is held against: the one it carries, which must hash to the account, or the one in state.
 * Throws LedgerError `tx.PolicyRequired` or `tx.PolicyMismatch`.
 */
export function policyFor(account: string, authorization: Authorization, policyOf: PolicyOf): Policy {
  const carried = authorization.policy
  if (carried === null) {
    const stored = policyOf(account)
    if (stored !== undefined) return stored
    throw new LedgerError(
      'tx.PolicyRequired',
      'the account has not been used before: its first transaction must carry its policy (public keys)',
    )
  }
  if (addressOf(carried) !== account)
    throw new LedgerError(
      'tx.PolicyMismatch',
      "the policy that came with the transaction is not the account's",
    )
  return carried
}

/** Verifies sender and payer. Throws LedgerError `tx.BadAuthorization` with the rule that was broken. */
export function verifyTransaction(
  checked: CheckedTransaction,
  policyOf: PolicyOf,
  suites: Suites,
): VerifiedTransaction {
  const { id, bytes, signed, prepared } = checked
  const claimed = { signed, message: transactionMessage(id) }
  verifySigner(claimed, 'sender', policyOf, suites)
  if (signed.transaction.payer !== null) verifySigner(claimed, 'payer', policyOf, suites)
  const { sender, lane, nonce, validFrom, validUntil, anchor, tip, maxFee, payer } = signed.transaction
  const envelope = { sender, lane, nonce, validFrom, validUntil, anchor, tip, maxFee, payer }
  return asVerified({ id, bytes, envelope }, prepared.weight)
}

/** Marks a transaction of which somebody has found, by `checkForm` and `verifySigner`, that form and signatures are right. */
export function asVerified(received: ReceivedTransaction, weight: number): VerifiedTransaction {
  const { id, bytes, envelope } = received
  return { id, bytes, envelope, weight } as VerifiedTransaction
}

/**
 * Verifies one of the two that sign; `message` is what they sign (`transactionMessage`). Throws LedgerError `tx.PolicyRequired`,
 * `tx.PolicyMismatch` or `tx.BadAuthorization`.
 */
export function verifySigner(
  { signed, message }: Pick<CheckedTransaction, 'signed'> & { readonly message: Uint8Array },
  role: 'sender' | 'payer',
  policyOf: PolicyOf,
  suites: Suites,
): void {
  const account = signed.transaction[role]
  const authorization = role === 'sender' ? signed.authorization : signed.payerAuthorization
  if (account === null || authorization === null)
    throw new LedgerError('tx.BadAuthorization', `the transaction has no ${role}`)
  const policy = policyFor(account, authorization, policyOf)
  try {
    // A policy from state passed this check when it came in.
    if (authorization.policy !== null) checkPolicy(policy, suites)
    checkAuthorization(policy, message, authorization.signatures, suites)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw new LedgerError('tx.BadAuthorization', `${error.message} (${error.code})`, { cause: error })
  }
}
