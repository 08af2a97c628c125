/** What can go wrong with stored data; the part before the dot says with which kind. */
export type StoreErrorCode =
  | 'store.AccessDenied'
  | 'store.Busy'
  | 'store.Closed'
  | 'store.Damaged'
  | 'store.DatabaseMissing'
  | 'store.Engine'
  | 'store.EngineMismatch'
  | 'store.EngineUnavailable'
  | 'store.InvalidKey'
  | 'store.InvalidRange'
  | 'store.InvalidUrl'
  | 'store.InvalidValue'
  | 'store.Locked'
  | 'store.ServerLost'
  | 'store.ServerUnreachable'
  | 'log.Closed'
  | 'log.Damaged'
  | 'log.Failed'
  | 'log.InvalidRecord'
  | 'log.OutOfRange'
  | 'blob.Damaged'
  | 'blob.DiskFull'
  | 'blob.InvalidHash'
  | 'blob.TooLarge'

/** Stored data could not be read or written. `code` is stable; the message says where, with the numbers and the way out. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The error for a folder that another process, or another store of this one, has open. */
export function lockedError(folder: string, cause: unknown): StoreError {
  return new StoreError(
    'store.Locked',
    `${folder} is in use by another process: stop it, or choose another data folder`,
    { cause },
  )
}
