import { ApiError, BatchAnswer, MAX_TRANSACTIONS, TransactionBatch } from '@demiurge/api'
import { encode, fromJson } from '@demiurge/codec'
import type { Caller } from '../wire/caller.ts'
import { badAnswer } from '../wire/json-rpc.ts'
import type { Transport } from '../wire/transport.ts'

/** Bytes of transactions in one request; a node takes twice as many. */
const MAX_BYTES = 8 * 1024 * 1024

/** Hands a signed transaction to the node. Rejects with ApiError and the rule's code when the node refuses it. */
export type Submitter = (bytes: Uint8Array) => Promise<void>

interface Waiting {
  readonly bytes: Uint8Array
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Transactions submitted in the same turn travel together in binary batches, which costs both sides a fraction of a call for each; one
 * alone goes as a call.
 */
export function createSubmitter(caller: Caller, transport: Transport): Submitter {
  let waiting: Waiting[] = []
  const flush = (): void => {
    const all = waiting
    waiting = []
    const [only] = all
    if (all.length === 1 && only !== undefined)
      caller.request('tx_submit', { transaction: only.bytes }).then(only.resolve, only.reject)
    else for (const batch of batchesOf(all)) void exchange(transport, batch)
  }
  return (bytes) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) void Promise.resolve().then(flush)
      waiting.push({ bytes, resolve, reject })
    })
}

function* batchesOf(all: readonly Waiting[]): Generator<readonly Waiting[]> {
  let batch: Waiting[] = []
  let size = 0
  for (const each of all) {
    if (batch.length === MAX_TRANSACTIONS || (batch.length > 0 && size + each.bytes.length > MAX_BYTES)) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(each)
    size += each.bytes.length
  }
  if (batch.length > 0) yield batch
}

/** Sends a batch and settles every transaction of it, whatever comes back. */
async function exchange(transport: Transport, batch: readonly Waiting[]): Promise<void> {
  try {
    const body = encode(
      TransactionBatch,
      batch.map(({ bytes }) => bytes),
    )
    const { accepted, refused } = readAnswer(await transport.submit(body))
    if (accepted + refused.length !== batch.length)
      throw badAnswer(`it tells of ${accepted + refused.length} transactions, ${batch.length} were sent`)
    for (const { index, error } of refused)
      batch[index]?.reject(new ApiError(error.code, error.message, { status: 422 }))
    // Those that were refused are settled already.
    for (const { resolve } of batch) resolve()
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}

function readAnswer(json: unknown): BatchAnswer {
  try {
    return fromJson(BatchAnswer, json)
  } catch (error) {
    throw badAnswer(`it is no answer to a batch: ${String(error)}`)
  }
}
