import { type RecoveryPoint, retainedRound } from '@demiurge/consensus'
import type { Logger } from 'pino'
import type { Disk } from './disk.ts'

/** Now and then makes the store durable and lets go of the blocks that it makes unnecessary. */
export function housekeeping(options: {
  readonly disk: Disk
  readonly every: number
  readonly logger: Logger
}): (height: bigint, point: RecoveryPoint) => void {
  const { disk, every, logger } = options
  return (height, point) => {
    if (height % BigInt(every) !== 0n) return
    disk.archive
      .flush()
      .then(() => disk.blockLog.forgetThrough(retainedRound(point)))
      .catch((error: unknown) => logger.error({ err: error }, 'the block log could not be shortened'))
  }
}
