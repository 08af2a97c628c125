import type { Problem } from './contract/problem.ts'

/** A refusal of the studio, with the HTTP status that it is answered with. */
export class StudioError extends Error {
  override readonly name = 'StudioError'
  readonly code: string
  readonly status: number
  readonly field: string | undefined
  /** When it may be tried again, for `Retry-After`. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: string,
    message: string,
    {
      status = 400,
      field,
      retryAfterMs,
      cause,
    }: { status?: number; field?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.status = status
    this.field = field
    this.retryAfterMs = retryAfterMs
  }

  /** What the client is told. */
  get problem(): Problem {
    const { code, message, field } = this
    return { code, message, ...(field === undefined ? {} : { field }) }
  }
}
