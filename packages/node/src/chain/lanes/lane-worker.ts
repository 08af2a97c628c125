/** The thread of an execution lane (LaneThread): follows the state by records and speculates its share of commits. @module */
import { workerData } from 'node:worker_threads'
import { decode, toHex, Writer } from '@demiurge/codec'
import { decodeTransaction, type SignedTransaction, Transaction } from '@demiurge/ledger'
import { type ChainTransaction, demiurge } from '@demiurge/modules'
import { Speculation } from '@demiurge/runtime'
import { MemoryState } from '@demiurge/state'
import { LaneCommit, type LaneStart, SIGNALS, TRANSACTION } from './lane-memory.ts'

/** Results that are told of together. */
const TOGETHER = 16

const { memory, image } = workerData as LaneStart
const { signals, records, tasks, results } = memory
const state = MemoryState.from(image)
const out = new Writer()

/** Says that something is there; whoever waits looks at all signals. */
function tell(): void {
  Atomics.add(signals, SIGNALS.progress, 1)
  Atomics.notify(signals, SIGNALS.progress)
}

/** A transaction as rules execute it, and where the next one begins. */
function transactionAt(
  bytes: Uint8Array,
  at: number,
): { readonly transaction: ChainTransaction; readonly end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  const begin = at + TRANSACTION.bytes
  const end = begin + view.getUint32(TRANSACTION.length, true)
  const part = bytes.subarray(begin, end)
  const signed = bytes[at + TRANSACTION.isBody] === 1 ? withoutSignatures(part) : decodeTransaction(part)
  const transaction = {
    id: toHex(bytes.subarray(at + TRANSACTION.id, at + TRANSACTION.size)),
    sender: signed.transaction.sender,
    prepared: demiurge.prepare(signed.transaction.calls),
    signed,
    bytes: { length: view.getUint32(TRANSACTION.size, true) },
    anchorKnown: bytes[at + TRANSACTION.anchorKnown] === 1,
  }
  return { transaction, end }
}

function withoutSignatures(body: Uint8Array): SignedTransaction {
  const transaction = decode(Transaction, body)
  return { transaction, authorization: { policy: null, signatures: [] }, payerAuthorization: null }
}

/** Hands over the results in `out`; false when there is no room for them. */
function publish(from: number, count: number): boolean {
  if (from + out.length > results.length) return false
  out.copyTo(results, from)
  Atomics.store(signals, SIGNALS.resultsEnd, from + out.length)
  Atomics.store(signals, SIGNALS.results, count)
  out.reset()
  tell()
  return true
}

/** Speculates until all is done, or there is no room for more results: the main thread then does the rest. */
function speculate(count: number): void {
  // A copy: codecs make views of what they read, and the main thread writes the next task to the same place.
  const bytes = tasks.slice(0, signals[SIGNALS.transactionsEnd])
  const head = new DataView(bytes.buffer).getUint32(0, true)
  const speculation = new Speculation(demiurge, state, decode(LaneCommit, bytes.subarray(4, 4 + head)))
  out.reset()
  for (let done = 1, at = 4 + head, end = 0; done <= count; done++) {
    const { transaction, end: next } = transactionAt(bytes, at)
    at = next
    speculation.run(transaction, out)
    if (done % TOGETHER !== 0 && done !== count) continue
    const published = end + out.length
    if (!publish(end, done)) return
    end = published
  }
}

try {
  for (let seen = 0; ; ) {
    Atomics.store(signals, SIGNALS.done, seen)
    tell()
    Atomics.wait(signals, SIGNALS.begun, seen)
    seen = Atomics.load(signals, SIGNALS.begun)
    const length = signals[SIGNALS.recordLength] ?? 0
    if (length > 0) state.loadRecord(records.slice(0, length))
    const count = signals[SIGNALS.transactions] ?? 0
    if (count > 0) speculate(count)
  }
} catch (error) {
  Atomics.store(signals, SIGNALS.done, -1)
  tell()
  throw error
}
