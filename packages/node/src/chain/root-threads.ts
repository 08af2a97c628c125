import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { merkleHasher } from '@demiurge/crypto/native'
import {
  type BackgroundRehash,
  Rehash,
  type RehashWork,
  shardBits,
  type TreeMemory,
  WORTH_A_THREAD,
} from '@demiurge/state'
import { RootSignals } from './root-signals.ts'

/** A commit of the largest size takes a second; who has not answered by then will not. */
const TIMEOUT_MS = 60_000
/** Most threads unless more are asked for: a root is loads from memory as much as hashing, and more share that memory only. */
const MOST_THREADS = 4
/** Shards for each who computes: whoever comes late finds some left, at the price of looking at all changes for each. */
const SHARDS_EACH = 2

/** How roots are computed. */
export interface RootThreadsOptions {
  /**
   * Most threads beside the caller's; 1 by default. 0: none, the caller computes all when it needs the root. -1: half as many as there are
   * processors, from 1 to 4, as signatures and execution need processors at the same time.
   */
  readonly threads?: number
  /** Milliseconds after which a thread that does not answer is given up; 60,000 by default. */
  readonly timeoutMs?: number
}

/** What a thread is sent before a work on memory that it does not have. */
export interface SentMemory {
  readonly version: number
  readonly memory: TreeMemory
}

/**
 * Threads that compute state roots beside the one that executes, and together with it when it has to wait. They start with the first
 * commits that are worth it, and do not keep the process alive. They serve several trees, one after the other.
 */
export class RootThreads implements BackgroundRehash {
  readonly #signals = new RootSignals()
  readonly #rehash = new Rehash(merkleHasher)
  readonly #workers: Worker[] = []
  readonly #timeoutMs: number
  #threads: number
  #begun = 0
  /** The memory of the work that was begun last. */
  #memory: TreeMemory | undefined
  /** The memory that the threads have. */
  #known: SentMemory | undefined
  #cause: unknown

  constructor({ threads = 1, timeoutMs = TIMEOUT_MS }: RootThreadsOptions = {}) {
    this.#threads = threads < 0 ? Math.max(1, Math.min(MOST_THREADS, availableParallelism() >> 1)) : threads
    this.#timeoutMs = timeoutMs
  }

  /** Begins a work; waits for the one before if that is not done. Throws when a thread has failed or does not answer. */
  begin(memory: TreeMemory, work: RehashWork): void {
    this.wait()
    const helpers = Math.min(this.#threads, Math.ceil(memory.pendingCount / WORTH_A_THREAD))
    while (this.#workers.length < helpers) this.#start()
    this.#memory = memory
    this.#begun = RootSignals.after(this.#begun)
    const known = this.#known
    const isNew = known === undefined || !isSameMemory(known.memory, memory)
    const { version } = isNew ? this.#send(memory) : known
    const bits = helpers === 0 ? 0 : shardBits(memory, SHARDS_EACH * (helpers + 1))
    const { pendingCount: pending } = memory
    // New memory wakes all: a thread that sleeps on would keep the old one from being collected.
    const woken = isNew ? this.#workers.length : helpers
    this.#signals.begin({ number: this.#begun, work, bits, pending, version }, woken)
  }

  /** Does what nobody has begun, and blocks until the rest is there. Throws when a thread has failed or does not answer. */
  wait(): void {
    const signals = this.#signals
    if (this.#memory !== undefined && !signals.hasFailed)
      for (let shard = signals.claim(); shard !== undefined; shard = signals.claim())
        signals.run(this.#rehash, this.#memory, shard)
    if (!signals.waitFor(this.#begun, this.#timeoutMs))
      throw new Error(`a thread that computes state roots has not answered for ${this.#timeoutMs} ms`)
    if (signals.hasFailed)
      throw new Error('a thread that computes state roots has failed', { cause: this.#cause })
  }

  /**
   * Resolves when `wait` would return or throw at once: when the root is there, or a thread has failed or does not answer. Without threads
   * it resolves at once, and `wait` does the work.
   */
  async ready(): Promise<void> {
    const begun = this.#begun
    // Whoever began another one since then has waited for this one.
    while (this.#workers.length > 0 && begun === this.#begun && !this.#signals.isOver(begun))
      if (!(await this.#signals.change(begun, this.#timeoutMs))) return
  }

  /** Waits for what was begun and ends the threads; from then on the caller computes all. */
  async close(): Promise<void> {
    this.#threads = 0
    await this.ready()
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()))
  }

  /** Sends memory to all threads. */
  #send(memory: TreeMemory): SentMemory {
    const sent = { version: (this.#known?.version ?? 0) + 1, memory: { ...memory } }
    for (const worker of this.#workers) worker.postMessage(sent)
    this.#known = sent
    return sent
  }

  #start(): void {
    const worker = new Worker(new URL('./root-worker.ts', import.meta.url), {
      workerData: this.#signals.memory,
    })
    worker.unref()
    worker.on('error', (error) => {
      this.#cause = error
    })
    // Whatever it was at: the others and whoever waits must hear of it.
    worker.on('exit', () => {
      if (this.#workers.includes(worker)) this.#signals.fail()
    })
    if (this.#known !== undefined) worker.postMessage(this.#known)
    this.#workers.push(worker)
  }
}

/** Whether all arrays are the same; the threads are told anyway how many values are pending. */
function isSameMemory(one: TreeMemory, other: TreeMemory): boolean {
  return (Object.keys(one) as (keyof TreeMemory)[]).every(
    (name) => name === 'pendingCount' || one[name] === other[name],
  )
}
