import { byteView, type Codec, type Infer, list, struct, text, u32 } from '@demiurge/codec'
import { LIMITS } from '@demiurge/ledger'

/**
 * Media type of a request body that holds many signed transactions: `POST /api/v1/transactions`, as an alternative to
 * `application/octet-stream` with one. The same bytes after four of a request number make a binary frame on `/ws`.
 */
export const TRANSACTIONS_TYPE = 'application/vnd.demiurge.transactions'

/** Transactions in one batch. */
export const MAX_TRANSACTIONS = 1_000

/** Canonical bytes of signed transactions (SSZ List): what a batch is. They are taken one by one; each may be refused by itself. */
export const TransactionBatch: Codec<readonly Uint8Array[]> = list(
  byteView(LIMITS.transactionBytes),
  MAX_TRANSACTIONS,
)

/** Why a transaction of a batch was refused. */
export const TransactionRefusal = struct({
  index: u32,
  error: struct({ code: text(64), message: text(4_096) }),
})

/** The answer to a batch: how many were taken, and which were not. */
export const BatchAnswer = struct({ accepted: u32, refused: list(TransactionRefusal, MAX_TRANSACTIONS) })
export type BatchAnswer = Infer<typeof BatchAnswer>
