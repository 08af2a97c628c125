import { Worker } from 'node:worker_threads'
import type { BackgroundRehash, TreeMemory } from '@demiurge/state'

/** What the two threads tell each other in shared numbers, by position. */
export const SIGNALS = {
  /** Commits that were begun. */
  begun: 0,
  /** Commits that are done; -1 when the thread has failed. */
  done: 1,
  /** Whether new memory was sent along with the last commit. */
  sent: 2,
  /** Values that are pending in it. */
  pending: 3,
} as const

/** A commit of the largest size takes a second; who has not answered by then will not. */
const TIMEOUT_MS = 60_000

/**
 * A thread that computes state roots beside the one that executes. It starts with the first commit that is worth it, and does not keep
 * the process alive.
 */
export class RootThread implements BackgroundRehash {
  readonly #signals = new Int32Array(new SharedArrayBuffer(16))
  #worker: Worker | undefined
  #begun = 0
  /** The memory that the thread has. */
  #known: TreeMemory | undefined

  begin(memory: TreeMemory): void {
    const signals = this.#signals
    this.#worker ??= this.#start()
    const isNew = this.#known === undefined || !isSameMemory(this.#known, memory)
    if (isNew) {
      this.#known = { ...memory }
      this.#worker.postMessage(this.#known)
    }
    signals[SIGNALS.sent] = isNew ? 1 : 0
    signals[SIGNALS.pending] = memory.pendingCount
    this.#begun = (this.#begun + 1) & 0x3fff_ffff
    Atomics.store(signals, SIGNALS.begun, this.#begun)
    Atomics.notify(signals, SIGNALS.begun)
  }

  /** Blocks until the root is there. Throws when the thread has failed or does not answer. */
  wait(): void {
    const signals = this.#signals
    for (;;) {
      const done = Atomics.load(signals, SIGNALS.done)
      if (done === this.#begun) return
      if (done < 0) throw new Error('the thread that computes state roots has failed')
      if (Atomics.wait(signals, SIGNALS.done, done, TIMEOUT_MS) === 'timed-out')
        throw new Error(`the thread that computes state roots has not answered for ${TIMEOUT_MS} ms`)
    }
  }

  /** Resolves when `wait` would return or throw at once: when the root is there, or the thread has failed or does not answer. */
  async ready(): Promise<void> {
    const signals = this.#signals
    const begun = this.#begun
    // Whoever began another one since then has waited for this one.
    while (begun === this.#begun) {
      const done = Atomics.load(signals, SIGNALS.done)
      if (done === begun || done < 0) return
      if ((await Atomics.waitAsync(signals, SIGNALS.done, done, TIMEOUT_MS).value) === 'timed-out') return
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./root-worker.ts', import.meta.url), { workerData: this.#signals })
    worker.unref()
    return worker
  }
}

/** Whether all arrays are the same; the thread is told anyway how many values are pending. */
function isSameMemory(one: TreeMemory, other: TreeMemory): boolean {
  return (Object.keys(one) as (keyof TreeMemory)[]).every(
    (name) => name === 'pendingCount' || one[name] === other[name],
  )
}
