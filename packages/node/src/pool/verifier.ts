import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { encode } from '@demiurge/codec'
import { Policy } from '@demiurge/crypto'
import {
  asVerified,
  LedgerError,
  type PolicyOf,
  type ReceivedTransaction,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import { RuntimeError } from '@demiurge/runtime'
import type { Stages } from '../stages.ts'
import {
  type Claim,
  ClaimQueue,
  type Group,
  transactionOf,
  type Urgency,
  type Verdict,
} from './claim-queue.ts'
import { PolicySlots } from './policy-slots.ts'
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
import type { VerifyWorkerData } from './verify-worker.ts'

/** What a worker was asked, and where it finds it. */
interface Request {
  readonly room: ClaimRoom
  readonly claims: readonly Claim[]
}

interface Lane {
  worker: Worker
  /** Rooms in which nothing stands. */
  free: ClaimRoom[]
  /** The worker's slots for policies. */
  slots: PolicySlots
  readonly waiting: ClaimQueue
  /** What the worker has, the oldest first: it answers in that order. */
  asked: Request[]
  /** Ends in a row without an answer in between. */
  deaths: number
}

/** How a verifier works. */
export interface VerifierOptions {
  /** Transactions of other chains are refused. */
  readonly chainId: string
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
/**
 * Requests that a worker has at a time: it goes on with the next one while the main thread, busy with a commit, has not yet read what
 * became of the one before.
 */
const ROOMS = 2
/** A worker that ends so often without having answered once will not do better the next time. */
const MOST_DEATHS = 3

/**
 * Checks on worker threads all that can be checked without state: form, calls, signatures. One account always goes to the same thread, whose caches then hold its policy and its expanded
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

  constructor({ chainId, threads, slots = SLOTS, start, stages }: VerifierOptions) {
    this.#stages = stages
    const count = threads === 0 ? availableParallelism() : threads
    this.#start = start ?? (() => startWorker({ chainId }))
    this.#slots = slots
    this.#lanes = Array.from({ length: count }, () => {
      const lane: Lane = {
        worker: this.#start(),
        free: freeRooms(),
        slots: new PolicySlots(slots),
        waiting: new ClaimQueue(),
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

  /** Verifies one transaction. Rejects with LedgerError or RuntimeError and the rule that it breaks. */
  async verify(received: ReceivedTransaction, policyOf: PolicyOf): Promise<VerifiedTransaction> {
    const [verdict] = await this.verifyAll([received], policyOf)
    if (verdict === undefined || verdict instanceof Error) throw verdict
    return verdict
  }

  /**
   * Verifies transactions that came together: one verdict each, in their order, and those of consensus before all that were submitted. `policyOf` is asked at once for the policies of those who
   * sign; who carries none and has none there is refused. Rejects only when the threads fail, which is no verdict on anything.
   */
  verifyAll(
    received: readonly ReceivedTransaction[],
    policyOf: PolicyOf,
    urgency: Urgency = 'submission',
  ): Promise<readonly Verdict[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    if (received.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      const group: Group = { received, verdicts: [], urgency, left: 0, resolve, reject }
      for (let at = 0; at < received.length; at++) {
        const { sender, payer } = received[at]?.envelope ?? { sender: '', payer: null }
        this.#claim({ group, at, isPayer: false, account: sender, policy: policyOf(sender) })
        if (payer !== null) this.#claim({ group, at, isPayer: true, account: payer, policy: policyOf(payer) })
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()))
  }

  #claim(claim: Claim): void {
    const lane = this.#lanes[Number.parseInt(claim.account.slice(2, 8), 16) % this.#lanes.length]
    if (lane === undefined) throw new RangeError('a verifier has at least one thread')
    this.#waiting++
    claim.group.left++
    // What comes in the same turn of the event loop goes in the same message.
    if (lane.waiting.length === 0 && lane.free.length > 0) queueMicrotask(() => ask(lane))
    lane.waiting.push(claim)
  }

  #attend(lane: Lane): void {
    const { worker } = lane
    worker.unref()
    worker.on('message', ({ refusals, busyMs }: VerifyResponse) => {
      const answered = lane.asked.shift()
      if (answered === undefined) return
      const { room, claims } = answered
      lane.deaths = 0
      // Read before something else stands there.
      const weights = claims.map((_, i) => room.layout[i * CLAIM_WORDS + ClaimWord.weight] ?? 0)
      lane.free.push(room)
      ask(lane)
      this.#stages?.add('verify', claims.length, busyMs)
      this.#waiting -= claims.length
      settleAll(claims, refusals, weights)
    })
    worker.on('error', () => {
      // Whatever it was, 'exit' follows.
    })
    worker.on('exit', () => this.#replace(lane))
  }

  /** A worker ended: another one takes over with all that was asked, and knows nothing yet. */
  #replace(lane: Lane): void {
    if (this.#closed) return
    lane.waiting.giveBack(lane.asked.flatMap(({ claims }) => claims))
    lane.asked = []
    lane.slots = new PolicySlots(this.#slots)
    // The one that ends may still be reading.
    lane.free = freeRooms()
    if (++lane.deaths >= MOST_DEATHS) {
      // Not a LedgerError: that would be a verdict on the transaction, and other nodes would find another.
      this.#failure = new Error(`a verification thread ended ${lane.deaths} times without an answer`)
      const lost = lane.waiting.take(lane.waiting.length)
      this.#waiting -= lost.length
      for (const { group } of lost) group.reject(this.#failure)
      return
    }
    lane.worker = this.#start()
    this.#attend(lane)
    ask(lane)
  }
}

function startWorker(workerData: VerifyWorkerData): Worker {
  return new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData })
}

