import { LIMITS, type VerifiedTransaction } from '@demiurge/ledger'

/** What a commit has room for: transactions, their bytes, and their weight. */
export interface CommitRoom {
  readonly blockTransactions: number
  readonly commitBytes: number
  readonly commitWeight: number
}

/**
 * What of the ordered transactions fits into one commit (PROTOCOL section 8). From the first that does not fit on nothing is taken:
 * whoever comes later never overtakes.
 */
export function fitting<T extends Pick<VerifiedTransaction, 'bytes' | 'weight'>>(
  ordered: readonly T[],
  room: CommitRoom,
): { readonly taken: readonly T[]; readonly left: readonly T[] } {
  let bytes = 0
  let weight = 0
  const first = ordered.findIndex((transaction, index) => {
    bytes += transaction.bytes.length
    weight += transaction.weight
    return index >= room.blockTransactions || bytes > room.commitBytes || weight > room.commitWeight
  })
  return first < 0
    ? { taken: ordered, left: [] }
    : { taken: ordered.slice(0, first), left: ordered.slice(first) }
}

/** How full a commit is: signatures fill the bytes long before transfers fill the weight, so that the fuller of the two counts. */
export function fullness(weight: number, bytes: number): { readonly weight: number; readonly limit: number } {
  const limit = LIMITS.commitWeight
  return { weight: Math.max(weight, Math.floor((bytes * limit) / LIMITS.commitBytes)), limit }
}
