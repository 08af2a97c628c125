import { toHex } from '@demiurge/codec'
import {
  type Certificate,
  type Consensus,
  type ConsensusError,
  type RecoveryPoint,
  resumeDigest,
  type VerifiedBlock,
} from '@demiurge/consensus'
import { H } from '@demiurge/crypto'
import { type Checkpoint, type Commit, type Evidence, ZERO_HASH } from '@demiurge/ledger'

/** What one seat did; survives its crashes. */
export interface Peer {
  readonly seat: number
  consensus: Consensus | undefined
  /** By commit index; re-emitted commits must be the same. */
  readonly commits: Commit[]
  readonly points: RecoveryPoint[]
  readonly certificates: Certificate[]
  readonly evidence: Evidence[]
  readonly refused: ConsensusError[]
  readonly dropped: VerifiedBlock[]
  /** (time, round) of each own block. */
  readonly made: { readonly atMs: number; readonly round: number; readonly payloadBytes: number }[]
  /** Virtual time at which a payload of this seat was committed here, by payload number. */
  readonly finalMs: Map<number, number>
  waiting: number[]
  disk: VerifiedBlock[]
  /** How much of the disk survives a crash. */
  synced: number
  durable: RecoveryPoint | null
  /** Throws on the next own persist, before or after the write. */
  crashOnPersist: 'before' | 'after' | undefined
  /** Index of the last commit with a payload that has no certificate yet. */
  uncertified: bigint
  /** Counts starts and crashes: timers of an earlier life mean nothing. */
  life: number
  /** Index of the last commit of this life. */
  index: bigint
  /** Runs as an observer from its next start on. */
  isWatching: boolean
}

export function createPeer(seat: number, isWatching: boolean): Peer {
  return {
    seat,
    consensus: undefined,
    commits: [],
    points: [],
    certificates: [],
    evidence: [],
    refused: [],
    dropped: [],
    made: [],
    finalMs: new Map(),
    waiting: [],
    disk: [],
    synced: 0,
    durable: null,
    crashOnPersist: undefined,
    uncertified: 0n,
    life: 0,
    index: 0n,
    isWatching,
  }
}

/** The checkpoint that every node computes from the same commit and the point to go on from. */
export function checkpointOf(commit: Commit, point: RecoveryPoint): Checkpoint {
  return {
    epoch: commit.epoch,
    index: commit.index,
    previous: ZERO_HASH,
    commitDigest: commit.digest,
    stateRoot: toHex(H(Uint8Array.fromHex(commit.digest.slice(2)))),
    receiptsRoot: ZERO_HASH,
    resume: resumeDigest(point),
    timestampMs: commit.timestampMs,
    closing: null,
  }
}
