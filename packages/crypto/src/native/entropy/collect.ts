import { type CollectedEntropy, collectFrom } from '../../entropy/collect.ts'
import type { RandomSource } from '../../random.ts'
import { randomBytes } from '../keystore-crypto.ts'
import type { EntropySource } from './source.ts'

/** How entropy is collected in Node. */
export interface CollectOptions {
  /** Beside the operating system's generator, which always takes part. */
  readonly sources: readonly EntropySource[]
  /** The operating system's generator. */
  readonly system?: RandomSource
  readonly signal?: AbortSignal
  /** A source that is not done by then is excluded; 60,000 when left out. */
  readonly timeoutMs?: number
  /** The share of what is needed, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

const TIMEOUT_MS = 60_000

/** `collectFrom` with Node's clock and generator. */
export function collectEntropy({
  system = randomBytes,
  signal = new AbortController().signal,
  timeoutMs = TIMEOUT_MS,
  ...rest
}: CollectOptions): Promise<CollectedEntropy> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  return collectFrom({ system, signal, limit, timeoutMs, ...rest })
}
