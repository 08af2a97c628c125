/** The `demiurge` command: finds what was asked for, runs it, prints the result. @module */
import { checkPositionals, parseArguments, readGlobals, splitCommand } from './arguments.ts'
import {
  type Command,
  type CommandResult,
  GLOBAL_OPTIONS,
  type OptionSpecs,
  type ValuesOf,
} from './command.ts'
import { Interrupted, UsageError } from './error.ts'
import { commandHelp, overview } from './help.ts'
import { commands, isGroup, nouns } from './registry.ts'
import { closest } from './suggestion.ts'
import { createTerminal, type Terminal } from './terminal.ts'
import { version } from './version.ts'

const FAILED = 1
const WRONG_USAGE = 2
/** 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130
/** Words of the longest names of commands. */
const MOST_WORDS = 3

/** Runs a command line (without the program's name) and sets the exit code of the process. Never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = createTerminal()
  const json = argv.includes('--json')
  try {
    process.exitCode = await run(argv, terminal)
  } catch (error) {
    process.exitCode = report(error, terminal, json)
  }
  // Something may still be under way that keeps the process; whoever pressed Ctrl-C does not want to wait for it.
  if (process.exitCode === INTERRUPTED) process.stdout.write('', () => process.exit(INTERRUPTED))
}

async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const separator = argv.indexOf('--')
  const flags = separator < 0 ? argv : argv.slice(0, separator)
  if (flags.includes('--version')) {
    terminal.out(version())
    return 0
  }
  const { name, rest } = splitCommand(argv, wordsOf(splitCommand(argv).name))
  const isHelpCommand = name[0] === 'help'
  const asksHelp = isHelpCommand || flags.includes('--help') || flags.includes('-h')
  const words = isHelpCommand ? splitCommand(argv, 1 + MOST_WORDS).name.slice(1) : name
  if (asksHelp) terminal.out(await helpFor(words.slice(0, wordsOf(words))))
  if (asksHelp) return 0
  const { full, command } = await findCommand(words)
  return execute(full, command, rest, terminal)
}

/** How many words name the command that begins with these. */
function wordsOf([noun, verb]: readonly string[]): number {
  return isGroup(noun, verb) ? MOST_WORDS : 2
}

async function helpFor(words: readonly string[]): Promise<string> {
  const [noun, verb] = words
  if (noun === undefined) return overview()
  if (words.length === 1 && nouns.includes(noun)) return overview(noun)
  if (words.length === 2 && isGroup(noun, verb)) return overview(words.join(' '))
  const { full, command } = await findCommand(words)
  return commandHelp(full, command)
}

/** The command that two words name, or three. Throws UsageError with what was probably meant. */
async function findCommand(
  words: readonly string[],
): Promise<{ readonly full: string; readonly command: Command }> {
  const [noun] = words
  if (noun === undefined) throw new UsageError('no command is given; demiurge help lists all')
  if (!nouns.includes(noun)) throw unknown(noun, nouns, '')
  const before = words.slice(0, wordsOf(words) - 1).join(' ')
  const verb = words[wordsOf(words) - 1]
  if (verb === undefined) throw new UsageError(`${before} needs a verb: ${verbsOf(before).join(', ')}`)
  const full = `${before} ${verb}`
  const load = Object.hasOwn(commands, full) ? commands[full] : undefined
  if (load === undefined) throw unknown(verb, verbsOf(before), `${before} `)
  return { full, command: (await load()).command }
}

async function execute(
  name: string,
  command: Command,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const specs: OptionSpecs = { ...GLOBAL_OPTIONS, ...command.options }
  try {
    const { values, positionals } = parseArguments(argv, specs)
    checkPositionals(positionals, command.positionals)
    const globals = readGlobals(values, process.env)
    const own = Object.keys(command.options).map((option) => [option, values[option]])
    // Parsed by the very specs that the type is derived from.
    const typed = Object.fromEntries(own) as ValuesOf<OptionSpecs>
    const invoke = (signal: AbortSignal): Promise<CommandResult | undefined> =>
      command.run({ values: typed, positionals, globals, terminal, signal })
    const result = await (command.ownSignals === true
      ? invoke(new AbortController().signal)
      : interruptible(invoke))
    if (result !== undefined) terminal.out(globals.json ? toLine(result.data) : result.text)
    return result?.failed === true ? FAILED : 0
  } catch (error) {
    if (error instanceof UsageError) error.message += ` (demiurge ${name} --help shows how)`
    throw error
  }
}

/** Runs until done or Ctrl-C; the second Ctrl-C does not wait for anything. */
async function interruptible<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const interrupted = Promise.withResolvers<never>()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    const reason = new Interrupted()
    controller.abort(reason)
    interrupted.reject(reason)
  }
  process.on('SIGINT', onSignal)
  try {
    return await Promise.race([action(controller.signal), interrupted.promise])
  } finally {
    process.off('SIGINT', onSignal)
  }
}

function report(error: unknown, terminal: Terminal, json: boolean): number {
  const { code, message, name } = describe(error)
  if (json) terminal.note(toLine({ error: { code, message } }))
  else terminal.note(`demiurge: ${message}`)
  if (error instanceof Interrupted) return INTERRUPTED
  return error instanceof UsageError || name === 'SettingsError' ? WRONG_USAGE : FAILED
}

function describe(error: unknown): {
  readonly code: string
  readonly message: string
  readonly name: string
} {
  if (!(error instanceof Error)) return { code: 'bug', message: String(error), name: '' }
  const { code } = error as { readonly code?: unknown }
  if (typeof code === 'string') return { code, message: error.message, name: error.name }
  // An error without a code is one that nobody expected: its origin is what helps.
  return { code: 'bug', message: `this is a bug: ${error.stack ?? error.message}`, name: error.name }
}

function unknown(word: string, known: readonly string[], before: string): UsageError {
  const meant = closest(word, known)
  const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${before}${meant}"?`
  return new UsageError(`there is no command "${before}${word}"; ${hint} (demiurge help lists all)`)
}

function verbsOf(noun: string): readonly string[] {
  const rest = Object.keys(commands)
    .filter((name) => name.startsWith(`${noun} `))
    .map((name) => name.slice(noun.length + 1))
  return [...new Set(rest.map((words) => words.split(' ')[0] ?? ''))]
}

/** One line of JSON; amounts as decimal strings, as everywhere in our JSON. */
function toLine(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
