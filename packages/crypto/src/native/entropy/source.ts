import type { EntropySource as Source } from '../../entropy/source.ts'

/** A source whose waiting an AbortSignal ends. */
export type EntropySource = Source<AbortSignal>
