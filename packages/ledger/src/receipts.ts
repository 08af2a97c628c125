import { hash, list, struct } from '@demiurge/codec'
import { LIMITS } from './limits.ts'

/** The receipts of a commit by SHA-256 of their canonical bytes, chained to those of the commit before. `receiptsRoot` is its root. */
export const Receipts = struct({ previous: hash, receipts: list(hash, LIMITS.blockTransactions) })
