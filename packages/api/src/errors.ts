/** JSON-RPC 2.0 error numbers, and those of EIP-1474 that apply. */
export const RPC_CODES = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  /** The request was fine; a rule of the chain says no. `data.code` says which. */
  rejected: -32_003,
  notFound: -32_001,
  limitExceeded: -32_005,
} as const

/** A request could not be answered as asked. `code` is the stable string in `data.code`; `status` the HTTP status over REST. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly number: number
  readonly status: number

  constructor(
    code: string,
    message: string,
    options: { number?: number; status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.number = options.number ?? RPC_CODES.rejected
    this.status = options.status ?? 400
  }
}
