import { availableParallelism } from 'node:os'
import {
  readCalls,
  readCarried,
  type VerifiedTransaction as Transaction,
  type TransactionCall,
} from '@demiurge/ledger'
import { type ChainTransaction, demiurge } from '@demiurge/modules'
import { type CommitEnvironment, CommitMerge, partsOf, Sharding } from '@demiurge/runtime'
import type { MemoryState, Overlay } from '@demiurge/state'
import { type ExecutedTransaction, executedTransaction } from '../executed-transaction.ts'
import { type LaneOptions, LaneThread } from './lane-thread.ts'

/** Most threads that are used unless more are asked for. */
const MOST_THREADS = 8
/** A commit of less weight is executed before a lane would have been told of it. */
const LEAST_WEIGHT = 250_000
/** Weight of an average commit for which one more lane pays. */
const LANE_WEIGHT = 500_000
const TRANSFER = 'balances.transfer'
/** Lanes that end this often by themselves will not do better the next time. */
const MOST_DEATHS = 8

/** How commits are executed. */
export interface ExecutorOptions extends LaneOptions {
  /** Threads beside the main one; 0: one transaction after the other; -1: two less than there are processors, at most 8. */
  readonly threads: number
  /** Weight of a commit that is worth handing over, and of an average one for which one more lane pays. */
  readonly leastWeight?: number
  readonly laneWeight?: number
  /**
   * Whether plain transfers are load as well (no unless told so). Alone they open no lane: the main thread's shortcut is through with one
   * before a lane's result would have been merged.
   */
  readonly countTransfers?: boolean
}

/** An execution lane and what it has done; lane 0 is the main thread. */
export interface LaneReport {
  readonly lane: number
  /** Of 256, which accounts fall into by the first byte of their address. */
  readonly shards: number
  /** Weight of its shards in an average commit. */
  readonly weight: number
  /** Transactions that it has executed, and those of them whose results did not count. */
  readonly transactions: number
  readonly conflicts: number
}

/** What an executor has done since it began. */
export interface ExecutionReport {
  /** Most lanes that there can be beside the main thread. */
  readonly threads: number
  readonly lanes: readonly LaneReport[]
  /** Transactions that lanes executed ahead of their turn, and those that had to be executed again. */
  readonly speculated: number
  readonly conflicts: number
  /** Lanes that were opened, lanes that were closed, shards that moved, lanes that failed. */
  readonly splits: number
  readonly merges: number
  readonly moves: number
  readonly failures: number
}

/** A lane with its thread. */
interface Lane {
  readonly number: number
  thread: LaneThread
  transactions: number
  conflicts: number
}

/** A commit that is executed in lanes. */
interface CommitWork {
  readonly overlay: Overlay
  readonly environment: CommitEnvironment
  readonly transactions: readonly Transaction[]
  readonly isAnchor: (digest: string) => boolean
}

/**
 * Executes the transactions of commits, in lanes where that pays: threads that follow the state and execute their senders' transactions
 * ahead of their turn. The main thread goes through all in order, takes the results that count, and executes the rest itself.
 */
export class Executor {
  readonly #threads: number
  readonly #options: ExecutorOptions
  readonly #sharding: Sharding
  readonly #lanes = new Map<number, Lane>()
  #speculated = 0
  #conflicts = 0
  #own = 0
  #failures = 0

  constructor(options: ExecutorOptions) {
    const { threads, laneWeight = LANE_WEIGHT } = options
    this.#threads = threads < 0 ? Math.min(MOST_THREADS, Math.max(0, availableParallelism() - 2)) : threads
    this.#options = options
    this.#sharding = new Sharding({ lanes: this.#threads, laneWeight })
  }

