import { LIMITS } from '@demiurge/ledger'
import { ConsensusError } from './error.ts'

/** Local timing. None of it affects safety, and the nodes of one committee may differ. All in ms. */
export interface ConsensusParams {
  /** Bound on the time of a message between two honest nodes once the network is well (Delta of PROTOCOL section 2). */
  readonly deltaMs: number
  /** How long a round waits for its leader at first; doubles on consecutive timeouts up to 8 * Delta. */
  readonly leaderTimeoutMs: number
  /** Least time between two blocks of our own while there is work. */
  readonly minRoundDelayMs: number
  /** How long a round lasts when nobody needs one. */
  readonly idleRoundDelayMs: number
}

// 32 blocks a second over all producers (PROTOCOL section 2).
const BLOCKS_PER_SECOND = 32

/** The timing for a committee of `seats` on a wide area network. */
export function defaultParams(seats: number): ConsensusParams {
  return {
    deltaMs: 200,
    leaderTimeoutMs: 400,
    minRoundDelayMs: Math.floor((seats * 1_000) / BLOCKS_PER_SECOND),
    idleRoundDelayMs: 1_000,
  }
}

/** Throws ConsensusError `consensus.BadOptions` on timing that cannot work. */
export function checkParams(params: ConsensusParams): void {
  const { deltaMs, leaderTimeoutMs, minRoundDelayMs, idleRoundDelayMs } = params
  const positive = deltaMs > 0 && leaderTimeoutMs > 0
  if (!positive || minRoundDelayMs < 0 || idleRoundDelayMs < minRoundDelayMs)
    throw new ConsensusError(
      'consensus.BadOptions',
      `deltaMs ${deltaMs} and leaderTimeoutMs ${leaderTimeoutMs} must be above 0, minRoundDelayMs ${minRoundDelayMs} between 0 and idleRoundDelayMs ${idleRoundDelayMs}`,
    )
}

/** Rounds behind a committed leader that may still enter the order; also how far back a block may reach for a parent. */
export const DEPTH: number = LIMITS.depth
