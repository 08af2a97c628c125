import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Checks and explains the content credentials of a file, without a network.',
  positionals: ['FILE'],
  options: {},
  notes: ['Exits with 1 unless every check holds.'],
  examples: ['art credentials art.png', 'art credentials art.svg --json'],
  async run({ positionals: [path = ''], terminal }) {
    const [{ checkFile }, { explainCredentials }] = await Promise.all([
      import('../credentials/check-file.ts'),
      import('../credentials/explain.ts'),
    ])
    const report = await checkFile(path)
    const { data, lines } = explainCredentials(report, terminal)
    const { verdict } = report
    return { data, text: lines.join('\n'), failed: verdict !== 'authentic' && verdict !== 'foreign' }
  },
})
