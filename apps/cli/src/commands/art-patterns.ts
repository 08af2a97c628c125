import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'

export const command = defineCommand({
  summary: 'Lists the patterns, or the parameters of one.',
  positionals: ['[NAME]'],
  options: {},
  examples: ['art patterns', 'art patterns guilloche', 'art patterns --json'],
  async run({ positionals: [name] }) {
    const { findPattern, patterns } = await import('@demiurge/art')
    if (name === undefined) {
      const data = patterns.map(({ name: each, title, description, kind }) => ({
        name: each,
        title,
        description,
        kind,
      }))
      return { data, text: columns(data.map((each) => [each.name, each.description])) }
    }
    const pattern = findPattern(name)
    if (pattern === undefined)
      throw new UsageError(
        `there is no pattern "${name}"; known are ${patterns.map((each) => each.name).join(', ')}`,
      )
    const { title, description, kind, params, palettes } = pattern
    const rows = Object.entries(params.properties).map(
      ([key, schema]) => [key, JSON.stringify(schema)] as const,
    )
    return {
      data: { name, title, description, kind, palettes, params },
      text: [
        `${title}: ${description}`,
        `Palettes that suit it: ${palettes.join(', ')}`,
        'Parameters (--param NAME=VALUE):',
        columns(rows),
      ].join('\n'),
    }
  },
})
