import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Lists the palettes and their colours.',
  positionals: [],
  options: {},
  examples: ['art palettes', 'art palettes --json'],
  async run() {
    const { palettes } = await import('@demiurge/art')
    return { data: palettes, text: columns(palettes.map(({ name, colours }) => [name, colours.join(' ')])) }
  },
})
