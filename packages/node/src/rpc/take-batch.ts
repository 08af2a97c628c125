import { type BatchAnswer, TransactionBatch } from '@demiurge/api'
import { CodecError, decode } from '@demiurge/codec'
import { LedgerError } from '@demiurge/ledger'
import type { Submitted } from '../submission.ts'
import { asApiError } from './dispatcher.ts'

/** The transactions of a batch. Throws LedgerError `tx.Malformed`, which counts against the sender as with a single one. */
export function readBatch(bytes: Uint8Array): readonly Uint8Array[] {
  try {
    return decode(TransactionBatch, bytes)
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    throw new LedgerError('tx.Malformed', `the batch is not canonical: ${error.message}`, { cause: error })
  }
}

/** Submits transactions that came together, in their order; that one is refused does not hold up the others. */
export async function takeBatch(
  transactions: readonly Uint8Array[],
  submitAll: SubmitAll,
): Promise<BatchAnswer> {
  const outcomes = await submitAll(transactions)
  const refused = outcomes.flatMap((outcome, index) => {
    if (typeof outcome === 'string') return []
    const { code, message } = asApiError(outcome)
    return { index, error: { code, message: message.slice(0, 1_000) } }
  })
  return { accepted: outcomes.length - refused.length, refused }
}

/** Submits canonical bytes of transactions; resolves to one outcome for each: its id, or why it was refused. */
export type SubmitAll = (transactions: readonly Uint8Array[]) => Promise<readonly Submitted[]>
