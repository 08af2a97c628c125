import { CryptoError } from '../error.ts'
import type { RandomSource } from '../random.ts'
import { createCombinedRandom, watchSystemRandom } from './combine.ts'
import { BLOCK_BITS, SURPLUS_BITS } from './conditioning.ts'
import { STARTUP_SAMPLES } from './health.ts'
import type { DrawSignal, EntropySource } from './source.ts'
import { createSourceRecord, type SourceRecord, type SourceReport } from './source-record.ts'
import { createSystemSource } from './system.ts'

/** How entropy is collected. */
export interface CollectFromOptions<S extends DrawSignal> {
  /** Beside the operating system's generator, which always takes part. */
  readonly sources: readonly EntropySource<S>[]
  /** The operating system's generator. */
  readonly system: RandomSource
  /** Ends the collection. */
  readonly signal: S
  /** Ends what is not done by then, which is excluded; it follows `signal` as well. */
  readonly limit: S
  /** After which time `limit` does so, for the report. */
  readonly timeoutMs: number
  /** The share of what is needed, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** What came of a collection. */
export interface CollectedEntropy {
  /** Gives what was collected combined with fresh bytes of the operating system: see `createCombinedRandom`. */
  readonly random: RandomSource
  /** Every source, the system first. */
  readonly sources: readonly SourceReport[]
}

const TURN = 256

/**
 * Draws from all sources at once until each has given a block of full entropy, or, where nothing is credited, its start-up samples. A
 * source that fails a health test, does not answer or cannot be read is left out and says why in the report. Rejects with
 * CryptoError `entropy.SystemSourceFailed` when that is the operating system, and with the signal's reason. Closes the sources.
 */
export async function collectFrom<S extends DrawSignal>({
  sources,
  system,
  signal,
  limit,
  timeoutMs,
  onProgress,
}: CollectFromOptions<S>): Promise<CollectedEntropy> {
  const watched = watchSystemRandom(system)
  const entries: readonly Entry<S>[] = [createSystemSource(watched), ...sources].map((source) => ({
    source,
    record: createSourceRecord(source),
  }))
  const tell = (): void => onProgress?.(shareOf(entries))
  try {
    await Promise.all(
      entries.map(async ({ source, record }) => {
        await fill({ source, record, signal: limit, tell }).catch((error: unknown) => {
          signal.throwIfAborted()
          record.exclude(reasonOf(error, timeoutMs))
        })
      }),
    )
  } finally {
    for (const { source } of entries) source.close?.()
  }
  const blocks = entries.map(({ record }) => record.block()).filter((block) => block !== undefined)
  return {
    random: createCombinedRandom(blocks, watched),
    sources: entries.map(({ record }) => record.report()),
  }
}

async function fill<S extends DrawSignal>({
  source,
  record,
  signal,
  tell,
}: Entry<S> & { readonly signal: S; readonly tell: () => void }): Promise<void> {
  while (!record.isDone && !record.isExcluded) {
    signal.throwIfAborted()
    record.accept(await source.draw(TURN, signal))
    tell()
  }
}

interface Entry<S extends DrawSignal> {
  readonly source: EntropySource<S>
  readonly record: SourceRecord
}

function shareOf<S extends DrawSignal>(entries: readonly Entry<S>[]): number {
  const shares = entries.map(({ source: { credit }, record }) => {
    if (record.isDone || record.isExcluded) return 1
    const needed = credit === 0 ? 0 : Math.ceil((BLOCK_BITS + SURPLUS_BITS) / credit)
    return Math.min(1, record.samples / Math.max(STARTUP_SAMPLES, needed))
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function reasonOf(error: unknown, timeoutMs: number): string {
  // The one refusal that nothing else can make up for.
  if (error instanceof CryptoError && error.code === 'entropy.SystemSourceFailed') throw error
  if (Object(error).name === 'TimeoutError') return `it was not done after ${timeoutMs} ms`
  if (error instanceof CryptoError) return error.message
  throw error
}
