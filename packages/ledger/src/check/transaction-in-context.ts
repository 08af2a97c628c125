import { LedgerError } from '../error.ts'
import type { Transaction } from '../transaction.ts'

/** What a node knows of the world in which a transaction wants to run. */
export interface TransactionContext {
  /** The time it is held against: a commit's time, or the node's clock in the pool (Unix ms). */
  readonly timeMs: bigint
  /** The next nonce of the sender's lane. */
  readonly nextNonce: bigint
  /** What the transaction costs now: weight, bytes and tip, in sparks. */
  readonly fee: bigint
  /** What the payer can spend, in sparks. */
  readonly balance: bigint
  /** Whether the anchor is the digest of a recent checkpoint of this chain. */
  readonly anchorKnown: boolean
}

/**
 * The rules that need state. The pool asks with the state it knows (`ahead` nonces may wait there), execution asks again where the
 * transaction came in the order. Throws LedgerError `tx.…`.
 */
export function checkInContext(
  transaction: Pick<Transaction, 'nonce' | 'validFrom' | 'validUntil' | 'maxFee'>,
  context: TransactionContext,
  ahead = 0n,
): void {
  const { nonce, validFrom, validUntil, maxFee } = transaction
  if (context.timeMs > validUntil)
    throw new LedgerError('tx.Expired', `window closed at ${validUntil}, the time is ${context.timeMs}`)
  if (context.timeMs < validFrom)
    throw new LedgerError('tx.TooEarly', `window opens at ${validFrom}, the time is ${context.timeMs}`)
  if (nonce < context.nextNonce)
    throw new LedgerError('tx.NonceUsed', `nonce ${nonce} is used, the next one is ${context.nextNonce}`)
  if (nonce > context.nextNonce + ahead)
    throw new LedgerError('tx.NonceGap', `nonce ${nonce} is ahead, the next one is ${context.nextNonce}`)
  if (!context.anchorKnown)
    throw new LedgerError(
      'tx.UnknownAnchor',
      'anchor is not a recent checkpoint of this chain: ask chain_getHead for one',
    )
  if (context.fee > maxFee)
    throw new LedgerError('tx.FeeTooLow', `costs ${context.fee} sparks, maxFee is ${maxFee}: raise maxFee`)
  if (context.fee > context.balance)
    throw new LedgerError('tx.CannotPay', `costs ${context.fee} sparks, the payer has ${context.balance}`)
}
