import type { TransactionCall } from '@demiurge/ledger'

/** Lists of a single method, by it: nearly all transactions make one call, and there are few methods. */
const single = new Map<string, readonly string[]>()

/** The methods that calls name, each once, in their order. */
export function methodsOf(calls: readonly TransactionCall[]): readonly string[] {
  const [first] = calls
  if (first === undefined || calls.length > 1) return [...new Set(calls.map(({ method }) => method))]
  const known = single.get(first.method) ?? [first.method]
  single.set(first.method, known)
  return known
}
