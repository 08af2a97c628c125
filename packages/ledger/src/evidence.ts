import { type Infer, struct, variant } from '@demiurge/codec'
import type { Suites } from '@demiurge/crypto'
import { blockId, SignedHeader } from './block.ts'
import { checkSignedHeader, type HeaderContext } from './check/header.ts'
import { LedgerError } from './error.ts'

const Pair = struct({ first: SignedHeader, second: SignedHeader })

/**
 * Two headers of one author that an honest one never signs (PROTOCOL sections 2 and 4): two blocks for one round, or votes for two
 * digests of one checkpoint. `first` has the lower id, so that an offence has one encoding.
 */
export const Evidence = variant({ equivocation: Pair, doubleVote: Pair })
export type Evidence = Infer<typeof Evidence>

/**
 * Throws LedgerError unless the evidence convicts: both headers verify (`block.…`), are of one author, and break the rule they are
 * said to break (`evidence.NoOffence`). Returns the author's seat.
 */
export function checkEvidence(evidence: Evidence, context: HeaderContext, suites: Suites): number {
  const { first, second } = evidence.value
  const [a, b] = [first, second].map((signed) =>
    blockId(checkSignedHeader(signed, context, suites), signed.signature),
  )
  const { author, round } = first.header
  const offence = evidence.kind === 'equivocation' ? round === second.header.round : votesTwice(first, second)
  if (author !== second.header.author || a === undefined || b === undefined || a >= b || !offence)
    throw new LedgerError(
      'evidence.NoOffence',
      `blocks of round ${round} by author ${author} and of round ${second.header.round} by author ${second.header.author} are no ${evidence.kind}`,
    )
  return author
}

function votesTwice(a: SignedHeader, b: SignedHeader): boolean {
  const first = a.header.checkpointVote
  const second = b.header.checkpointVote
  return first !== null && first.index === second?.index && first.digest !== second.digest
}
