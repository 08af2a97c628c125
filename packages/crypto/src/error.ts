/** What can go wrong in this package; the strings are stable and safe to compare in programs. */
export type CryptoErrorCode =
  | 'suite.Unknown'
  | 'suite.BadSeed'
  | 'suite.BadKey'
  | 'suite.BadContext'
  | 'suite.BadEntropy'
  | 'kem.BadSeed'
  | 'kem.BadKey'
  | 'kem.BadCiphertext'
  | 'sealed.Malformed'
  | 'sealed.CannotOpen'
  | 'policy.BadThreshold'
  | 'policy.EmptyMember'
  | 'policy.DuplicateKey'
  | 'policy.UnknownSuite'
  | 'policy.BadKeyLength'
  | 'policy.SameSuiteTwice'
  | 'policy.UnknownSigner'
  | 'policy.NotCanonical'
  | 'policy.IncompleteMember'
  | 'policy.ShortOfThreshold'
  | 'policy.SuperfluousSignature'
  | 'policy.BadSignature'
  | 'mnemonic.Invalid'
  | 'mnemonic.BadPath'
  | 'keystore.NotAKeystore'
  | 'keystore.Damaged'
  | 'keystore.WrongPassword'
  | 'keystore.FactorNeeded'
  | 'keystore.BadFactor'
  | 'keystore.BadParameters'
  | 'merkle.BadLength'
  | 'entropy.BadParameters'
  | 'entropy.TooLittle'
  | 'entropy.SystemSourceFailed'
  | 'entropy.SourceUnavailable'
  | 'entropy.BadAnswer'

/** Every error that this package throws on purpose; codecs throw their own CodecError. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly code: CryptoErrorCode

  constructor(code: CryptoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
