import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Lists the licences that a work can be under.',
  positionals: [],
  options: {},
  examples: ['licence list', 'licence list --json'],
  async run() {
    const { licences } = await import('@demiurge/art')
    return { data: licences, text: columns(licences.map(({ id, brief }) => [id, brief])) }
  },
})
