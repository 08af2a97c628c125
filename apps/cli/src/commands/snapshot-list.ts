import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Lists the snapshots in a data folder, the newest first.',
  positionals: [],
  options: {},
  notes: [
    'A node makes one every snapshotEvery commits and keeps the newest two; new nodes start from them.',
  ],
  examples: ['snapshot list', 'snapshot list --data ~/.demiurge --json'],
  async run({ globals }) {
    const { snapshotsIn } = await import('@demiurge/node')
    const found = snapshotsIn(globals.data)
    const rows = found.map(({ height, path }) => [String(height), path] as const)
    return {
      data: found,
      text:
        found.length === 0
          ? `There is no snapshot in ${globals.data} yet.`
          : columns([['Height', 'Folder'], ...rows]),
    }
  },
})
