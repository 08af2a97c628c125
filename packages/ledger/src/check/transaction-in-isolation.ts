import { CodecError, toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { LedgerError } from '../error.ts'
import { LIMITS } from '../limits.ts'
import {
  type Digest,
  decodeTransaction,
  type SignedTransaction,
  type TransactionCall,
  transactionBody,
} from '../transaction.ts'
import { checkSize, malformed } from './received.ts'

/** Calls that the runtime has decoded and checked; the ledger only carries them and knows their weight. */
export interface Prepared {
  readonly weight: number
}

/** A transaction whose form is right; nothing is known yet of its signatures or of state. */
export interface CheckedTransaction<P extends Prepared = Prepared> {
  readonly id: string
  readonly signed: SignedTransaction
  /** Canonical bytes of `signed`. */
  readonly bytes: Uint8Array
  readonly prepared: P
}

/** What the check of the form needs to know of the chain. */
export interface FormRules<P extends Prepared> {
  readonly chainId: string
  readonly prepare: (calls: readonly TransactionCall[]) => P
}

/** The same for who wants the identifier as well. */
export interface IsolationRules<P extends Prepared> extends FormRules<P> {
  /** A faster SHA3-256. */
  readonly digest?: Digest
}

/**
 * Everything about a transaction that can be decided without state and without cryptography: size, canonical bytes, chain, window,
 * calls and their parameters. Throws LedgerError `tx.…`, or the runtime's error for a bad call.
 */
export function checkInIsolation<P extends Prepared>(
  bytes: Uint8Array,
  rules: IsolationRules<P>,
): CheckedTransaction<P> {
  const { signed, prepared } = checkForm(bytes, rules)
  // Only one encoding is accepted: the bytes that came are those that encoding the transaction again would give.
  const id = toHex((rules.digest ?? H)(transactionBody(bytes)))
  return { id, signed, bytes, prepared }
}

/** The same for who knows the identifier already. */
export function checkForm<P extends Prepared>(
  bytes: Uint8Array,
  rules: FormRules<P>,
): Pick<CheckedTransaction<P>, 'signed' | 'prepared'> {
  checkSize(bytes)
  const signed = read(bytes)
  const { transaction } = signed
  if (transaction.chainId !== rules.chainId)
    throw new LedgerError(
      'tx.OtherChain',
      `transaction is for chain "${transaction.chainId}", this is "${rules.chainId}"`,
    )
  if (transaction.calls.length === 0)
    throw new LedgerError('tx.NoCalls', 'transaction has no calls, at least one is needed')
  checkWindow(transaction.validFrom, transaction.validUntil)
  if ((transaction.payer === null) !== (signed.payerAuthorization === null))
    throw new LedgerError(
      'tx.PayerMismatch',
      'payer and payerAuthorization must be given together or both left out',
    )
  if (transaction.payer === transaction.sender)
    throw new LedgerError('tx.PayerIsSender', 'the sender pays by default: leave payer out')
  const prepared = rules.prepare(transaction.calls)
  // No commit could ever take it, and it would stand in the way of all behind it in the pool.
  if (prepared.weight > LIMITS.commitWeight)
    throw new LedgerError(
      'tx.TooHeavy',
      `transaction weighs ${prepared.weight}, the limit is ${LIMITS.commitWeight}: spread its calls over several`,
    )
  return { signed, prepared }
}

function read(bytes: Uint8Array): SignedTransaction {
  try {
    return decodeTransaction(bytes)
  } catch (error) {
    throw error instanceof CodecError ? malformed(error) : error
  }
}

function checkWindow(from: bigint, until: bigint): void {
  if (until <= from)
    throw new LedgerError('tx.EmptyWindow', `validUntil ${until} must be later than validFrom ${from}`)
  if (until - from > BigInt(LIMITS.windowMs))
    throw new LedgerError(
      'tx.WindowTooLong',
      `window is ${until - from} ms long, the limit is ${LIMITS.windowMs}`,
    )
}
