import { parseArgs } from 'node:util'
import { GLOBAL_OPTIONS, type Globals, type OptionSpec, type OptionSpecs } from './command.ts'
import { UsageError } from './error.ts'
import { closest } from './suggestion.ts'

/** Words of a command line by what they are. */
export interface ParsedArguments {
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  readonly positionals: readonly string[]
}

/**
 * Takes the first words that are no options, which name the command (`nft mint`), out of the line. Global options may stand before
 * them, with their values.
 */
export function splitCommand(
  argv: readonly string[],
  words = 2,
): { readonly name: readonly string[]; readonly rest: readonly string[] } {
  const name: string[] = []
  const rest: string[] = []
  const specs: OptionSpecs = GLOBAL_OPTIONS
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (name.length === words || word === '--') {
      rest.push(...argv.slice(i))
      break
    }
    if (!word.startsWith('-')) name.push(word)
    else {
      rest.push(word)
      const value = argv[i + 1]
      if (specs[word.slice(2)]?.value !== undefined && value !== undefined) rest.push(argv[++i] ?? '')
    }
  }
  return { name, rest }
}

/** Reads options and positionals. Throws UsageError that names the word at fault and what was probably meant. */
export function parseArguments(argv: readonly string[], specs: OptionSpecs): ParsedArguments {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { value, multiple }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: multiple === true },
    ]),
  )
  const short = argv.map((word) => (word === '-h' ? '--help' : word))
  const { tokens } = parseArgs({ args: short, options, strict: false, tokens: true })
  const values: Record<string, string | boolean | string[]> = {}
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const spec = specs[token.name]
    if (spec === undefined || !token.rawName.startsWith('--')) throw unknownOption(token.rawName, specs)
    readOption(values, { name: token.name, rawName: token.rawName, text: givenText(token, spec), spec })
  }
  return { values: { ...absentValues(specs), ...values }, positionals }
}

/** Switches are off and lists empty until they are given. */
function absentValues(specs: OptionSpecs): ParsedArguments['values'] {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { value, multiple }]) => [
      name,
      value === undefined ? false : multiple === true ? [] : undefined,
    ]),
  )
}

interface GivenOption {
  readonly name: string
  readonly rawName: string
  /** Undefined for a switch. */
  readonly text: string | undefined
  readonly spec: OptionSpec
}

/** The value that an option was given; undefined for a switch. Throws UsageError when there is none, or one that does not belong. */
function givenText(
  {
    rawName,
    value,
    inlineValue,
  }: {
    readonly rawName: string
    readonly value: string | undefined
    readonly inlineValue: boolean | undefined
  },
  spec: OptionSpec,
): string | undefined {
  if (spec.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} is a switch and takes no value`)
    return undefined
  }
  if (value === undefined) throw new UsageError(`${rawName} needs a value: ${rawName} ${spec.value}`)
  // `--name --json` forgot the name far more often than it means a name of "--json".
  if (inlineValue !== true && value.startsWith('-') && value !== '-')
    throw new UsageError(
      `${rawName} needs a value; one that begins with a dash is written ${rawName}=${value}`,
    )
  return value
}

function readOption(
  values: Record<string, string | boolean | string[]>,
  { name, rawName, text, spec }: GivenOption,
): void {
  const before = values[name]
  if (text === undefined) values[name] = true
  else if (spec.multiple === true) values[name] = [...(Array.isArray(before) ? before : []), text]
  else if (before !== undefined) throw new UsageError(`${rawName} is given twice`)
  else values[name] = text
}

function unknownOption(rawName: string, specs: OptionSpecs): UsageError {
  const meant = closest(rawName.replace(/^-+/, ''), Object.keys(specs))
  const hint = meant === undefined ? '' : `; did you mean --${meant}?`
  return new UsageError(`unknown option ${rawName}${hint}`)
}

/** Throws UsageError unless the positionals are as many as their names ask for; a name in brackets may be left out. */
export function checkPositionals(given: readonly string[], names: readonly string[]): void {
  const missing = names[given.length]
  if (missing !== undefined && !missing.startsWith('[')) throw new UsageError(`${missing} is missing`)
  const extra = given[names.length]
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many`)
}

/** The global options with environment and defaults: flags win. */
export function readGlobals(values: ParsedArguments['values'], environment: NodeJS.ProcessEnv): Globals {
  const text = (flag: string, variable: string): string | undefined => {
    const value = values[flag]
    return typeof value === 'string' ? value : environment[variable]
  }
  return {
    json: values.json === true,
    url: text('url', 'DEMIURGE_URL') ?? 'http://127.0.0.1:8082',
    data: text('data', 'DEMIURGE_DATA') ?? '.demiurge',
    wallet: text('wallet', 'DEMIURGE_WALLET'),
  }
}
