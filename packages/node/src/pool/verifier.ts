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

/** What a worker needs to verify one transaction; policies are sent only when they come from state. */
export interface VerifyRequest {
  readonly ticket: number
  readonly id: string
  readonly bytes: Uint8Array
  readonly policy: Uint8Array | undefined
  readonly payerPolicy: Uint8Array | undefined
}

/** The worker's word: verified, or why not. */
export interface VerifyResponse {
  readonly ticket: number
  readonly refusal?: { readonly code: string; readonly message: string }
}

interface Pending {
  readonly checked: CheckedTransaction<PreparedCalls>
  readonly resolve: (verified: VerifiedTransaction<PreparedCalls>) => void
  readonly reject: (error: Error) => void
}

interface Lane {
  readonly worker: Worker
  queue: VerifyRequest[]
  busy: boolean
}

/** Requests that go to a worker in one message: enough to hide the cost of the message, few enough to answer quickly. */
const BATCH = 64

/**
 * Verifies signatures on worker threads. One account always goes to the same thread, whose cache then holds its parsed keys.
 */
export class Verifier {
  readonly #lanes: readonly Lane[]
  readonly #pending = new Map<number, Pending>()
  #tickets = 0
  #failure: Error | undefined

  constructor(threads: number) {
    const count = threads === 0 ? availableParallelism() : threads
    this.#lanes = Array.from({ length: count }, () => this.#open())
  }

  /** Signatures that are waiting for their answer. */
  get waiting(): number {
    return this.#pending.size
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
    const request: VerifyRequest = {
      ticket: this.#tickets++,
      id: checked.id,
      bytes: checked.bytes,
      policy: authorization.policy === null ? encode(Policy, policy) : undefined,
      payerPolicy:
        payerPolicy !== undefined && payerAuthorization?.policy === null
          ? encode(Policy, payerPolicy)
          : undefined,
    }
    return new Promise((resolve, reject) => {
      this.#pending.set(request.ticket, { checked, resolve, reject })
      const lane = this.#lanes[Number.parseInt(transaction.sender.slice(2, 8), 16) % this.#lanes.length]
      if (lane === undefined) return
      lane.queue.push(request)
      if (!lane.busy) queueMicrotask(() => this.#send(lane))
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()))
  }

  #open(): Lane {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url))
    const lane: Lane = { worker, queue: [], busy: false }
    worker.unref()
    worker.on('message', (responses: readonly VerifyResponse[]) => {
      lane.busy = false
      this.#send(lane)
      for (const response of responses) this.#settle(response)
    })
    worker.on('error', (error: Error) => {
      this.#failure = error
      for (const { reject } of this.#pending.values()) reject(error)
      this.#pending.clear()
    })
    return lane
  }

  #send(lane: Lane): void {
    if (lane.busy || lane.queue.length === 0) return
    lane.busy = true
    lane.worker.postMessage(lane.queue.splice(0, BATCH))
  }

  #settle({ ticket, refusal }: VerifyResponse): void {
    const pending = this.#pending.get(ticket)
    if (pending === undefined) return
    this.#pending.delete(ticket)
    if (refusal === undefined) pending.resolve(asVerified(pending.checked))
    else pending.reject(new LedgerError('tx.BadAuthorization', `${refusal.message} (${refusal.code})`))
  }
}
