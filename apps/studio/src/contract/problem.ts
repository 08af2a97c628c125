/** Why a request was refused, with an HTTP status of 400 or more. */
export interface Problem {
  /** Stable, such as `studio.NotAllowed` or `collection.definition`. */
  readonly code: string
  /** What is wrong and what to do, for people. */
  readonly message: string
  /** The field, file or header that is meant, where there is one. */
  readonly field?: string
}
