import { decode } from '@demiurge/codec'
import { Block, encodeBlockInParts } from '@demiurge/ledger'
import { type CommitLog, openCommitLog } from '@demiurge/store'

/**
 * Every block this node made or took in: the chain's own durability. What a crash takes from memory follows again from these blocks,
 * because the order and its execution are functions of them. Writing does not hold up the caller; nobody may hear of a block, or of
 * anything that follows from it, before `durable` has resolved.
 */
export class BlockLog {
  readonly #log: CommitLog
  /** Where the blocks of a round of an epoch begin in the log. */
  readonly #firstOf = new Map<number, number>()
  #written: Promise<unknown> = Promise.resolve()

  private constructor(log: CommitLog) {
    this.#log = log
  }

  /** Opens the log in a folder and reads back what it holds. Throws StoreError `log.Damaged` when it was changed. */
  static async open(
    directory: string,
    onNotice: (notice: string) => void,
  ): Promise<{ readonly log: BlockLog; readonly blocks: readonly Block[] }> {
    const records = await openCommitLog({ directory, onNotice })
    const log = new BlockLog(records)
    const blocks: Block[] = []
    for await (const { index, payload } of records.replay()) {
      const block = decode(Block, payload)
      log.#note(positionOf(block.header), index)
      blocks.push(block)
    }
    return { log, blocks }
  }

  /** Starts to write a block. */
  append(block: Block): void {
    this.#note(positionOf(block.header), this.#log.nextIndex)
    // Appends resolve in their order: the last one's durability is that of all before it.
    this.#written = this.#log.append({ parts: encodeBlockInParts(block) })
    this.#written.catch(() => {})
  }

  /** Resolves when every block appended so far survives a loss of power; rejects when one could not be written. */
  async durable(): Promise<void> {
    await this.#written
  }

  /** Lets go of everything that was written before the first block above `round` of `epoch`, or of a later epoch. */
  async forgetThrough(epoch: bigint, round: number): Promise<void> {
    const position = positionOf({ epoch, round: BigInt(Math.max(0, round)) })
    let first: number | undefined
    for (const [of, index] of this.#firstOf) {
      if (of <= position) this.#firstOf.delete(of)
      else if (first === undefined || index < first) first = index
    }
    if (first !== undefined) await this.#log.truncateBefore(first)
  }

  async close(): Promise<void> {
    await this.#log.close()
  }

  #note(position: number, index: number): void {
    if (!this.#firstOf.has(position)) this.#firstOf.set(position, index)
  }
}

/** Epoch and round as one number that orders them; exact for 2^21 epochs of 2^32 rounds. */
function positionOf({ epoch, round }: { readonly epoch: bigint; readonly round: bigint }): number {
  return Number((epoch << 32n) | round)
}
