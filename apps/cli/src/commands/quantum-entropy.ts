import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'

const MOST_BYTES = 1_048_576

export const command = defineCommand({
  summary: 'Collects entropy from several sources, tests it, and gives random bytes.',
  positionals: [],
  options: {
    bytes: { value: 'N', doc: 'how many, at most 1048576; 32 when left out' },
    source: {
      value: 'SOURCE',
      multiple: true,
      doc: 'jitter (default), network=URL, anu, lfd, anu=URL or lfd=URL; beside the operating system',
    },
    report: { doc: 'show the sources instead of bytes' },
  },
  notes: [
    'Sources go through the health tests of NIST SP 800-90B and one of our own while they run; one that is stuck, biased or predictable is left out. The output is combined with fresh bytes of the operating system and is never weaker than those.',
    'anu and lfd are quantum generators on the network (https); the key of anu is DEMIURGE_ANU_KEY. What they and a network give is mixed in and counts for nothing, because others may know it.',
  ],
  examples: [
    'quantum entropy --bytes 64',
    'quantum entropy --report',
    'quantum entropy --source jitter --source lfd --source network=http://127.0.0.1:8082/health --report',
  ],
  async run({ values, terminal, signal }) {
    const bytes = Number(values.bytes ?? 32)
    if (!Number.isInteger(bytes) || bytes < 1 || bytes > MOST_BYTES)
      throw new UsageError(`--bytes is "${values.bytes}": write a whole number from 1 to ${MOST_BYTES}`)
    const [{ collectEntropy }, { readSources }, { describeExcluded, formatSources }] = await Promise.all([
      import('@demiurge/crypto/native'),
      import('../entropy-sources.ts'),
      import('../entropy-report.ts'),
    ])
    const sources = readSources(values.source)
    const progress = terminal.progress('Collecting')
    const collected = await collectEntropy({
      sources,
      signal,
      onProgress: (share) => progress.update(share),
    }).finally(() => progress.end())
    if (values.report) return { data: { sources: collected.sources }, text: formatSources(collected.sources) }
    const excluded = describeExcluded(collected.sources)
    if (excluded !== undefined) terminal.note(excluded)
    const hex = collected.random(bytes).toHex()
    return { data: { bytes: `0x${hex}`, sources: collected.sources }, text: hex }
  },
})
