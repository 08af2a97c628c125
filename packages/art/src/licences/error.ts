/** What can be wrong with a choice of licence or with a file that carries one; stable. */
export type LicenceErrorCode =
  | 'licence.Unknown'
  | 'licence.BadFields'
  | 'licence.TextMissing'
  | 'licence.UnknownFile'
  | 'licence.DamagedFile'
  | 'licence.TooLong'

/** A licence cannot be claimed, written or read; the message names the field and the fix. */
export class LicenceError extends Error {
  override readonly name = 'LicenceError'
  readonly code: LicenceErrorCode

  constructor(code: LicenceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
