import { join } from 'node:path'
import { defineCommand } from '../command.ts'
import { describe } from './snapshot-verify.ts'

export const command = defineCommand({
  summary: 'Fills an empty data folder from a snapshot, so that a node starts from it.',
  positionals: ['DIR'],
  options: { chain: { value: 'FILE', doc: 'the chain file; chain.json in the data folder when left out' } },
  notes: ['Every part is checked before it is written. A folder that holds a chain is not touched.'],
  examples: ['snapshot import /backup/today --data ~/.demiurge/new --chain chain.json'],
  async run({ values, positionals: [path = ''], globals, terminal }) {
    const { importSnapshotFolder } = await import('@demiurge/node')
    const chain = values.chain ?? join(globals.data, 'chain.json')
    const bar = terminal.progress('Importing')
    try {
      const onProgress = (done: number, total: number): void => bar.update(done / total)
      const summary = await importSnapshotFolder({ path, data: globals.data, chain, onProgress })
      return {
        data: summary,
        text: `Imported: ${describe(summary)}. Start the node with demiurge node start --data ${globals.data} --chain ${chain}`,
      }
    } finally {
      bar.end()
    }
  },
})
