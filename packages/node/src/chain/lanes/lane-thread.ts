import { Worker } from 'node:worker_threads'
import { encode } from '@demiurge/codec'
import type { ChainTransaction } from '@demiurge/modules'
import { type CommitEnvironment, type CommitMerge, type Receipt, ResultReader } from '@demiurge/runtime'
import type { Overlay, StateImage } from '@demiurge/state'
import {
  executedPart,
  LaneCommit,
  type LaneMemory,
  type LaneStart,
  laneMemory,
  SIGNALS,
  TRANSACTION,
} from './lane-memory.ts'

/** A lane that says nothing for so long while it is waited for is given up; the longest transaction takes a fraction of it. */
const PATIENCE_MS = 2_000
/** The same for its beginning, which nobody waits for while commits are executed. */
const BEGIN_PATIENCE_MS = 60_000
/** Before the lane's thread has begun, no task counts as done. */
const STARTING = -2

/** How a lane works. */
export interface LaneOptions {
  /** Starts its thread. */
  readonly start?: ((begin: LaneStart) => Worker) | undefined
  /** Room for what it is told and what it tells, bytes each. */
  readonly roomBytes?: number | undefined
  /** How long it may say nothing while it is waited for, ms. */
  readonly patienceMs?: number | undefined
}

/** What a lane needs of a transaction. */
export interface LaneTransaction {
  readonly id: string
  /** Canonical bytes with signatures. */
  readonly bytes: Uint8Array
  readonly anchorKnown: boolean
}

/**
 * An execution lane as the main thread sees it: a thread with a copy of the state, which follows every commit by its record and speculates
 * its share of one. Whatever becomes of it, nothing is lost: what it does not answer, the main thread executes.
 */
export class LaneThread {
  readonly #memory: LaneMemory
  readonly #worker: Worker
  readonly #patienceMs: number
  /** Records that the lane has not been given yet. */
  #waiting: Uint8Array[] = []
  #begun = 0
  #isOver = false
  /** The task that is being put together: its transactions, and where they end. */
  #count = 0
  #end = 0
  /** Whether the lane works on it. */
  #isOpen = false
  #reader: ResultReader | undefined
  /** Where in the results that begins which the reader was fed. */
  #fed = 0
  /** Results that were fed to the reader and not taken yet, and those that were taken. */
  #left = 0
  #taken = 0

