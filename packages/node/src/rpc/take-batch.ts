import { type BatchAnswer, TransactionBatch } from '@demiurge/api'
import { CodecError, decode } from '@demiurge/codec'
import { LedgerError } from '@demiurge/ledger'
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
  submit: (bytes: Uint8Array) => Promise<string>,
): Promise<BatchAnswer> {
  const refused: { index: number; error: { code: string; message: string } }[] = []
  await Promise.all(
    transactions.map((bytes, index) =>
      submit(bytes).catch((error: unknown) => {
        const { code, message } = asApiError(error)
        refused.push({ index, error: { code, message: message.slice(0, 1_000) } })
      }),
    ),
  )
  refused.sort((a, b) => a.index - b.index)
  return { accepted: transactions.length - refused.length, refused }
}
