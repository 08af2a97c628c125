import type { SourceProperties } from '../../entropy/source-record.ts'

/** Something that gives unpredictable samples. */
export interface EntropySource extends SourceProperties {
  /**
   * The next samples, at least one and at most `count`. Rejects with CryptoError `entropy.SourceUnavailable` or `entropy.BadAnswer`, or
   * with the signal's reason.
   */
  draw(count: number, signal: AbortSignal): Promise<Uint8Array>
  /** Lets go of what it holds, such as a connection. */
  close?(): void
}