  /**
   * Executes the transactions of one commit on its overlay, which nothing was written to yet; what became of them comes in the same order.
   * `isAnchor` says whether a digest is that of a recent checkpoint.
   */
  run(
    overlay: Overlay,
    environment: CommitEnvironment,
    transactions: readonly Transaction[],
    isAnchor: (digest: string) => boolean,
  ): readonly ExecutedTransaction[] {
    const lanes = this.#readyFor(transactions)
    if (lanes.size > 0) return this.#inLanes(lanes, { overlay, environment, transactions, isAnchor })
    this.#own += transactions.length
    const done: ExecutedTransaction[] = []
    // Few at once: what is decoded is executed while it is still in the processor's caches.
    for (const part of partsOf(transactions, ({ weight }) => weight)) {
      const calls = part.map(({ bytes }) => readCalls(bytes))
      const ready = part.map((each, i) => executable(each, calls[i] ?? [], isAnchor))
      for (const [i, receipt] of demiurge.executeAll(overlay, environment, ready).entries()) {
        const transaction = part[i]
        if (transaction === undefined) continue
        done.push(this.#counted(executedTransaction(transaction, receipt, calls[i] ?? [])))
      }
    }
    return done
  }

  /** What is to be done when the overlay has become the state: lanes follow, open and close. */
  follow(state: MemoryState, record: () => Uint8Array): void {
    if (this.#threads === 0) return
    if (this.#lanes.size > 0) this.#tell(record())
    this.#sharding.endCommit()
    const { active } = this.#sharding
    for (const [number, { thread }] of this.#lanes)
      if (thread.isOver || !active.has(number)) {
        if (thread.isOver) this.#failures++
        thread.giveUp()
        this.#lanes.delete(number)
      }
    if (this.#failures >= MOST_DEATHS) return
    for (const number of active)
      if (!this.#lanes.has(number)) this.#lanes.set(number, this.#open(number, state))
  }

  /** What there is and what was done. */
  report(): ExecutionReport {
    const { splits, merges, moves } = this.#sharding.changes
    const lanes = [{ number: 0, transactions: this.#own, conflicts: 0 }, ...this.#lanes.values()]
    return {
      threads: this.#threads,
      lanes: lanes.map(({ number, transactions, conflicts }) => ({
        lane: number,
        ...this.#sharding.shareOf(number),
        transactions,
        conflicts,
      })),
      speculated: this.#speculated,
      conflicts: this.#conflicts,
      splits,
      merges,
      moves,
      failures: this.#failures,
    }
  }

  /** Blocks until every lane has begun and is where the state is. */
  settle(): void {
    for (const { thread } of this.#lanes.values()) thread.settle()
  }

  /** Ends all lanes. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#lanes.values(), ({ thread }) => thread.close()))
    this.#lanes.clear()
  }

  #open(number: number, state: MemoryState): Lane {
    return { number, thread: new LaneThread(state.image(), this.#options), transactions: 0, conflicts: 0 }
  }

  #tell(record: Uint8Array): void {
    for (const { thread } of this.#lanes.values()) thread.follow(record)
  }

  /** Lanes that can be given a share of a commit; none where that does not pay. */
  #readyFor(transactions: readonly Transaction[]): ReadonlyMap<number, Lane> {
    if (this.#lanes.size === 0) return new Map()
    const { leastWeight = LEAST_WEIGHT } = this.#options
    const weight = transactions.reduce((sum, each) => sum + each.weight, 0)
    return weight < leastWeight
      ? new Map()
      : new Map([...this.#lanes].filter(([, { thread }]) => thread.isReady))
  }

  #inLanes(lanes: ReadonlyMap<number, Lane>, commit: CommitWork): readonly ExecutedTransaction[] {
    const { overlay, environment, transactions, isAnchor } = commit
    const seats = this.#share(lanes, commit)
    const merge = new CommitMerge(demiurge, overlay, environment)
    return transactions.map((transaction, index) => {
      const lane = lanes.get(seats[index] ?? 0)
      const taken = lane?.thread.take(merge, lane.number, transaction.id)
      if (lane === undefined) this.#own++
      else this.#note(lane, taken !== undefined)
      const calls = readCalls(transaction.bytes)
      const receipt = taken ?? merge.execute(executable(transaction, calls, isAnchor))
      return this.#counted(executedTransaction(transaction, receipt, calls))
    })
  }

  /** Gives each lane its share and lets it begin; returns the lane of each transaction, 0 where nobody has it. */
  #share(
    lanes: ReadonlyMap<number, Lane>,
    { overlay, environment, transactions, isAnchor }: CommitWork,
  ): Uint8Array {
    const seats = new Uint8Array(transactions.length)
    for (const { thread } of lanes.values()) thread.open(environment)
    for (const [index, transaction] of transactions.entries()) {
      const { id, bytes, envelope } = transaction
      const number = this.#sharding.laneOf(shardOf(transaction))
      const lane = lanes.get(number)
      if (lane?.thread.add({ id, bytes, anchorKnown: isAnchor(envelope.anchor) }) === true)
        seats[index] = number
    }
    for (const { thread } of lanes.values()) thread.begin(overlay)
    return seats
  }

  #note(lane: Lane, counts: boolean): void {
    lane.transactions++
    this.#speculated++
    if (counts) return
    lane.conflicts++
    this.#conflicts++
  }

  /** Counts what was executed as load. */
  #counted(executed: ExecutedTransaction): ExecutedTransaction {
    const { transaction, receipt, methods } = executed
    const isLoad = this.#options.countTransfers === true || methods.some((each) => each !== TRANSFER)
    if (this.#threads > 0 && isLoad) this.#sharding.count(shardOf(transaction), receipt.weight)
    return executed
  }
}

/** The shard of a transaction: the first byte of its sender. */
function shardOf({ envelope }: Transaction): number {
  return Number.parseInt(envelope.sender.slice(2, 4), 16)
}

/** A transaction as rules execute it. */
function executable(
  transaction: Transaction,
  calls: readonly TransactionCall[],
  isAnchor: (digest: string) => boolean,
): ChainTransaction {
  const { id, bytes, envelope } = transaction
  const { sender, anchor } = envelope
  const prepared = demiurge.prepare(calls)
  return { id, sender, prepared, signed: readCarried(transaction), bytes, anchorKnown: isAnchor(anchor) }
}
