import { decode } from '@demiurge/codec'
import { Block, encodeBlock } from '@demiurge/ledger'
import { type CommitLog, openCommitLog } from '@demiurge/store'

/**
 * Every block this node made or took in, on disk before anybody hears of it: the chain's own durability. What a crash takes from
 * memory follows again from these blocks, because the order and its execution are functions of them.
 */
export class BlockLog {
  readonly #log: CommitLog
  /** Where the blocks of a round begin in the log. */
  readonly #firstOfRound = new Map<number, bigint>()

  private constructor(log: CommitLog) {
    this.#log = log
  }

  /** Opens the log in a folder and reads back what it holds. Throws LogError `log.Damaged` when it was changed. */
  static async open(
    directory: string,
  ): Promise<{ readonly log: BlockLog; readonly blocks: readonly Block[] }> {
    const records = await openCommitLog({ directory })
    const log = new BlockLog(records)
    const blocks: Block[] = []
    for await (const { index, payload } of records.replay(records.firstIndex)) {
      const block = decode(Block, payload)
      log.#note(Number(block.header.round), index)
      blocks.push(block)
    }
    return { log, blocks }
  }

  /** Writes a block; it is durable when this returns. */
  append(block: Block): void {
    this.#note(Number(block.header.round), this.#log.appendSync(encodeBlock(block)))
  }

  /** Lets go of everything that was written before the first block of a round above `round`. */
  async forgetThrough(round: number): Promise<void> {
    let first: bigint | undefined
    for (const [of, index] of this.#firstOfRound) {
      if (of <= round) this.#firstOfRound.delete(of)
      else if (first === undefined || index < first) first = index
    }
    if (first !== undefined) await this.#log.truncateBefore(first)
  }

  async close(): Promise<void> {
    await this.#log.close()
  }

  #note(round: number, index: bigint): void {
    if (!this.#firstOfRound.has(round)) this.#firstOfRound.set(round, index)
  }
}
