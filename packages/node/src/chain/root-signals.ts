/** How threads that compute a state root together share it out: by numbers in memory that all of them see, without messages. @module */
import type { Rehash, RehashWork, TreeMemory } from '@demiurge/state'

/** A work that was begun. */
export interface BegunWork {
  /** Works that were begun before, and this one; from 0 again after 2^20. */
  readonly number: number
  readonly work: RehashWork
  /** Bits of the shards. */
  readonly bits: number
  /** Values that are pending in the memory. */
  readonly pending: number
  /** Which memory it is, of those that were sent. */
  readonly version: number
}

/** Positions of the numbers. */
const AT = {
  /** The number of the work that was begun last, and how many of its shards nobody has claimed: see `claimOf`. */
  claim: 0,
  /** Shards that are not done. */
  left: 1,
  /** Number of the work that is done; FAILED when a thread has failed, for ever. */
  done: 2,
  number: 3,
  leavesOnly: 4,
  bits: 5,
  pending: 6,
  version: 7,
} as const
const FAILED = -1

/** Numbers of works have 20 bits; a claim has 10 more for the shards that are left. */
const NUMBERS = 2 ** 20
const CLAIM_BITS = 10
const UNCLAIMED = 2 ** CLAIM_BITS - 1

/**
 * The numbers. A shard is claimed by taking one from `claim`, which holds the work's number as well: nobody claims from a work that is
 * over, however late they wake, and as long as a claimed shard is not done no other work begins. So whoever has claimed may read the rest.
 */
export class RootSignals {
  readonly memory: Int32Array

  /** Of the memory that another thread made, or of new memory. */
  constructor(memory: Int32Array = new Int32Array(new SharedArrayBuffer(Object.keys(AT).length * 4))) {
    this.memory = memory
  }

  /** The number of the work after another. */
  static after(number: number): number {
    return (number + 1) % NUMBERS
  }

  /** Begins a work, once the one before is done, and wakes up to `helpers` threads that wait for one. */
  begin({ number, work, bits, pending, version }: BegunWork, helpers: number): void {
    const { memory } = this
    memory[AT.number] = number
    memory[AT.leavesOnly] = work === 'leaves' ? 1 : 0
    memory[AT.bits] = bits
    memory[AT.pending] = pending
    memory[AT.version] = version
    memory[AT.left] = 2 ** bits
    Atomics.store(memory, AT.claim, (number << CLAIM_BITS) | (2 ** bits))
    Atomics.notify(memory, AT.claim, helpers)
  }

  /** A shard of the present work that is now the caller's to do, or nothing when all are claimed. */
  claim(): number | undefined {
    for (;;) {
      const claim = Atomics.load(this.memory, AT.claim)
      const unclaimed = claim & UNCLAIMED
      if (unclaimed === 0) return undefined
      if (Atomics.compareExchange(this.memory, AT.claim, claim, claim - 1) === claim) return unclaimed - 1
    }
  }

  /** Blocks until a work was begun, unless something can be claimed already. */
  waitForWork(): void {
    const claim = Atomics.load(this.memory, AT.claim)
    if ((claim & UNCLAIMED) === 0) Atomics.wait(this.memory, AT.claim, claim)
  }

  /** Which memory the work of a claimed shard is on, and the values that are pending in it. */
  get claimed(): { readonly version: number; readonly pending: number } {
    return { version: this.memory[AT.version] ?? 0, pending: this.memory[AT.pending] ?? 0 }
  }

  /** Does a shard that was claimed; with the last one to be done also what stands above all, and tells that the work is done. */
  run(rehash: Rehash, tree: TreeMemory, shard: number): void {
    const { memory } = this
    const bits = memory[AT.bits] ?? 0
    const work = memory[AT.leavesOnly] === 1 ? 'leaves' : 'root'
    try {
      rehash.runShard(tree, { bits, number: shard }, work)
      if (Atomics.sub(memory, AT.left, 1) > 1) return
      if (work === 'root') rehash.finish(tree, bits)
    } catch (error) {
      this.fail()
      throw error
    }
    const before = Atomics.load(memory, AT.done)
    // Only one thread at a time comes here; where the exchange fails a thread has failed.
    if (before !== FAILED) Atomics.compareExchange(memory, AT.done, before, memory[AT.number] ?? 0)
    Atomics.notify(memory, AT.done)
  }

  /** Tells all that a thread has failed: nobody knows what the tree's memory holds. */
  fail(): void {
    Atomics.store(this.memory, AT.done, FAILED)
    Atomics.notify(this.memory, AT.done)
  }

  /** Whether a thread has failed. */
  get hasFailed(): boolean {
    return Atomics.load(this.memory, AT.done) === FAILED
  }

  /** Whether a work is over: done, or given up because a thread has failed. */
  isOver(number: number): boolean {
    const done = Atomics.load(this.memory, AT.done)
    return done === number || done === FAILED
  }

  /** Blocks until a work is over; false when it is not after `timeoutMs`. */
  waitFor(number: number, timeoutMs: number): boolean {
    const { memory } = this
    for (;;) {
      const done = Atomics.load(memory, AT.done)
      if (done === number || done === FAILED) return true
      if (Atomics.wait(memory, AT.done, done, timeoutMs) === 'timed-out') return this.isOver(number)
    }
  }

  /** Resolves as soon as something is done or has failed, or a work is over already; false after `timeoutMs`. */
  async change(number: number, timeoutMs: number): Promise<boolean> {
    const done = Atomics.load(this.memory, AT.done)
    if (done === number || done === FAILED) return true
    return (await Atomics.waitAsync(this.memory, AT.done, done, timeoutMs).value) !== 'timed-out'
  }
}
