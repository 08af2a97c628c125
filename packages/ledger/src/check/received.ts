import { CodecError, fieldReader, toHex } from '@demiurge/codec'
import { Authorization, H } from '@demiurge/crypto'
import { LedgerError } from '../error.ts'
import { LIMITS } from '../limits.ts'
import {
  authorizationsOf,
  type Digest,
  Transaction,
  type TransactionCall,
  transactionBody,
} from '../transaction.ts'

/** What pool, order and archive ask of a transaction: all of it but the calls and the signatures. */
export type Envelope = Pick<
  Transaction,
  'sender' | 'lane' | 'nonce' | 'validFrom' | 'validUntil' | 'anchor' | 'tip' | 'maxFee' | 'payer'
>

/**
 * A transaction as it came: nothing is known yet of its form, its signatures or of state. A node holds very many, so that little is kept
 * of each: the bytes, and what is asked for while it waits. The rest is read when it is executed, and is gone as soon as that is done.
 */
export interface ReceivedTransaction {
  readonly id: string
  /** Bytes that may be those of a signed transaction. */
  readonly bytes: Uint8Array
  readonly envelope: Envelope
}

const readEnvelope = fieldReader(Transaction, [
  'sender',
  'lane',
  'nonce',
  'validFrom',
  'validUntil',
  'anchor',
  'tip',
  'maxFee',
  'payer',
])

/**
 * Reads what is needed to ask the cheap questions first. `checkInIsolation` must still be asked about the form, which may be wrong
 * wherever this does not look. Throws LedgerError `tx.TooLarge` or `tx.Malformed`.
 */
export function receiveTransaction(bytes: Uint8Array, digest: Digest = H): ReceivedTransaction {
  checkSize(bytes)
  try {
    const body = transactionBody(bytes)
    return { id: toHex(digest(body)), bytes, envelope: readEnvelope(body) }
  } catch (error) {
    if (error instanceof CodecError) throw malformed(error)
    throw error
  }
}

/** What execution asks of a verified transaction beside its calls; a whole SignedTransaction has it all. */
export interface CarriedTransaction {
  readonly transaction: Envelope
  readonly authorization: Carried
  readonly payerAuthorization: Carried | null
}

/** The policy that comes along with signatures, on an account's first use. */
type Carried = Pick<Authorization, 'policy'>

const readPolicy = fieldReader(Authorization, ['policy'])

/** What a verified transaction carries, without its calls and signatures, which are most of it. */
export function readCarried({ bytes, envelope }: ReceivedTransaction): CarriedTransaction {
  const [own, payers] = authorizationsOf(bytes)
  return {
    transaction: envelope,
    authorization: readPolicy(bytes, own, payers),
    payerAuthorization: bytes[payers] === 0 ? null : readPolicy(bytes, payers + 1),
  }
}

const callsOnly = fieldReader(Transaction, ['calls'])

/** The calls of a transaction that was verified, without anything else of it. */
export function readCalls(bytes: Uint8Array): readonly TransactionCall[] {
  return callsOnly(transactionBody(bytes)).calls
}

/** Throws LedgerError `tx.TooLarge` for more bytes than a transaction may have. */
export function checkSize({ length }: Uint8Array): void {
  if (length > LIMITS.transactionBytes)
    throw new LedgerError(
      'tx.TooLarge',
      `transaction has ${length} bytes, the limit is ${LIMITS.transactionBytes}`,
    )
}

/** What is said of bytes that are not a transaction's. */
export function malformed(error: CodecError): LedgerError {
  return new LedgerError('tx.Malformed', `transaction bytes are not canonical: ${error.message}`, {
    cause: error,
  })
}
