import type { RandomSource } from '@demiurge/crypto'
import { collectEntropy, randomBytes } from '@demiurge/crypto/native'
import { describeExcluded } from '../entropy-report.ts'
import { readSources } from '../entropy-sources.ts'
import { UsageError } from '../error.ts'
import type { Terminal } from '../terminal.ts'

/** Where the randomness of a new wallet comes from. */
export type EntropyKind = 'system' | 'collected'

/** Reads `--entropy`. Throws UsageError on another kind, and on sources that would not be asked. */
export function readEntropyKind({
  entropy = 'system',
  source,
}: {
  readonly entropy: string | undefined
  readonly source: readonly string[]
}): EntropyKind {
  if (entropy !== 'system' && entropy !== 'collected')
    throw new UsageError(`--entropy is "${entropy}": write system or collected`)
  if (entropy === 'system' && source.length > 0)
    throw new UsageError('--source goes with --entropy collected')
  return entropy
}

/** The random source of a new wallet; says which sources were collected from, and which were left out. */
export async function chooseRandom(
  kind: EntropyKind,
  {
    sources,
    terminal,
    signal,
  }: { readonly sources: readonly string[]; readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<RandomSource> {
  if (kind === 'system') return randomBytes
  const collected = await collectEntropy({ sources: readSources(sources), signal })
  const healthy = collected.sources.filter(({ health }) => health === 'healthy').map(({ name }) => name)
  terminal.note(`Entropy collected from: ${healthy.join(', ')}.`)
  const excluded = describeExcluded(collected.sources)
  if (excluded !== undefined) terminal.note(excluded)
  return collected.random
}
