import { readFile } from 'node:fs/promises'
import { defineCommand } from '../command.ts'
import { readWork } from '../work-file.ts'

export const command = defineCommand({
  summary: 'Checks that works are licensed, and that file, metadata and proof agree.',
  positionals: ['PATH'],
  options: {
    'licence-text': { value: 'FILE', doc: 'the text that a licence of its own must have' },
  },
  notes: [
    'Exits with 1 when a work has no licence, one that is unknown, or one that is broken, and says which.',
  ],
  examples: ['licence check art.png', 'licence check build --json'],
  async run({ values, positionals: [path = ''], terminal }) {
    const { checkWork, findWorks } = await import('../licence/works.ts')
    const textFile = values['licence-text']
    const text =
      textFile === undefined ? undefined : new TextDecoder().decode(await readWork(textFile, readFile))
    const works = await findWorks(path)
    const findings = await Promise.all(
      works.map(async (work) => ({ work: work.file, ...(await checkWork(work, text)) })),
    )
    const failed = findings.some(({ status }) => status !== 'licensed')
    return {
      data: findings.map(({ work, status, detail, licence, terms }) => ({
        work,
        status,
        detail,
        licence: licence?.id ?? null,
        terms: terms ?? null,
      })),
      text:
        findings
          .map(({ work, status, detail }) => {
            const mark = status === 'licensed' ? terminal.style('green', '✓') : terminal.style('red', '✗')
            return `${mark} ${work}: ${detail}`
          })
          .join('\n') || 'No works.',
      failed,
    }
  },
})
