import type { SourceReport } from '@demiurge/crypto'

/** One line a source: samples, min-entropy, what counts, health. */
export function formatSources(sources: readonly SourceReport[]): string {
  const head = ['source', 'samples', 'min-entropy', 'credited', 'ones', 'corrected', 'health']
  const rows = sources.map((source) => [
    source.name,
    String(source.samples),
    `${source.estimate.perSample.toFixed(2)} of ${source.bitsPerSample}`,
    `${Math.floor(source.creditedBits)} bits`,
    share(source.ones),
    share(source.correctedOnes),
    source.reason === undefined ? source.health : `${source.health}: ${source.reason}`,
  ])
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A sentence about sources that were left out; undefined when all took part. */
export function describeExcluded(sources: readonly SourceReport[]): string | undefined {
  const excluded = sources.filter(({ health }) => health !== 'healthy')
  if (excluded.length === 0) return undefined
  const reasons = excluded.map(({ name, reason = 'it gave too little' }) => `${name} (${reason})`)
  return `Left out: ${reasons.join('; ')}. The output is as strong as the operating system's generator all the same.`
}

/** NaN, where there are no bits, as a dash. */
function share(ones: number): string {
  return Number.isNaN(ones) ? '-' : `${(100 * ones).toFixed(1)} %`
}
