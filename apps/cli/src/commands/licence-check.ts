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
    'A folder that art collection made is one work: its document, all pieces and LICENSE.txt must state one licence.',
    'Exits with 1 when a work has no licence, one that is unknown, or one that is broken, and says which.',
  ],
  examples: ['licence check art.png', 'licence check build --json', 'licence check moon-cats'],
  async run({ values, positionals: [path = ''], terminal }) {
    const { checkCollection, checkWork, findCollection, findWorks } = await import('../licence/works.ts')
    const textFile = values['licence-text']
    const text =
      textFile === undefined ? undefined : new TextDecoder().decode(await readWork(textFile, readFile))
    const collection = await findCollection(path)
    const works = collection === undefined ? await findWorks(path) : []
    const findings =
      collection === undefined
        ? await Promise.all(
            works.map(async (work) => ({ work: work.file, ...(await checkWork(work, text)) })),
          )
        : [{ work: path, ...(await checkCollection(path, collection)) }]
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
