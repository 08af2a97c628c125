import { columns } from './columns.ts'
import { type Command, GLOBAL_OPTIONS, type OptionSpecs } from './command.ts'
import { commands, nouns } from './registry.ts'

const { help, ...shared } = GLOBAL_OPTIONS
const ABOUT = 'demiurge — a post-quantum chain for creators, from the command line'

/** The overview: every command with its sentence. `noun` leaves out the others. */
export async function overview(noun?: string): Promise<string> {
  const shown = noun === undefined ? nouns : [noun]
  const parts = await Promise.all(shown.map(nounPart))
  return [
    ABOUT,
    '',
    `Usage: demiurge ${noun ?? 'NOUN'} VERB [options]`,
    '',
    ...parts,
    'Every command has --help with examples, and --json. Exit codes: 0 done, 1 failed, 2 wrong usage.',
  ].join('\n')
}

async function nounPart(noun: string): Promise<string> {
  const names = Object.keys(commands).filter((name) => name.startsWith(`${noun} `))
  const rows = await Promise.all(
    names.map(async (name) => [name, (await commands[name]?.())?.command.summary ?? ''] as const),
  )
  return `${columns(rows)}\n`
}

/** The help of one command. */
export function commandHelp(name: string, command: Command): string {
  const { summary, positionals, options, examples, notes = [] } = command
  const own = Object.keys(options).length === 0 ? [] : ['Options:', columns(optionRows(options)), '']
  return [
    summary,
    '',
    `Usage: demiurge ${[name, ...positionals].join(' ')} [options]`,
    '',
    ...notes.flatMap((note) => [note, '']),
    ...own,
    'Everywhere:',
    columns(optionRows({ ...shared, help })),
    '',
    'Examples:',
    ...examples.map((example) => `  demiurge ${example}`),
  ].join('\n')
}

function optionRows(options: OptionSpecs): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, { value, doc, multiple }]) => {
    const flag = value === undefined ? `--${name}` : `--${name} ${value}`
    return [flag, multiple === true ? `${doc} (may be repeated)` : doc] as const
  })
}
