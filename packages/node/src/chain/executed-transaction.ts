import type { TransactionCall, VerifiedTransaction } from '@demiurge/ledger'
import type { Receipt } from '@demiurge/runtime'

/** A transaction and what became of it. */
export interface ExecutedTransaction {
  readonly transaction: VerifiedTransaction
  readonly receipt: Receipt
  /** The methods that it calls, each once, in their order. */
  readonly methods: readonly string[]
  /** How many calls it makes. */
  readonly calls: number
}

/** What was executed, with what is to be known of the transaction's calls afterwards. */
export function executedTransaction(
  transaction: VerifiedTransaction,
  receipt: Receipt,
  calls: readonly TransactionCall[],
): ExecutedTransaction {
  return { transaction, receipt, methods: methodsOf(calls), calls: calls.length }
}

/** What transactions take of a commit: those that were dropped take nothing. */
export function usedBy(executed: readonly ExecutedTransaction[]): {
  readonly weight: number
  readonly bytes: number
} {
  let weight = 0
  let bytes = 0
  for (const { transaction, receipt } of executed) {
    if (receipt.outcome.kind === 'dropped') continue
    weight += receipt.weight
    bytes += transaction.bytes.length
  }
  return { weight, bytes }
}

/** Lists of a single method, by it: nearly all transactions make one call, and there are few methods. */
const single = new Map<string, readonly string[]>()

function methodsOf(calls: readonly TransactionCall[]): readonly string[] {
  const [first] = calls
  if (first === undefined || calls.length > 1) return [...new Set(calls.map(({ method }) => method))]
  const known = single.get(first.method) ?? [first.method]
  single.set(first.method, known)
  return known
}
