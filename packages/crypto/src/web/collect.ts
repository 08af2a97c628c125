import { type CollectedEntropy, collectFrom } from '../entropy/collect.ts'
import type { RandomSource } from '../random.ts'
import { createJitterSource } from './jitter.ts'

/** How entropy is collected in a browser. */
export interface CollectOptions {
  readonly signal?: AbortSignal
  /** The share of what is needed, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** Slow machines with coarse clocks need a few seconds; what is not done then is left out. */
const TIMEOUT_MS = 15_000

/** The browser's generator, which is the operating system's. */
export const randomBytes: RandomSource = (length) => {
  const bytes = new Uint8Array(length)
  // Web Cryptography 10.1.1: at most 65,536 bytes at a time.
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}

/** `collectFrom` with what a browser has: its generator and the jitter of its timing. To be called in a worker, whose thread it keeps busy. */
export function collectEntropy({
  signal = new AbortController().signal,
  ...rest
}: CollectOptions = {}): Promise<CollectedEntropy> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  const sources = [createJitterSource()]
  return collectFrom({ sources, system: randomBytes, signal, limit, timeoutMs: TIMEOUT_MS, ...rest })
}
