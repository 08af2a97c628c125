import type { HashPairs } from '@demiurge/codec'
import {
  type Checkpoint,
  type CheckpointVote,
  checkpointDigest,
  type Evidence,
  LIMITS,
} from '@demiurge/ledger'
import { type Certificate, certificateVote } from './certificate.ts'
import type { Voters } from './committee.ts'
import { ConsensusError } from './error.ts'
import { evidenceOf } from './evidence.ts'
import type { VerifiedBlock } from './verified-block.ts'

interface Cast {
  readonly digest: string
  readonly block: VerifiedBlock
}

const INTERVAL = BigInt(LIMITS.checkpointInterval)
/** Checkpoints before and after our own place in the order that are remembered. Each covers all before it, so none is missed. */
const WINDOW = 128n * INTERVAL

export interface CheckpointVotesOptions {
  readonly voters: Voters
  readonly seat: number | null
  readonly hashPairs: HashPairs | undefined
  readonly certified: (certificate: Certificate) => void
  readonly evidence: (evidence: Evidence) => void
}

/** Votes for checkpoints: casting our own, counting everybody's, and making certificates of them (PROTOCOL section 3). */
export class CheckpointVotes {
  readonly #options: CheckpointVotesOptions
  /** By index, then author. */
  readonly #votes = new Map<bigint, Map<number, Cast>>()
  readonly #executed = new Map<bigint, { readonly checkpoint: Checkpoint; readonly digest: string }>()
  #certified = 0n
  /** The last index our blocks vote for, and the vote for the next block. */
  #cast: CheckpointVote | null = null
  #next: CheckpointVote | null = null

  constructor(options: CheckpointVotesOptions) {
    this.#options = options
  }

  /** The vote that our next block carries. */
  get next(): CheckpointVote | null {
    return this.#next
  }

  /**
   * We have executed up to this checkpoint and vote for it in our next block. Of several only the newest is voted for. Throws
   * `consensus.ConflictingCheckpoint` when a block of ours votes for another digest: voting again would be an offence.
   */
  executed(checkpoint: Checkpoint): void {
    const { index } = checkpoint
    const digest = checkpointDigest(checkpoint)
    if (index === 0n || index % INTERVAL !== 0n)
      throw new ConsensusError(
        'consensus.BadOptions',
        `commit ${index} is no checkpoint, every ${INTERVAL}th is`,
      )
    const cast = this.#castFor(index)
    if (cast !== undefined && cast !== digest)
      throw new ConsensusError(
        'consensus.ConflictingCheckpoint',
        `checkpoint ${index} has digest ${digest}, but a block of ours votes for ${cast}: the state on disk is damaged, restore it from a snapshot`,
      )
    if (index <= this.#certified) return
    this.#forget((old) => old + WINDOW < index)
    this.#executed.set(index, { checkpoint, digest })
    const newest = this.#next ?? this.#cast
    if (newest === null || index > newest.index) this.#next = { index, digest }
    this.#certify(index)
  }

  /** A block of ours carries this vote. */
  cast(vote: CheckpointVote): void {
    if (this.#cast === null || vote.index > this.#cast.index) this.#cast = vote
    if (this.#next !== null && this.#next.index <= this.#cast.index) this.#next = null
  }

  /** Counts the vote of a block that has entered the DAG; `horizon` is the index of the last commit. */
  count(block: VerifiedBlock, horizon: bigint): void {
    const vote = block.header.checkpointVote
    if (vote === null) return
    const { index, digest } = vote
    if (index <= this.#certified || index > horizon + WINDOW || index % INTERVAL !== 0n) return
    const votes = this.#votes.get(index) ?? new Map<number, Cast>()
    this.#votes.set(index, votes)
    const before = votes.get(block.author)
    if (before === undefined) votes.set(block.author, { digest, block })
    else if (before.digest !== digest) this.#options.evidence(evidenceOf('doubleVote', before.block, block))
    this.#certify(index)
  }

  /** The digest that a block of ours votes for. */
  #castFor(index: bigint): string | undefined {
    const { seat } = this.#options
    if (this.#cast?.index === index) return this.#cast.digest
    return seat === null ? undefined : this.#votes.get(index)?.get(seat)?.digest
  }

  #forget(isOld: (index: bigint) => boolean): void {
    for (const index of this.#votes.keys()) if (isOld(index)) this.#votes.delete(index)
    for (const index of this.#executed.keys()) if (isOld(index)) this.#executed.delete(index)
  }

  #certify(index: bigint): void {
    const votes = this.#votes.get(index)
    const winner = votes === undefined ? undefined : this.#winner(votes)
    const ours = this.#executed.get(index)
    if (votes === undefined || winner === undefined || ours === undefined) return
    if (winner !== ours.digest)
      throw new ConsensusError(
        'consensus.StateDiverged',
        `the committee has certified ${winner} for checkpoint ${index}, this node computed ${ours.digest}: restore it from a snapshot`,
      )
    const certificate = {
      checkpoint: ours.checkpoint,
      votes: [...votes]
        .filter(([, cast]) => cast.digest === winner)
        .sort(([a], [b]) => a - b)
        .map(([, cast]) => certificateVote(cast.block, this.#options.hashPairs)),
    }
    this.#certified = index
    this.#forget((old) => old <= index)
    this.#options.certified(certificate)
  }

  #winner(votes: ReadonlyMap<number, Cast>): string | undefined {
    const { voters } = this.#options
    const weights = new Map<string, number>()
    for (const [author, { digest }] of votes) {
      const weight = (weights.get(digest) ?? 0) + voters.weightOf(author)
      if (weight >= voters.quorum) return digest
      weights.set(digest, weight)
    }
    return undefined
  }
}
