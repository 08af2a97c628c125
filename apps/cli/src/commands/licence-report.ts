import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'
import { readId } from '../identifier.ts'

export const command = defineCommand({
  summary: 'Counts which licences are used in a folder or in a collection on the chain.',
  positionals: ['[PATH]'],
  options: { collection: { value: 'ID', doc: 'the items of a collection instead of a folder' } },
  examples: ['licence report build', 'licence report --collection 0x4f… --json'],
  async run({ values, positionals: [path], globals }) {
    const { collection } = values
    if ((path === undefined) === (collection === undefined))
      throw new UsageError('write a PATH or --collection ID')
    const { countUsage, formatUsage } = await import('../licence/usage.ts')
    const { checkWork, findWorks } = await import('../licence/works.ts')
    if (path !== undefined) {
      const works = await findWorks(path)
      const findings = works.map(async (work) => ({ work: work.file, ...(await checkWork(work)) }))
      const usage = countUsage(await Promise.all(findings))
      return { data: usage, text: formatUsage(usage) }
    }
    const { checkItems } = await import('../licence/items.ts')
    const usage = countUsage(await checkItems(readId(collection ?? '', 'collection'), globals))
    return { data: usage, text: formatUsage(usage) }
  },
})
