import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'

export const command = defineCommand({
  summary:
    'Copies the newest snapshot of a node, which may be running, into a folder: a backup, or for another node.',
  positionals: [],
  options: { out: { value: 'DIR', doc: 'folder to make' } },
  notes: ['Keys are not in it: keep validator.json and wallets by themselves.'],
  examples: [
    'snapshot export --out /backup/today',
    'snapshot export --data ~/.demiurge --out /tmp/snapshot --json',
  ],
  async run({ values, globals }) {
    if (values.out === undefined) throw new UsageError('--out DIR is missing: the folder to make')
    const { exportSnapshot } = await import('@demiurge/node')
    const { height } = await exportSnapshot(globals.data, values.out)
    return {
      data: { height, out: values.out },
      text: `The snapshot of height ${height} is in ${values.out}.`,
    }
  },
})
