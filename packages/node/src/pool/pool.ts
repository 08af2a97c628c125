import { LedgerError, type VerifiedTransaction } from '@demiurge/ledger'
import { Cheapest } from './cheapest.ts'
import {
  type Account,
  type BlockLimits,
  bestFirst,
  type Departure,
  type Entry,
  forgetIfEmpty,
  type Lane,
  ownMemory,
  PAYLOAD_OFFSET_BYTES,
  type PoolLimits,
} from './entry.ts'

type Transaction = VerifiedTransaction

/** How far a nonce may be ahead of the lane's next one and still wait. */
export const NONCES_AHEAD = 16_384n

/** A replacement must tip at least this much more, per cent: otherwise replacing would be a free way to make everyone work. */
const REPLACEMENT_PERCENT = 10n

/**
 * Verified transactions that wait for a block: by lane in order of nonce, between lanes by tip. Bounded in number, bytes and for each
 * account; when it is full the smallest tip makes room for a larger one, so a flood of cheap transactions displaces only itself.
 */
export class Pool {
  readonly #limits: PoolLimits
  readonly #nextNonce: (account: string, lane: number) => bigint
  readonly #byId = new Map<string, Entry>()
  readonly #accounts = new Map<string, Account>()
  /** Lanes' next entries, best first. Entries that are gone or taken are skipped when they come up. */
  #ready = bestFirst()
  readonly #cheapest = new Cheapest()
  #bytes = 0
  #arrivals = 0
  /** Those that had arrived at the last sweep. */
  #sweptArrivals = 0
  #untaken = 0
  #onDeparture: (transaction: Transaction, why: Departure) => void = () => {}

  constructor(limits: PoolLimits, nextNonce: (account: string, lane: number) => bigint) {
    this.#limits = limits
    this.#nextNonce = nextNonce
  }

  /** Who is told of a transaction that leaves without having been executed. */
  set onDeparture(listener: (transaction: Transaction, why: Departure) => void) {
    this.#onDeparture = listener
  }

