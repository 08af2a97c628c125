import type { BlockSummary, LeaderSlot } from '@demiurge/api'
import type { VerifiedBlock } from '@demiurge/consensus'
import type { ExecutedCommit } from '../chain/chain.ts'

/** DAG blocks and leaders that the live view can ask for. */
const MOST = 4_096

/** The newest DAG blocks and committed leaders of the epoch, for those who want to look at the graph. */
export class RecentBlocks {
  #blocks: BlockSummary[] = []
  /** Commits by the round of their leader. */
  #committed = new Map<bigint, { readonly height: bigint; readonly author: number }>()
  #epoch = 0n
  #lastCommitted = 0n

  /** A block entered the DAG. */
  add(block: VerifiedBlock, transactions: number): void {
    const { parents, payloadBytes, timestampMs, round, author, epoch } = block.header
    this.#enter(epoch)
    this.#blocks.push({
      id: block.id,
      epoch,
      round,
      author,
      parents,
      timestampMs,
      transactions,
      payloadBytes,
    })
    if (this.#blocks.length > 2 * MOST) this.#blocks.splice(0, this.#blocks.length - MOST)
  }

  /** A commit was executed. */
  onCommit({ commit, leader }: Pick<ExecutedCommit, 'commit' | 'leader'>): void {
    this.#enter(commit.epoch)
    this.#committed.set(leader.round, { height: commit.index, author: leader.author })
    this.#lastCommitted = leader.round
    if (this.#committed.size <= MOST) return
    for (const oldest of this.#committed.keys()) {
      this.#committed.delete(oldest)
      return
    }
  }

  /** The round of the newest block or leader. */
  get newestRound(): bigint {
    const newest = this.#blocks.at(-1)?.round ?? 0n
    return newest > this.#lastCommitted ? newest : this.#lastCommitted
  }

  /** Blocks of the last rounds, oldest first. */
  ofLastRounds(rounds: number): readonly BlockSummary[] {
    const least = this.newestRound - BigInt(rounds)
    return this.#blocks.slice(-MOST).filter(({ round }) => round > least)
  }

  /** What became of a round's leader slot, and the height of the commit that it made. `drawn` led where none was committed. */
  slotOf(round: bigint, drawn: number): LeaderSlot {
    const commit = this.#committed.get(round)
    if (commit !== undefined) return { round, decision: 'committed', ...commit }
    return { round, author: drawn, decision: round < this.#lastCommitted ? 'skipped' : 'open', height: null }
  }

  /** Rounds begin again with each epoch. */
  #enter(epoch: bigint): void {
    if (epoch <= this.#epoch) return
    this.#epoch = epoch
    this.#blocks = []
    this.#committed = new Map()
    this.#lastCommitted = 0n
  }
}
