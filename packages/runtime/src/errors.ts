/** Facts about a failure, as they appear in receipts: small values only. */
export type ErrorDetails = Readonly<Record<string, string | number | bigint | boolean>>

/**
 * A transaction broke a rule of a module. It is a normal outcome: state goes back to the mark, the fee stays paid, and code and
 * message go into the receipt. Every other error thrown while executing is a bug and stops the node before it signs.
 */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError'
  /** `module.Name`, stable across versions, declared in the module's `errors`. */
  readonly code: string
  readonly details: ErrorDetails

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}
