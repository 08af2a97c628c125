import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'
import { openOperatorOf } from '../studio/operator.ts'

const LINES = 50

export const command = defineCommand({
  summary: 'Shows who did what in the studio, newest first, or checks that nothing of it was changed.',
  positionals: [],
  options: {
    verify: { doc: 'compute every hash of the log anew; exit code 1 where a line was changed or taken out' },
    limit: { value: 'N', doc: `so many lines; ${LINES} when left out` },
    before: { value: 'NUMBER', doc: 'only lines of lower numbers' },
    search: { value: 'TEXT', doc: 'only lines whose actor, action or subject holds it' },
  },
  notes: [
    'Each line holds the hash of the one before. Whoever can write the database can write a whole new log: keep the head that --verify prints somewhere else, and a later run shows whether it is still part of it.',
  ],
  examples: ['studio audit', 'studio audit --search member. --limit 500 --json', 'studio audit --verify'],
  async run({ globals, values }) {
    await using operator = await openOperatorOf(globals)
    if (values.verify) {
      const { isWhole, entries, head, brokenAt } = await operator.checkAudit()
      return {
        data: { isWhole, entries, head, ...(brokenAt === undefined ? {} : { brokenAt }) },
        text: isWhole
          ? `${entries} lines, and every hash holds.\nHead: ${head}`
          : `Line ${brokenAt} does not hold: the log was changed. The ${entries} lines before it are whole, up to ${head}.`,
        failed: !isWhole,
      }
    }
    const before = values.before === undefined ? {} : { before: wholeNumber('before', values.before) }
    const search = values.search === undefined ? {} : { search: values.search }
    const limit = values.limit === undefined ? LINES : wholeNumber('limit', values.limit)
    const lines = await operator.audit({ limit, ...before, ...search })
    return {
      data: lines,
      text:
        lines.length === 0
          ? 'There is nothing in the log.'
          : lines.map((line) => formatLine(line)).join('\n'),
    }
  },
})

function formatLine(line: {
  readonly sequence: number
  readonly atMs: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly details: Readonly<Record<string, string | number | boolean>>
}): string {
  const { sequence, atMs, actor, action, subject, details } = line
  const more = Object.entries(details).map(([name, value]) => `${name}=${String(value)}`)
  return [
    `${String(sequence).padStart(6)}  ${new Date(atMs).toISOString()}`,
    actor,
    action,
    subject,
    ...more,
  ].join('  ')
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${option} ${text}: write a whole number from 1`)
  return Number(text)
}
