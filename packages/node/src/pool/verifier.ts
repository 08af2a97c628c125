import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { encode } from '@demiurge/codec'
import { Policy } from '@demiurge/crypto'
import {
  asVerified,
  type CheckedTransaction,
  LedgerError,
  type PolicyOf,
  policyFor,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import type { PreparedCalls } from '@demiurge/runtime'

/**
 * What a worker gets: transactions one after the other in one piece of memory, which is handed over instead of being cloned one by one.
 * Policies are sent only when they come from state.
 */
export interface VerifyRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where each transaction ends in `bytes`. */
  readonly ends: readonly number[]
  readonly policies: readonly (Uint8Array | undefined)[]
  readonly payerPolicies: readonly (Uint8Array | undefined)[]
}

/** The worker's word on each transaction: null when it is verified, or why not. */
export type VerifyResponse = readonly ({ readonly code: string; readonly message: string } | null)[]

interface Pending {
  readonly checked: CheckedTransaction<PreparedCalls>
  readonly policy: Uint8Array | undefined
  readonly payerPolicy: Uint8Array | undefined
  readonly resolve: (verified: VerifiedTransaction<PreparedCalls>) => void
  readonly reject: (error: Error) => void
}

interface Lane {
  readonly worker: Worker
  readonly waiting: Pending[]
  /** What the worker has: answers come in its order. */
  asked: readonly Pending[]
}

/** Requests that go to a worker in one message: enough to hide the cost of the message, few enough to answer quickly. */
const BATCH = 64

/**
 * Verifies signatures on worker threads. One account always goes to the same thread, whose cache then holds its parsed keys.
 */
export class Verifier {
  readonly #lanes: readonly Lane[]
  #failure: Error | undefined

  constructor(threads: number) {
    const count = threads === 0 ? availableParallelism() : threads
    this.#lanes = Array.from({ length: count }, () => this.#open())
  }

  /** Signatures that are waiting for their answer. */
  get waiting(): number {
    return this.#lanes.reduce((sum, { waiting, asked }) => sum + waiting.length + asked.length, 0)
  }

  /** Verifies sender and payer. Rejects with LedgerError `tx.PolicyRequired`, `tx.PolicyMismatch` or `tx.BadAuthorization`. */
  async verify(
    checked: CheckedTransaction<PreparedCalls>,
    policyOf: PolicyOf,
  ): Promise<VerifiedTransaction<PreparedCalls>> {
    if (this.#failure !== undefined) throw this.#failure
    const { transaction, authorization, payerAuthorization } = checked.signed
    const policy = policyFor(transaction.sender, authorization, policyOf)
    const payerPolicy =
      transaction.payer === null || payerAuthorization === null
        ? undefined
        : policyFor(transaction.payer, payerAuthorization, policyOf)
    const lane = this.#lanes[Number.parseInt(transaction.sender.slice(2, 8), 16) % this.#lanes.length]
    if (lane === undefined) throw new RangeError('a verifier has at least one thread')
    return new Promise((resolve, reject) => {
      lane.waiting.push({
        checked,
        policy: authorization.policy === null ? encode(Policy, policy) : undefined,
        payerPolicy:
          payerPolicy !== undefined && payerAuthorization?.policy === null
            ? encode(Policy, payerPolicy)
            : undefined,
        resolve,
        reject,
      })
      // What comes in the same turn of the event loop goes in the same message.
      if (lane.asked.length === 0 && lane.waiting.length === 1) queueMicrotask(() => ask(lane))
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()))
  }

  #open(): Lane {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url))
    const lane: Lane = { worker, waiting: [], asked: [] }
    worker.unref()
    worker.on('message', (response: VerifyResponse) => {
      const answered = lane.asked
      lane.asked = []
      ask(lane)
      for (const [i, pending] of answered.entries()) settle(pending, response[i])
    })
    worker.on('error', (error: Error) => {
      this.#failure = error
      for (const { reject } of [...lane.asked, ...lane.waiting.splice(0)]) reject(error)
    })
    return lane
  }
}

/** Hands the worker what waits, when it has nothing to do. */
function ask(lane: Lane): void {
  if (lane.asked.length > 0 || lane.waiting.length === 0) return
  lane.asked = lane.waiting.splice(0, BATCH)
  const bytes = new Uint8Array(lane.asked.reduce((sum, { checked }) => sum + checked.bytes.length, 0))
  const ends: number[] = []
  let end = 0
  for (const { checked } of lane.asked) {
    bytes.set(checked.bytes, end)
    end += checked.bytes.length
    ends.push(end)
  }
  const request: VerifyRequest = {
    bytes,
    ends,
    policies: lane.asked.map(({ policy }) => policy),
    payerPolicies: lane.asked.map(({ payerPolicy }) => payerPolicy),
  }
  lane.worker.postMessage(request, [bytes.buffer])
}

function settle({ checked, resolve, reject }: Pending, refusal: VerifyResponse[number] | undefined): void {
  if (refusal === null) resolve(asVerified(checked))
  else if (refusal === undefined) reject(new Error('a verification thread answered less than it was asked'))
  else reject(new LedgerError('tx.BadAuthorization', `${refusal.message} (${refusal.code})`))
}