  get size(): number {
    return this.#byId.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Transactions that are in no block yet. */
  get waiting(): number {
    return this.#untaken
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  get(id: string): Transaction | undefined {
    return this.#byId.get(id)?.transaction
  }

  /** The nonce after the last consecutive one that is known here: what a client should use next. */
  nonceAfter(account: string, laneNumber: number): bigint {
    const next = this.#nextNonce(account, laneNumber)
    const lane = this.#accounts.get(account)?.lanes.get(laneNumber)
    let nonce = next
    while (lane?.entries.has(nonce)) nonce++
    return nonce
  }

  /** Throws LedgerError `pool.…` when a transaction of this shape would not be taken; cheap, asked before signatures are verified. */
  checkRoom(account: string, laneNumber: number, nonce: bigint, tip: bigint, bytes: number): void {
    const known = this.#accounts.get(account)
    const rival = known?.lanes.get(laneNumber)?.entries.get(nonce)
    if (rival !== undefined) {
      if (rival.state === 'taken')
        throw new LedgerError('pool.InBlock', `nonce ${nonce} is in a block already and cannot be replaced`)
      const least = (rival.tip * (100n + REPLACEMENT_PERCENT)) / 100n + 1n
      if (tip < least)
        throw new LedgerError(
          'pool.Underpriced',
          `nonce ${nonce} waits with a tip of ${rival.tip} sparks; tip at least ${least} to replace it`,
        )
      return
    }
    const mine = known?.size ?? 0
    if (mine >= this.#limits.perAccount)
      throw new LedgerError(
        'pool.TooManyOfAccount',
        `${mine} transactions of this account wait, the limit is ${this.#limits.perAccount}`,
      )
    if (this.#isFull(bytes)) {
      const cheapest = this.#cheapest.peek()
      if (cheapest === undefined || cheapest.tip >= tip)
        throw new LedgerError(
          'pool.Full',
          `the pool is full; tip more than ${cheapest?.tip ?? 0n} sparks or try again later`,
        )
    }
  }

  /** Takes a verified transaction in. Throws LedgerError `pool.…`. */
  add(transaction: Transaction): void {
    if (this.#byId.has(transaction.id)) return
    const { sender, lane: laneNumber, nonce, tip } = transaction.envelope
    this.checkRoom(sender, laneNumber, nonce, tip, transaction.bytes.length)
    const lane = this.#laneOf(sender, laneNumber)
    const rival = lane.entries.get(nonce)
    if (rival !== undefined) this.#depart(rival, 'displaced')
    while (this.#isFull(transaction.bytes.length)) {
      const cheapest = this.#cheapest.peek()
      if (cheapest === undefined) break
      this.#depart(cheapest, 'displaced')
    }
    const entry: Entry = { transaction, lane, nonce, tip, arrival: this.#arrivals++, state: 'waiting' }
    // Making room may have emptied the account, and with it the lane, and thrown both out.
    this.#accounts.set(sender, lane.account)
    lane.account.lanes.set(laneNumber, lane)
    lane.account.size++
    lane.entries.set(nonce, entry)
    this.#byId.set(transaction.id, entry)
    this.#bytes += transaction.bytes.length
    this.#untaken++
    this.#cheapest.push(entry)
    if (nonce === lane.offer) this.#ready.push(entry)
  }

  /** The best transactions that fit a block, each lane in order. They stay known here until `settle` says what became of them. */
  take(
    limits: BlockLimits,
    time: { readonly nowMs: bigint; readonly commitMs: bigint },
  ): readonly Transaction[] {
    const taken: Transaction[] = []
    const held: Entry[] = []
    let { bytes, weight } = limits
    while (taken.length < limits.count) {
      const entry = this.#nextReady(time, held)
      if (entry === undefined) break
      const { transaction } = entry
      bytes -= transaction.bytes.length + PAYLOAD_OFFSET_BYTES
      weight -= transaction.weight
      if (bytes < 0 || weight < 0) {
        held.push(entry)
        break
      }
      this.#take(entry)
      taken.push(transaction)
    }
    for (const entry of held) this.#ready.push(entry)
    return taken
  }

  /** A block of somebody else has these transactions: they are not put into one of ours as well. */
  include(transactions: Iterable<Transaction>): void {
    for (const { id } of transactions) {
      const entry = this.#byId.get(id)
      if (entry?.state !== 'waiting') continue
      entry.state = 'taken'
      this.#untaken--
      this.#offerNext(entry.lane)
    }
  }

  /** Transactions whose block never entered the order: they wait again. */
  giveBack(transactions: Iterable<Transaction>): void {
    for (const { id } of transactions) {
      const entry = this.#byId.get(id)
      if (entry?.state !== 'taken') continue
      entry.state = 'waiting'
      this.#untaken++
      this.#cheapest.push(entry)
      entry.lane.offer = entry.lane.next
      this.#offerNext(entry.lane)
    }
  }

  /** An epoch is over: what is in blocks of it that were not ordered in time waits again. */
  giveBackAll(): void {
    this.giveBack([...this.#byId.values()].map(({ transaction }) => transaction))
  }

  /** The transactions that have waited longest, at most so many. */
  oldest(most: number): readonly Transaction[] {
    const found: Transaction[] = []
    for (const { transaction, state } of this.#byId.values()) {
      if (found.length >= most) break
      if (state === 'waiting') found.push(transaction)
    }
    return found
  }

  /** Forgets transactions that a commit executed or dropped, and follows their lanes to the state's nonces. */
  settle(transactions: Iterable<Transaction>): void {
    const lanes = new Set<Lane>()
    for (const { id, envelope } of transactions) {
      const entry = this.#byId.get(id)
      // Others may have executed a transaction of a lane of which later ones wait here.
      const { sender, lane: number } = envelope
      const lane = entry?.lane ?? this.#accounts.get(sender)?.lanes.get(number)
      if (lane !== undefined) lanes.add(lane)
      if (entry !== undefined) this.#remove(entry)
    }
    for (const lane of lanes) this.#follow(lane)
  }

  /**
   * Removes what can no longer be included; `take` never hands such a transaction out in between. Called every few seconds: what has
   * waited since the last time gets memory of its own, as it may be the last that holds the memory of the whole batch it came in.
   */
  sweep(timeMs: bigint): void {
    for (const entry of this.#byId.values()) {
      if (entry.state !== 'waiting') continue
      if (entry.transaction.envelope.validUntil < timeMs) this.#depart(entry, 'expired')
      else if (entry.arrival < this.#sweptArrivals) entry.transaction = ownMemory(entry.transaction)
    }
    this.#sweptArrivals = this.#arrivals
  }

  /** The best entry that can go into a block now; those whose window is not open yet are put aside. */
  #nextReady(time: { readonly nowMs: bigint; readonly commitMs: bigint }, held: Entry[]): Entry | undefined {
    for (;;) {
      const entry = this.#ready.pop()
      if (entry === undefined) return undefined
      if (entry.state !== 'waiting' || entry.nonce !== entry.lane.offer) continue
      const { validFrom, validUntil } = entry.transaction.envelope
      if (validUntil < time.nowMs) this.#depart(entry, 'expired')
      // Commit time never goes backwards: a window that is open for the newest commit is open for the next one.
      else if (validFrom > time.commitMs) held.push(entry)
      else return entry
    }
  }

  #take(entry: Entry): void {
    entry.state = 'taken'
    this.#untaken--
    this.#offerNext(entry.lane)
  }

  /** Moves a lane's offer past what is in blocks already. */
  #offerNext(lane: Lane): void {
    while (lane.entries.get(lane.offer)?.state === 'taken') lane.offer++
    const ready = lane.entries.get(lane.offer)
    if (ready !== undefined) this.#ready.push(ready)
  }

  #follow(lane: Lane): void {
    lane.next = this.#nextNonce(lane.account.address, lane.number)
    for (const entry of lane.entries.values()) if (entry.nonce < lane.next) this.#depart(entry, 'superseded')
    lane.offer = lane.next
    this.#offerNext(lane)
    forgetIfEmpty(lane)
  }

  #laneOf(address: string, number: number): Lane {
    const account = this.#accounts.get(address) ?? { address, lanes: new Map(), size: 0 }
    const known = account.lanes.get(number)
    if (known !== undefined) return known
    const next = this.#nextNonce(address, number)
    return { account, number, entries: new Map(), next, offer: next }
  }

  #isFull(bytes: number): boolean {
    return this.#byId.size >= this.#limits.transactions || this.#bytes + bytes > this.#limits.bytes
  }

  #depart(entry: Entry, why: Departure): void {
    if (entry.state === 'gone') return
    this.#remove(entry)
    this.#onDeparture(entry.transaction, why)
  }

  #remove(entry: Entry): void {
    if (entry.state === 'gone') return
    if (entry.state === 'waiting') this.#untaken--
    entry.state = 'gone'
    const { lane, transaction } = entry
    this.#byId.delete(transaction.id)
    this.#bytes -= transaction.bytes.length
    if (lane.entries.get(entry.nonce) === entry) lane.entries.delete(entry.nonce)
    forgetIfEmpty(lane)
    if (--lane.account.size === 0) this.#accounts.delete(lane.account.address)
    this.#cheapest.compact(this.#byId.values(), this.#byId.size)
  }
}
