import type { TransactionStatus } from '@demiurge/api'
import { TransactionError } from '../error.ts'
import type { CancelSignal } from '../signal.ts'
import type { Caller } from '../wire/caller.ts'

/** How a transaction is watched. */
export interface WatchOptions {
  readonly signal?: CancelSignal
  /** Told of every stage, the last one included. */
  readonly onStatus?: (status: TransactionStatus) => void
  /** When to stop: `final` (executed, cannot be undone), which is the default, or `certified` (under a certificate). */
  readonly until?: 'final' | 'certified'
}

/**
 * Follows a transaction and resolves with its last status once it took effect. Throws TransactionError with the rule's code when it
 * failed, was dropped, or the node no longer knows it (`tx.Lost`), and the signal's reason when aborted.
 */
export async function watchTransaction(
  caller: Caller,
  id: string,
  { signal, onStatus, until = 'final' }: WatchOptions = {},
): Promise<TransactionStatus> {
  const statuses = caller.subscribe('transaction', { id }, signal === undefined ? {} : { signal })
  for await (const status of statuses) {
    onStatus?.(status)
    if (status.stage === 'unknown') break
    checkOutcome(status)
    if (status.stage === 'certified' || status.stage === until) return status
  }
  throw new TransactionError(
    'tx.Lost',
    'the node no longer knows the transaction: its window closed, or dearer ones displaced it. Sign and submit it anew',
    { transaction: id },
  )
}

/** Throws TransactionError when the receipt says that the transaction had no effect. */
function checkOutcome({ id, receipt }: TransactionStatus): void {
  if (receipt === null || receipt.outcome.kind === 'applied') return
  const { code, message } = receipt.outcome.value
  if (receipt.outcome.kind === 'dropped') throw new TransactionError(code, message, { transaction: id })
  throw new TransactionError(code, message, { transaction: id, call: receipt.outcome.value.call })
}
