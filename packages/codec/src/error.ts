/** The step from a value to one of its parts, as errors print it: `.owner`, `[3]`. */
export type PathStep = string | number

/**
 * A value, its bytes or its JSON broke the rule of its codec. `path` names the part (`calls[2].params`), `reason` the rule;
 * `message` is both. Thrown by every encoder and decoder; nothing else is thrown for bad input.
 */
export class CodecError extends Error {
  override readonly name = 'CodecError'
  readonly code = 'codec.Invalid'
  readonly reason: string
  readonly path: string

  constructor(reason: string, path = '') {
    super(path === '' ? reason : `${path}: ${reason}`)
    this.reason = reason
    this.path = path
  }
}

/** Runs `step` and, when it fails, adds the name of the part to the error's path. */
export function within<T>(step: PathStep, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw located(step, error)
  }
}

/** The same error, one level further out. Errors of other kinds pass unchanged. */
export function located(step: PathStep, error: unknown): unknown {
  if (!(error instanceof CodecError)) return error
  const head = typeof step === 'number' ? `[${step}]` : step
  const path =
    error.path === '' || error.path.startsWith('[') ? `${head}${error.path}` : `${head}.${error.path}`
  return new CodecError(error.reason, path)
}
