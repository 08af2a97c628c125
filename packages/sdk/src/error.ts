/** What can go wrong between a client and a node; the strings are stable. Errors of the node itself are ApiError. */
export type SdkErrorCode =
  | 'transport.Unreachable'
  | 'transport.BadAnswer'
  | 'transport.SlowConsumer'
  | 'asset.Mismatch'
  | 'tx.TooManyCalls'
  | 'tx.Lost'
  | 'mint.OtherCollection'
  | 'mint.OtherLicence'
  | 'drop.BadList'
  | 'drop.NoPhase'
  | 'drop.NotDrawn'
  | 'drop.NotListed'
  | 'drop.OtherPieces'
  | 'drop.TooDear'
  | 'trust.OtherChain'
  | 'light.Missing'
  | 'light.TooOld'
  | 'proof.WrongKey'
  | 'proof.OtherTransaction'
  | 'bundle.Malformed'
  | 'message.Malformed'
  | 'message.NotSigned'
  | 'armour.Malformed'
  | 'joint.NotOne'
  | 'joint.BadPolicy'
  | 'joint.Malformed'
  | 'request.Malformed'
  | 'request.BadPolicy'
  | 'request.BadCall'
  | 'request.BadSignature'
  | 'request.Mismatch'
  | 'request.Other'
  | 'request.Refreshed'
  | 'request.OtherChain'
  | 'request.NotSigned'
  | 'request.Signed'
  | 'request.Expired'

/** A request could not be made, or its answer does not hold. `code` is stable; the message is a sentence with the way out. */
export class SdkError extends Error {
  override readonly name = 'SdkError'
  readonly code: SdkErrorCode

  constructor(code: SdkErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * A transaction came to its end without effect. `code` is the rule's (`nft.ContentAlreadyMinted`, `tx.Expired`), `call` the index of
 * the call that failed, or undefined when the transaction was not included at all.
 */
export class TransactionError extends Error {
  override readonly name = 'TransactionError'
  readonly code: string
  readonly transaction: string
  readonly call: number | undefined

  constructor(
    code: string,
    message: string,
    details: { readonly transaction: string; readonly call?: number },
  ) {
    super(message)
    this.code = code
    this.transaction = details.transaction
    this.call = details.call
  }
}