  /** Starts the thread. The image's memory is handed over to it. */
  constructor(
    image: StateImage,
    { start = startWorker, roomBytes, patienceMs = PATIENCE_MS }: LaneOptions = {},
  ) {
    this.#patienceMs = patienceMs
    this.#memory = laneMemory(roomBytes)
    Atomics.store(this.#memory.signals, SIGNALS.done, STARTING)
    this.#worker = start({ memory: this.#memory, image })
    this.#worker.unref()
    this.#worker.on('error', () => {
      // Whatever it was, 'exit' follows.
    })
    this.#worker.on('exit', () => {
      this.#isOver = true
    })
  }

  /** Whether the lane has ended, or was given up. */
  get isOver(): boolean {
    return this.#isOver || Atomics.load(this.#memory.signals, SIGNALS.done) === -1
  }

  /** Whether it has nothing to do. */
  get isIdle(): boolean {
    return !this.isOver && Atomics.load(this.#memory.signals, SIGNALS.done) === this.#begun
  }

  /** Whether it has the present state, or will when it has done what it was told: it has begun and can be given a share. */
  get isReady(): boolean {
    return (
      !this.isOver &&
      this.#waiting.length === 0 &&
      Atomics.load(this.#memory.signals, SIGNALS.done) !== STARTING
    )
  }

  /** Blocks until it has nothing to do; false when it does not get there. */
  settle(): boolean {
    return this.#waitFor(() => this.isIdle)
  }

  /** Tells the lane what a commit changed. */
  follow(record: Uint8Array): void {
    if (this.isOver) return
    this.#waiting.push(record)
    if (!this.isIdle) return
    const { records, signals } = this.#memory
    let end = 0
    for (const each of this.#waiting) {
      // Copying the whole state anew is dear, but so is following a commit of that size.
      if (end + each.length > records.length) {
        this.giveUp()
        return
      }
      records.set(each, end)
      end += each.length
    }
    this.#waiting = []
    signals[SIGNALS.recordLength] = end
    signals[SIGNALS.transactions] = 0
    this.#post()
  }

  /** Begins a share of a commit. What the lane was told before may still be under way. */
  open(environment: CommitEnvironment): void {
    const { chainId, height, timeMs, epoch, randomness } = environment
    const { tasks } = this.#memory
    const head = encode(LaneCommit, { chainId, height, timeMs, epoch, randomness })
    new DataView(tasks.buffer).setUint32(0, head.length, true)
    tasks.set(head, 4)
    this.#end = 4 + head.length
    this.#count = 0
  }

  /** Adds a transaction to the share; false when there is no room for it. */
  add({ id, bytes, anchorKnown }: LaneTransaction): boolean {
    const { tasks } = this.#memory
    const { isBody, part } = executedPart(bytes)
    const at = this.#end
    const end = at + TRANSACTION.bytes + part.length
    if (end > tasks.length) return false
    tasks[at + TRANSACTION.anchorKnown] = anchorKnown ? 1 : 0
    tasks[at + TRANSACTION.isBody] = isBody ? 1 : 0
    tasks.subarray(at + TRANSACTION.id, at + TRANSACTION.size).setFromHex(id.slice(2))
    for (let i = 0; i < 4; i++) {
      tasks[at + TRANSACTION.size + i] = bytes.length >>> (8 * i)
      tasks[at + TRANSACTION.length + i] = part.length >>> (8 * i)
    }
    tasks.set(part, at + TRANSACTION.bytes)
    this.#end = end
    this.#count++
    return true
  }

  /** Lets the lane execute its share of a commit, whose effects go to an overlay. */
  begin(overlay: Overlay): void {
    this.#reader = new ResultReader(overlay)
    this.#fed = 0
    this.#left = 0
    this.#taken = 0
    this.#isOpen = this.#count > 0 && this.settle()
    if (!this.#isOpen) return
    const { signals } = this.#memory
    signals[SIGNALS.recordLength] = 0
    signals[SIGNALS.transactions] = this.#count
    signals[SIGNALS.transactionsEnd] = this.#end
    signals[SIGNALS.results] = 0
    signals[SIGNALS.resultsEnd] = 0
    this.#post()
  }

  /** The receipt of the next transaction of its share, where the lane's result counts; waits for it. */
  take(merge: CommitMerge<ChainTransaction>, lane: number, id: string): Receipt | undefined {
    const reader = this.#reader
    if (!this.#isOpen || reader === undefined || (this.#left === 0 && !this.#feed(reader))) return undefined
    this.#left--
    this.#taken++
    return merge.take(lane, reader, id)
  }

  /** Ends the thread at once. */
  giveUp(): void {
    this.#isOver = true
    this.#waiting = []
    void this.#worker.terminate()
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    this.#isOver = true
    await this.#worker.terminate()
  }

  /** Gives the reader what results there are, at least one; false when there will be none. */
  #feed(reader: ResultReader): boolean {
    const { signals, results } = this.#memory
    const present = (): boolean => Atomics.load(signals, SIGNALS.results) > this.#taken
    // A lane that is done and has told nothing had no room for more.
    if (!this.#waitFor(() => present() || this.isIdle) || !present()) return false
    this.#left = Atomics.load(signals, SIGNALS.results) - this.#taken
    // The lane may have written more since it was asked how many there are: what comes next begins where the last one that was read ends.
    this.#fed += reader.at
    // A copy: receipts hold views of it.
    reader.feed(results.slice(this.#fed, Atomics.load(signals, SIGNALS.resultsEnd)))
    return true
  }

  /** Blocks until something holds; false when the lane is over first, or says nothing for too long and is given up. */
  #waitFor(holds: () => boolean): boolean {
    const { signals } = this.#memory
    for (;;) {
      const progress = Atomics.load(signals, SIGNALS.progress)
      if (holds()) return true
      if (this.isOver) return false
      const isStarting = Atomics.load(signals, SIGNALS.done) === STARTING
      const patienceMs = isStarting ? BEGIN_PATIENCE_MS : this.#patienceMs
      if (Atomics.wait(signals, SIGNALS.progress, progress, patienceMs) === 'timed-out') this.giveUp()
    }
  }

  #post(): void {
    const { signals } = this.#memory
    this.#begun = (this.#begun + 1) & 0x3fff_ffff
    Atomics.store(signals, SIGNALS.begun, this.#begun)
    Atomics.notify(signals, SIGNALS.begun)
  }
}

function startWorker(begin: LaneStart): Worker {
  const transfer = begin.image.tables.flatMap(({ bytes, index }) => [bytes.buffer, index.entries.buffer])
  return new Worker(new URL('./lane-worker.ts', import.meta.url), {
    workerData: begin,
    transferList: transfer,
  })
}
