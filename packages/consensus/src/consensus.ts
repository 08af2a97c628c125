import type { MerkleHasher } from '@demiurge/crypto'
import { type Checkpoint, type Committee, committeeRoot } from '@demiurge/ledger'
import { checkCommittee, createDraw, createVoters } from './committee.ts'
import { Core } from './core.ts'
import type { Env, Timer } from './env.ts'
import { ConsensusError } from './error.ts'
import type { RecoveryPoint } from './linearise.ts'
import type { ControlMessage } from './message.ts'
import { type ConsensusParams, checkParams } from './params.ts'
import type { ScheduleRecord } from './schedule.ts'
import type { VerifiedBlock } from './verified-block.ts'

/** What a node finds on its disk after a restart. */
export interface Recovered {
  /** All blocks that were persisted, of rounds above `retainedRound(point)`; in any order, duplicates allowed. */
  readonly blocks: readonly VerifiedBlock[]
  /** Our own latest block, also when it is older; null when this seat has never signed one. */
  readonly lastOwn: VerifiedBlock | null
  /** The point stored with the last commit that was executed durably; null when there is none. */
  readonly point: RecoveryPoint | null
}

export interface ConsensusOptions {
  readonly committee: Committee
  /** Our position in the committee, or null for an observer: it follows the order and makes no blocks. */
  readonly seat: number | null
  readonly chainId: string
  /**
   * The checkpoint that opens the epoch: the closing one of the epoch before, or that of genesis. The epoch's first blocks are built on
   * its digest, the commits go on from its index, and its `closing` says who sits in the committee and how leaders are drawn.
   */
  readonly opening: Checkpoint
  readonly params: ConsensusParams
  readonly env: Env
  readonly recovered?: Recovered
  /** Commits between two changes of the leader schedule, the same for the whole committee; by default as many as its size asks for. */
  readonly scheduleWindow?: number
  /** A faster SHA-256 for signing roots. */
  readonly hasher?: MerkleHasher
}

/** Where the core stands. */
export interface Status {
  readonly round: number
  /** The highest round that somebody has a block of. */
  readonly highestRound: number
  readonly decidedRound: number
  /** The last commit handed out. */
  readonly commitIndex: bigint
  readonly commitDigest: string
  /** Blocks of this round and below can no longer enter the order. */
  readonly garbageRound: number
  /** Blocks of this round and below have left memory. What a disk may drop follows from its own point: `retainedRound(point)`. */
  readonly retainedRound: number
  /** Who does not lead, and how the seats do in the present window. */
  readonly schedule: ScheduleRecord
}

/**
 * The ordering of blocks by a committee (PROTOCOL sections 2 and 3): inputs in, actions out through `Env`. No clock, no I/O, no
 * randomness of its own; the same inputs give the same actions.
 */
export interface Consensus {
  /** Restores, hands out the commits after the recovery point again, and begins. Call once, before anything else. */
  start(): void
  /** A verified block whose payload is at hand; `from` is the seat that sent it, null when it came by gossip. */
  onBlock(block: VerifiedBlock, from: number | null): void
  /** A message other than a block from the holder of seat `from`. */
  onMessage(from: number, message: ControlMessage): void
  onTimer(timer: Timer): void
  /** Somebody waits now (`Env.wantsToHurry` has become true): the pace is looked at again at once. */
  onPayloadWaiting(): void
  /** The connection to a seat is there, perhaps again: it gets our last block, in case it was lost. */
  onConnected(seat: number): void
  /**
   * The node has executed up to this checkpoint, the commit with its index being a multiple of `LIMITS.checkpointInterval`. Our next
   * block votes for it. Call it again after a restart for the last one that has no certificate. Throws
   * `consensus.ConflictingCheckpoint` or `consensus.StateDiverged` when this node's state is not the committee's.
   */
  onExecuted(checkpoint: Checkpoint): void
  /** Whether a block is here already, so that its signature need not be verified again. */
  isKnown(id: string): boolean
  status(): Status
}

/** Builds the core; nothing happens before `start()`. Throws ConsensusError on a committee or options that cannot work. */
export function createConsensus(options: ConsensusOptions): Consensus {
  const { committee, seat, opening, params, hasher } = options
  checkCommittee(committee)
  checkParams(params)
  const { closing } = opening
  if (closing === null || closing.nextCommitteeRoot !== committeeRoot(committee, hasher))
    throw new ConsensusError(
      'consensus.BadOptions',
      `checkpoint ${opening.index} does not open an epoch of this committee`,
    )
  if (seat !== null && committee.seats[seat] === undefined)
    throw new ConsensusError(
      'consensus.BadOptions',
      `seat ${seat} is not among the ${committee.seats.length} seats of the committee`,
    )
  return new Core(options, createVoters(committee), createDraw(committee, closing.nextSeed))
}
