import { retainedRound } from '@demiurge/consensus'
import type { Logger } from 'pino'
import type { ExecutedCommit } from './chain/chain.ts'
import type { Disk } from './disk.ts'

/** Now and then makes the store durable and lets go of the blocks that it makes unnecessary. */
export function housekeeping(options: {
  readonly disk: Disk
  readonly every: number
  readonly logger: Logger
}): (executed: Pick<ExecutedCommit, 'commit' | 'point'>) => void {
  const { disk, every, logger } = options
  return ({ commit, point }) => {
    if (commit.index % BigInt(every) !== 0n || point === undefined) return
    disk.archive
      .flush()
      .then(() => disk.blockLog.forgetThrough(commit.epoch, retainedRound(point)))
      .catch((error: unknown) => logger.error({ err: error }, 'the block log could not be shortened'))
  }
}
