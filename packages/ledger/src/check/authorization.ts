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
import type { CheckedTransaction, Prepared } from './transaction-in-isolation.ts'

declare const verified: unique symbol

/** A transaction whose signatures are right: the pool, the producer and execution take nothing else. Made only here. */
export type VerifiedTransaction<P extends Prepared = Prepared> = CheckedTransaction<P> & {
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
export function verifyTransaction<P extends Prepared>(
  checked: CheckedTransaction<P>,
  policyOf: PolicyOf,
  suites: Suites,
): VerifiedTransaction<P> {
  const { transaction, authorization, payerAuthorization } = checked.signed
  const message = transactionMessage(checked.id)
  verify(transaction.sender, authorization, message, policyOf, suites)
  if (transaction.payer !== null && payerAuthorization !== null)
    verify(transaction.payer, payerAuthorization, message, policyOf, suites)
  return asVerified(checked)
}

/** Marks a transaction whose signatures a worker thread has verified with `verifyTransaction`. */
export function asVerified<P extends Prepared>(checked: CheckedTransaction<P>): VerifiedTransaction<P> {
  return checked as VerifiedTransaction<P>
}

function verify(
  account: string,
  authorization: Authorization,
  message: Uint8Array,
  policyOf: PolicyOf,
  suites: Suites,
): void {
  const policy = policyFor(account, authorization, policyOf)
  try {
    // A policy from state passed this check when it came in.
    if (authorization.policy !== null) checkPolicy(policy, suites)
    checkAuthorization(policy, message, authorization.signatures, suites)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw new LedgerError('tx.BadAuthorization', error.message, { cause: error })
  }
}
