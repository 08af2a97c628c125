import { type Infer, optional, struct, u64, variant } from '@demiurge/codec'
import { Certificate, RecoveryPoint } from '@demiurge/consensus'
import { Block, Checkpoint, Commit, Committee } from '@demiurge/ledger'

/** Protocol name of the question for certified commits. */
export const COMMITS_PROTOCOL = 'commits/1'

/** Asks for the commits after a height. */
export const CommitsRequest = struct({ after: u64 })

/** What ends a stretch of commits: the certificate of its last checkpoint, and where consensus goes on from there. */
export const StretchEnd = struct({
  certificate: Certificate,
  point: RecoveryPoint,
  /** The committee that follows when the checkpoint closes its epoch. */
  committee: optional(Committee),
})
export type StretchEnd = Infer<typeof StretchEnd>

/**
 * The items of the answer, in this order: each commit, its blocks in order, the checkpoint it closes if it does; and at last the end.
 * Nothing in it needs to be believed: digests lead from our own head to what the certificate vouches for.
 */
export const CommitItem = variant({
  commit: Commit,
  block: Block,
  checkpoint: Checkpoint,
  end: StretchEnd,
  /** Commits as old as that are no longer here; the number is the oldest that is. */
  pruned: u64,
})
export type CommitItem = Infer<typeof CommitItem>
