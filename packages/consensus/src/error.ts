/** What can go wrong in this package; the strings are stable and safe to compare in programs. */
export type ConsensusErrorCode =
  | 'committee.Empty'
  | 'committee.BadWeight'
  | 'committee.DuplicateSeat'
  | 'committee.BadKey'
  | 'committee.NotClosing'
  | 'committee.NotNext'
  | 'block.NoOwnParent'
  | 'block.TwoParentsOfAuthor'
  | 'block.ParentNotEarlier'
  | 'block.ParentTooOld'
  | 'block.ShortOfQuorum'
  | 'block.BeforeParent'
  | 'certificate.OtherEpoch'
  | 'certificate.NotCanonical'
  | 'certificate.UnknownAuthor'
  | 'certificate.ShortOfQuorum'
  | 'certificate.BadSignature'
  | 'consensus.BadOptions'
  | 'consensus.ConflictingCheckpoint'
  | 'consensus.StateDiverged'

/** Every error that this package throws on purpose; codecs throw their own CodecError. The message has the numbers. */
export class ConsensusError extends Error {
  override readonly name = 'ConsensusError'
  readonly code: ConsensusErrorCode

  constructor(code: ConsensusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
