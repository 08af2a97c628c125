/** The part of AbortSignal that this package uses; the platform's own fits. */
export interface CancelSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Throws the signal's reason once it is aborted. */
export function checkSignal(signal: CancelSignal | undefined): void {
  if (signal?.aborted === true) throw signal.reason
}
