import type { BatchAnswer } from '@demiurge/api'
import { asApiError } from './dispatcher.ts'

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
