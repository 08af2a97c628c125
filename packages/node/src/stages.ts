/**
 * The stations of a transaction on its way through the node, in order. `receive`: bytes to a checked transaction. `verify`: signatures, on
 * threads of their own. `order`: rounds, votes and the making of blocks. `execute`: modules and state. `root`: what is waited for
 * the Merkle tree, which a thread of its own computes. `log`: blocks
 * durable on disk. `persist`: the archive. `publish`: those who follow are told.
 */
export const STAGES = ['receive', 'verify', 'order', 'execute', 'root', 'log', 'persist', 'publish'] as const
export type StageName = (typeof STAGES)[number]

/** What a stage has done since the start of the node. */
export interface StageTimes {
  readonly name: StageName
  /** Transactions that went through (`order`, `log`: blocks). */
  readonly items: number
  /** Time spent on them, ms: of the main thread alone for stages that only compute there, from begin to end for those that wait for a disk or a thread. */
  readonly busyMs: number
  /** The longest single piece of work, ms. */
  readonly longestMs: number
}

interface Stage {
  items: number
  busyMs: number
  longestMs: number
}

/**
 * Where the node's time goes. Pieces of work nest: what an inner one takes is not counted for the outer one, so that the times of the stages
 * that compute on the main thread add up.
 */
export class Stages {
  readonly #now: () => number
  readonly #stages = new Map<StageName, Stage>(
    STAGES.map((name) => [name, { items: 0, busyMs: 0, longestMs: 0 }]),
  )
  /** Time that inner pieces took, for each piece that is open. */
  readonly #inner: number[] = []

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Does a piece of work of a stage that computes on the main thread, for so many transactions. */
  run<T>(name: StageName, items: number, work: () => T): T {
    const start = this.#now()
    this.#inner.push(0)
    try {
      return work()
    } finally {
      const whole = this.#now() - start
      const inner = this.#inner.pop() ?? 0
      const outer = this.#inner.length - 1
      if (outer >= 0) this.#inner[outer] = (this.#inner[outer] ?? 0) + whole
      this.add(name, items, whole - inner)
    }
  }

  /** Waits for a piece of work of a stage that has a disk or a thread to itself. */
  async await<T>(name: StageName, items: number, work: () => Promise<T>): Promise<T> {
    const start = this.#now()
    try {
      return await work()
    } finally {
      this.add(name, items, this.#now() - start)
    }
  }

  /** Counts a piece of work that was measured elsewhere. */
  add(name: StageName, items: number, ms: number): void {
    const stage = this.#stages.get(name)
    if (stage === undefined) return
    stage.items += items
    stage.busyMs += ms
    if (ms > stage.longestMs) stage.longestMs = ms
  }

  /** What every stage has done so far, in order. */
  times(): readonly StageTimes[] {
    return [...this.#stages].map(([name, stage]) => ({ name, ...stage }))
  }
}
