import { type Infer, struct, variant } from '@demiurge/codec'
import type { Suites } from '@demiurge/crypto'
import { SignedHeader } from '@demiurge/ledger'
import { ConsensusError } from './error.ts'
import { type DagBlock, type HeaderContext, verifyHeader } from './verified-block.ts'

const Pair = struct({ first: SignedHeader, second: SignedHeader })

/**
 * Two headers of one author that an honest one never signs (PROTOCOL sections 2 and 4): two blocks for one round, or votes for two
 * digests of one checkpoint. `first` has the lower id, so that an offence has one encoding.
 */
export const Evidence = variant({ equivocation: Pair, doubleVote: Pair })
export type Evidence = Infer<typeof Evidence>

/** Puts two blocks together as evidence. */
export function evidenceOf(kind: Evidence['kind'], a: DagBlock, b: DagBlock): Evidence {
  const [first, second] = a.id < b.id ? [a, b] : [b, a]
  return { kind, value: { first: signedHeader(first), second: signedHeader(second) } }
}

function signedHeader({ header, signature }: DagBlock): SignedHeader {
  return { header, signature }
}

/**
 * Throws ConsensusError unless the evidence convicts: both headers verify (`block.…`), are of one author, and break the rule they are
 * said to break (`evidence.NoOffence`). Returns the author's seat.
 */
export function checkEvidence(evidence: Evidence, context: HeaderContext, suites: Suites): number {
  const first = verifyHeader(evidence.value.first, context, suites)
  const second = verifyHeader(evidence.value.second, context, suites)
  const offence = evidence.kind === 'equivocation' ? equivocates(first, second) : votesTwice(first, second)
  if (first.author !== second.author || first.id >= second.id || !offence)
    throw new ConsensusError(
      'evidence.NoOffence',
      `blocks of round ${first.round} by author ${first.author} and of round ${second.round} by author ${second.author} are no ${evidence.kind}`,
    )
  return first.author
}

function equivocates(a: DagBlock, b: DagBlock): boolean {
  return a.round === b.round && a.id !== b.id
}

function votesTwice(a: DagBlock, b: DagBlock): boolean {
  const first = a.header.checkpointVote
  const second = b.header.checkpointVote
  return first !== null && first.index === second?.index && first.digest !== second.digest
}
