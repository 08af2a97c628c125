import type { Problem } from './contract/problem.ts'

/** A refusal of the studio, with the HTTP status that it is answered with. */
export class StudioError extends Error {
  override readonly name = 'StudioError'
  readonly code: string
  readonly status: number
  readonly field: string | undefined

  constructor(
    code: string,
    message: string,
    { status = 400, field, cause }: { status?: number; field?: string; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.status = status
    this.field = field
  }

  /** What the client is told. */
  get problem(): Problem {
    const { code, message, field } = this
    return { code, message, ...(field === undefined ? {} : { field }) }
  }
}
