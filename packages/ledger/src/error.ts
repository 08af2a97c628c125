/** A transaction, block or certificate broke a rule of the ledger. `code` is stable (`tx.WindowTooLong`); the message has the numbers. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
