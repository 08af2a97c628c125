import type { VerifiedBlock } from './verified-block.ts'

interface Waiting {
  readonly block: VerifiedBlock
  readonly missing: Set<string>
  /** What it counts against its author's share. */
  readonly cost: number
}

/**
 * What one author's blocks may hold up: each counts one, and one more for every parent that nobody has seen. A liar can name parents
 * that do not exist, so this bounds both memory and the requests that it makes others send.
 */
const SHARE = 1_024

/** Blocks that wait for a part of their history. A block enters the DAG only when its whole history is there. */
export class BlockBuffer {
  readonly #waiting = new Map<string, Waiting>()
  readonly #waitersOf = new Map<string, Set<string>>()
  readonly #used = new Map<number, number>()

  has(id: string): boolean {
    return this.#waiting.has(id)
  }

  /** Whether a waiting block needs this one. */
  isAwaited(id: string): boolean {
    return this.#waitersOf.has(id)
  }

  /** Keeps a block until the `missing` ones are there; false when its author has used up its share. */
  add(block: VerifiedBlock, missing: readonly string[]): boolean {
    const cost = 1 + missing.filter((id) => !this.#waiting.has(id)).length
    const used = (this.#used.get(block.author) ?? 0) + cost
    if (used > SHARE) return false
    this.#used.set(block.author, used)
    this.#waiting.set(block.id, { block, missing: new Set(missing), cost })
    for (const id of missing) {
      const waiters = this.#waitersOf.get(id) ?? new Set()
      this.#waitersOf.set(id, waiters.add(block.id))
    }
    return true
  }

  /** Tells that a block is in the DAG now, and takes out those that waited for nothing else. */
  release(id: string): readonly VerifiedBlock[] {
    const complete: VerifiedBlock[] = []
    for (const waiter of this.#waitersOf.get(id) ?? []) {
      const waiting = this.#waiting.get(waiter)
      waiting?.missing.delete(id)
      if (waiting?.missing.size === 0) {
        complete.push(waiting.block)
        this.#remove(waiting)
      }
    }
    this.#waitersOf.delete(id)
    return complete
  }

  /**
   * Takes out the blocks of this round and below, whose history no longer matters. `unneeded` are the ids that nobody waits for any
   * more.
   */
  forget(round: number): { readonly blocks: readonly VerifiedBlock[]; readonly unneeded: readonly string[] } {
    const blocks: VerifiedBlock[] = []
    const unneeded: string[] = []
    for (const waiting of this.#waiting.values()) {
      if (waiting.block.round > round) continue
      this.#remove(waiting)
      blocks.push(waiting.block)
      for (const id of waiting.missing) {
        const waiters = this.#waitersOf.get(id)
        waiters?.delete(waiting.block.id)
        if (waiters?.size === 0) {
          this.#waitersOf.delete(id)
          unneeded.push(id)
        }
      }
    }
    return { blocks, unneeded }
  }

  #remove({ block, cost }: Waiting): void {
    this.#waiting.delete(block.id)
    this.#used.set(block.author, (this.#used.get(block.author) ?? cost) - cost)
  }
}
