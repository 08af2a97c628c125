import type { BlockSummary } from '@demiurge/api'
import type { VerifiedBlock } from '@demiurge/consensus'

/** DAG blocks that the live view can ask for. */
const MOST = 4_096

/** The newest DAG blocks, for those who want to look at the graph. */
export class RecentBlocks {
  readonly #blocks: BlockSummary[] = []

  add(block: VerifiedBlock, transactions: number): void {
    const { parents, payloadBytes, timestampMs, round, author } = block.header
    this.#blocks.push({ id: block.id, round, author, parents, timestampMs, transactions, payloadBytes })
    if (this.#blocks.length > 2 * MOST) this.#blocks.splice(0, this.#blocks.length - MOST)
  }

  /** Blocks of the last rounds, oldest first. */
  ofLastRounds(rounds: number): readonly BlockSummary[] {
    const newest = this.#blocks.at(-1)?.round ?? 0n
    return this.#blocks.slice(-MOST).filter(({ round }) => round > newest - BigInt(rounds))
  }
}
