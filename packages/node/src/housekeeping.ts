import { retainedRound } from '@demiurge/consensus'
import type { Logger } from 'pino'
import type { ExecutedCommit } from './chain/chain.ts'
import type { Disk } from './disk.ts'

/** Commits between two rounds of pruning, and the most entries that one of them removes: the archive is never held up for long. */
const PRUNE_EVERY = 64n
const PRUNED_AT_ONCE = 2_048

/**
 * Now and then makes the store durable, lets go of the blocks in the log that it makes unnecessary, and of commits that are older than
 * the newest `keep` (-1: of none). Resolves when the next commit may be written.
 */
export function housekeeping(options: {
  readonly disk: Disk
  readonly every: number
  readonly keep: number
  readonly logger: Logger
}): (executed: Pick<ExecutedCommit, 'commit' | 'point'>) => Promise<void> {
  const { disk, every, keep, logger } = options
  return async ({ commit, point }) => {
    const { archive, blockLog } = disk
    if (keep > 0 && commit.index % PRUNE_EVERY === 0n)
      await archive.prune(commit.index - BigInt(keep) + 1n, PRUNED_AT_ONCE)
    if (commit.index % BigInt(every) !== 0n || point === undefined) return
    archive
      .flush()
      .then(() => blockLog.forgetThrough(commit.epoch, retainedRound(point)))
      .catch((error: unknown) => logger.error({ err: error }, 'the block log could not be shortened'))
  }
}
