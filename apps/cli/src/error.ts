/** The command line is wrong: exit code 2, and where help is. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}

/** The command was understood and could not be done: exit code 1. `code` is stable. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Ctrl-C: exit code 130, as shells have it for SIGINT. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly code = 'interrupted'

  constructor() {
    super('stopped')
  }
}
