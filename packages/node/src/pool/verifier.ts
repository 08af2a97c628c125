import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { encode } from '@demiurge/codec'
import { Authorization, Policy } from '@demiurge/crypto'
import {
  asVerified,
  authorizationBytes,
  type CheckedTransaction,
  LedgerError,
  type PolicyOf,
  policyFor,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import type { PreparedCalls } from '@demiurge/runtime'
import type { Stages } from '../stages.ts'
import {
  CLAIM_WORDS,
  type ClaimRoom,
  ClaimWord,
  claimRoom,
  ID_BYTES,
  MOST_CLAIMS,
  type Refusal,
  type VerifyRequest,
  type VerifyResponse,
} from './verify-claims.ts'

type Transaction = VerifiedTransaction<PreparedCalls>
type Checked = CheckedTransaction<PreparedCalls>

/** One account's authorization of one transaction. */
interface Claim {
  readonly id: string
  readonly account: string
  /** The account's policy where the authorization does not carry it. */
  readonly policy: Policy | undefined
  readonly authorization: Uint8Array
  readonly settle: (refusal: Error | undefined) => void
}

interface Lane {
  worker: Worker
  /** Where it finds what it is asked. */
  room: ClaimRoom
  /** The worker's slot of each account whose policy it has. */
  slots: Map<string, number>
  waiting: Claim[]
  /** What the worker has: it answers one request at a time. */
  asked: readonly Claim[]
  /** Ends in a row without an answer in between. */
  deaths: number
}

/** How a verifier works. */
export interface VerifierOptions {
  /** Threads; 0 for one on every core. */
  readonly threads: number
  /** Policies that each thread keeps; 8,192 by default. */
  readonly slots?: number
  /** Starts a thread. */
  readonly start?: () => Worker
  /** Where it is noted how long verification takes. */
  readonly stages?: Stages
}

/** More than the largest policy takes: sixteen members with two keys each. */
const MAX_POLICY_BYTES = 2 ** 17
/** Policies that a worker keeps: 2 kB each for an account with one ML-DSA-65 key. */
const SLOTS = 8_192
/** Claims that may wait for their turn; beyond, those who submit are told to come again. */
const MOST_WAITING = 65_536
/** A worker that ends so often without having answered once will not do better the next time. */
const MOST_DEATHS = 3

/**
 * Verifies signatures on worker threads. One account always goes to the same thread, whose caches then hold its policy and its expanded
 * keys. A thread that ends is replaced, and what it was asked is asked again.
 */
export class Verifier {
  readonly #lanes: readonly Lane[]
  readonly #start: () => Worker
  readonly #stages: Stages | undefined
  readonly #slots: number
  #failure: Error | undefined
  #waiting = 0
  #closed = false

  constructor({ threads, slots = SLOTS, start = startWorker, stages }: VerifierOptions) {
    this.#stages = stages
    const count = threads === 0 ? availableParallelism() : threads
    this.#start = start
    this.#slots = slots
    this.#lanes = Array.from({ length: count }, () => {
      const lane: Lane = {
        worker: start(),
        room: claimRoom(),
        slots: new Map(),
        waiting: [],
        asked: [],
        deaths: 0,
      }
      this.#attend(lane)
      return lane
    })
  }

  /** Claims that wait for their answer. */
  get waiting(): number {
    return this.#waiting
  }

  /** Throws LedgerError `pool.Busy` when so many signatures wait already that more would only wait longer. */
  checkRoom(): void {
    if (this.#waiting >= MOST_WAITING)
      throw new LedgerError('pool.Busy', `${this.#waiting} signatures wait to be verified: try again shortly`)
  }

  /** Verifies sender and payer. Rejects with LedgerError `tx.PolicyRequired`, `tx.PolicyMismatch` or `tx.BadAuthorization`. */
  async verify(checked: Checked, policyOf: PolicyOf): Promise<Transaction> {
    if (this.#failure !== undefined) throw this.#failure
    const { transaction, authorization, payerAuthorization } = checked.signed
    const { sender, payer } = transaction
    const policy = policyFor(sender, authorization, policyOf)
    const bytes = authorizationBytes(checked.bytes)
    if (payer === null || payerAuthorization === null)
      await this.#claim(checked.id, sender, authorization.policy === null ? policy : undefined, bytes)
    else {
      const payerPolicy = policyFor(payer, payerAuthorization, policyOf)
      await Promise.all([
        this.#claim(checked.id, sender, authorization.policy === null ? policy : undefined, bytes),
        this.#claim(
          checked.id,
          payer,
          payerAuthorization.policy === null ? payerPolicy : undefined,
          encode(Authorization, payerAuthorization),
        ),
      ])
    }
    return asVerified(checked)
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()))
  }

  #claim(id: string, account: string, policy: Policy | undefined, authorization: Uint8Array): Promise<void> {
    const lane = this.#lanes[Number.parseInt(account.slice(2, 8), 16) % this.#lanes.length]
    if (lane === undefined) throw new RangeError('a verifier has at least one thread')
    this.#waiting++
    return new Promise((resolve, reject) => {
      const settle = (refusal: Error | undefined): void => {
        this.#waiting--
        if (refusal === undefined) resolve()
        else reject(refusal)
      }
      lane.waiting.push({ id, account, policy, authorization, settle })
      // What comes in the same turn of the event loop goes in the same message.
      if (lane.asked.length === 0 && lane.waiting.length === 1) queueMicrotask(() => ask(lane, this.#slots))
    })
  }

  #attend(lane: Lane): void {
    const { worker } = lane
    worker.unref()
    worker.on('message', ({ refusals, busyMs }: VerifyResponse) => {
      lane.deaths = 0
      const answered = lane.asked
      lane.asked = []
      ask(lane, this.#slots)
      this.#stages?.add('verify', answered.length, busyMs)
      settleAll(answered, refusals)
    })
    worker.on('error', () => {
      // Whatever it was, 'exit' follows.
    })
    worker.on('exit', () => this.#replace(lane))
  }

  /** A worker ended: another one takes over with all that was asked, and knows nothing yet. */
  #replace(lane: Lane): void {
    if (this.#closed) return
    lane.waiting = [...lane.asked, ...lane.waiting]
    lane.asked = []
    lane.slots = new Map()
    // The one that ends may still be reading.
    lane.room = claimRoom()
    if (++lane.deaths >= MOST_DEATHS) {
      // Not a LedgerError: that would be a verdict on the transaction, and other nodes would find another.
      this.#failure = new Error(`a verification thread ended ${lane.deaths} times without an answer`)
      for (const { settle } of lane.waiting.splice(0)) settle(this.#failure)
      return
    }
    lane.worker = this.#start()
    this.#attend(lane)
    ask(lane, this.#slots)
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./verify-worker.ts', import.meta.url))
}

/** Hands the worker what waits, when it has nothing to do; it keeps `most` policies. */
function ask(lane: Lane, most: number): void {
  if (lane.asked.length > 0 || lane.waiting.length === 0) return
  const { memory, layout, bytes } = lane.room
  let at = 0
  let claims = 0
  for (const claim of lane.waiting) {
    const { id, account, authorization, policy } = claim
    const largest = at + ID_BYTES + authorization.length + (policy === undefined ? 0 : MAX_POLICY_BYTES)
    if (claims === MOST_CLAIMS || largest > bytes.length) break
    bytes.subarray(at, at + ID_BYTES).setFromHex(id.slice(2))
    bytes.set(authorization, at + ID_BYTES)
    at += ID_BYTES + authorization.length
    const word = claims++ * CLAIM_WORDS
    layout[word + ClaimWord.authorizationEnd] = at
    if (policy !== undefined) {
      const place = placeOf(lane, account, most)
      layout[word + ClaimWord.slot] = place.slot
      if (place.isNew) {
        const encoded = encode(Policy, policy)
        bytes.set(encoded, at)
        at += encoded.length
      }
    }
    layout[word + ClaimWord.end] = at
  }
  lane.asked = lane.waiting.splice(0, claims)
  const request: VerifyRequest = { memory, claims }
  lane.worker.postMessage(request)
}

/** Where the worker has, or is to have, the policy of an account. */
interface Place {
  readonly slot: number
  /** Whether the worker does not have it yet. */
  readonly isNew: boolean
}

function placeOf({ slots }: Lane, account: string, most: number): Place {
  const known = slots.get(account)
  if (known !== undefined) return { slot: known, isNew: false }
  let slot = slots.size
  if (slot >= most) {
    // The one that came first makes room: a Map remembers the order.
    const [oldest = ''] = slots.keys()
    slot = slots.get(oldest) ?? 0
    slots.delete(oldest)
  }
  slots.set(account, slot)
  return { slot, isNew: true }
}

function settleAll(claims: readonly Claim[], refusals: readonly Refusal[]): void {
  let next = 0
  for (const [i, { settle }] of claims.entries()) {
    const refusal = refusals[next]
    if (refusal?.at !== i) {
      settle(undefined)
      continue
    }
    next++
    settle(new LedgerError('tx.BadAuthorization', `${refusal.message} (${refusal.code})`))
  }
}
