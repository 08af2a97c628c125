/** What can be wrong with a log, a tile, a note, a checkpoint or a proof; the strings are stable. */
export type ProvenanceErrorCode =
  | 'log.OutOfRange'
  | 'log.BadHash'
  | 'tile.OutOfRange'
  | 'note.Malformed'
  | 'note.BadKey'
  | 'note.BadSignature'
  | 'checkpoint.Malformed'
  | 'proof.Malformed'
  | 'proof.NotIncluded'
  | 'statement.NotTheCreator'

/** A request that the log cannot serve, or bytes that break the format they claim to have. */
export class ProvenanceError extends Error {
  override readonly name = 'ProvenanceError'
  readonly code: ProvenanceErrorCode

  constructor(code: ProvenanceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
