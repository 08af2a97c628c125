import type { SourceProperties } from './source-record.ts'

/** What ends a collection early; an AbortSignal is one. */
export interface DrawSignal {
  readonly aborted: boolean
  readonly throwIfAborted: () => void
}

/** Something that gives unpredictable samples. */
export interface EntropySource<S extends DrawSignal = DrawSignal> extends SourceProperties {
  /**
   * The next samples, at least one and at most `count`. Rejects with CryptoError `entropy.SourceUnavailable` or `entropy.BadAnswer`, or
   * with the signal's reason.
   */
  draw(count: number, signal: S): Promise<Uint8Array>
  /** Lets go of what it holds, such as a connection. */
  close?(): void
}