const freeRooms = (): ClaimRoom[] => Array.from({ length: ROOMS }, () => claimRoom())

/** Hands the worker what waits, as far as there is room for it. */
function ask(lane: Lane): void {
  while (lane.waiting.length > 0) {
    const room = lane.free.pop()
    if (room === undefined) return
    let at = 0
    let count = 0
    for (let claim = lane.waiting.at(0); claim !== undefined; claim = lane.waiting.at(count)) {
      const { bytes } = transactionOf(claim)
      const largest = at + ID_BYTES + bytes.length + (claim.policy === undefined ? 0 : MAX_POLICY_BYTES)
      if (count === MOST_CLAIMS || largest > room.bytes.length) break
      at = writeClaim({ lane, room }, claim, { at, number: count++ })
    }
    lane.asked.push({ room, claims: lane.waiting.take(count) })
    const request: VerifyRequest = { memory: room.memory, claims: count }
    lane.worker.postMessage(request)
  }
}

/** Writes a claim into a room, from a byte on; returns where it ends. */
function writeClaim(
  { lane, room }: { readonly lane: Lane; readonly room: ClaimRoom },
  claim: Claim,
  { at, number }: { readonly at: number; readonly number: number },
): number {
  const { layout, bytes } = room
  const { account, policy, isPayer } = claim
  const transaction = transactionOf(claim)
  bytes.subarray(at, at + ID_BYTES).setFromHex(transaction.id.slice(2))
  bytes.set(transaction.bytes, at + ID_BYTES)
  let end = at + ID_BYTES + transaction.bytes.length
  const words = number * CLAIM_WORDS
  layout[words + ClaimWord.isPayer] = isPayer ? 1 : 0
  layout[words + ClaimWord.transactionEnd] = end
  layout[words + ClaimWord.slot] = 0
  if (policy !== undefined) {
    const place = lane.slots.placeOf(account)
    layout[words + ClaimWord.slot] = place.slot
    if (place.isNew) {
      const encoded = encode(Policy, policy)
      bytes.set(encoded, end)
      end += encoded.length
    }
  }
  layout[words + ClaimWord.end] = end
  return end
}

/** Notes what a thread has found, and answers those who have waited for the last of theirs. */
function settleAll(claims: readonly Claim[], refusals: readonly Refusal[], weights: readonly number[]): void {
  let next = 0
  for (let i = 0; i < claims.length; i++) {
    const claim = claims[i]
    if (claim === undefined) continue
    const { group, at } = claim
    const refusal = refusals[next]
    if (refusal?.at === i) {
      next++
      const { isModules, code, message } = refusal
      group.verdicts[at] = isModules ? new RuntimeError(code, message) : new LedgerError(code, message)
    } else group.verdicts[at] ??= asVerified(transactionOf(claim), weights[i] ?? 0)
    if (--group.left === 0) group.resolve(group.verdicts as readonly Verdict[])
  }
}
