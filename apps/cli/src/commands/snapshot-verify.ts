import { join } from 'node:path'
import type { SnapshotSummary } from '@demiurge/node'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Checks every part of a snapshot against the chain file, and names what is damaged.',
  positionals: ['DIR'],
  options: { chain: { value: 'FILE', doc: 'the chain file; chain.json in the data folder when left out' } },
  notes: [
    'The committees are followed from genesis to the certificate of the snapshot, and every chunk leads to the state root that it vouches for: nobody needs to be trusted. The provenance log is vouched for by a signature of one validator of the chain file.',
  ],
  examples: ['snapshot verify /backup/today --chain chain.json', 'snapshot verify /tmp/snapshot --json'],
  async run({ values, positionals: [path = ''], globals, terminal }) {
    const { verifySnapshotFolder } = await import('@demiurge/node')
    const bar = terminal.progress('Verifying')
    try {
      const chain = values.chain ?? join(globals.data, 'chain.json')
      const summary = await verifySnapshotFolder(path, chain, (done, total) => bar.update(done / total))
      return { data: summary, text: `The snapshot holds: ${describe(summary)}.` }
    } finally {
      bar.end()
    }
  },
})

/** A snapshot in words. */
export function describe({ height, epoch, stateRoot, chunks, timestampMs }: SnapshotSummary): string {
  const time = new Date(Number(timestampMs)).toISOString()
  return `height ${height} in epoch ${epoch}, ${time}, ${chunks} ${chunks === 1 ? 'chunk' : 'chunks'}, state root ${stateRoot}`
}
