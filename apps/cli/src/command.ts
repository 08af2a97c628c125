import type { Terminal } from './terminal.ts'

/** One option of a command. `value` names its value in help (`PORT`); options without one are switches. */
export interface OptionSpec {
  readonly doc: string
  readonly value?: string
  readonly multiple?: true
}

export type OptionSpecs = { readonly [name: string]: OptionSpec }

type ValueOf<O extends OptionSpec> = O extends { readonly value: string }
  ? O extends { readonly multiple: true }
    ? readonly string[]
    : string | undefined
  : boolean

/** The values of options by name. */
export type ValuesOf<O extends OptionSpecs> = { readonly [K in keyof O]: ValueOf<O[K]> }

/** Options that every command takes. */
export const GLOBAL_OPTIONS = {
  json: { doc: 'print JSON: data on standard output, errors on standard error' },
  help: { doc: 'show this help' },
  url: { value: 'URL', doc: 'address of the node (DEMIURGE_URL; http://127.0.0.1:8082)' },
  data: { value: 'DIR', doc: 'folder of chain and wallets (DEMIURGE_DATA; .demiurge)' },
  wallet: { value: 'NAME', doc: 'wallet to sign with (DEMIURGE_WALLET; development on a chain of your own)' },
} as const satisfies OptionSpecs

/** Values of the global options, with environment and defaults filled in. */
export interface Globals {
  readonly json: boolean
  readonly url: string
  readonly data: string
  /** Undefined when none was chosen. */
  readonly wallet: string | undefined
}

/** What a command is run with. */
export interface Invocation<O extends OptionSpecs = OptionSpecs> {
  readonly values: ValuesOf<O>
  readonly positionals: readonly string[]
  readonly globals: Globals
  readonly terminal: Terminal
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** What a command has to say: `data` with --json, else `text`; `failed` makes the exit code 1. */
export interface CommandResult {
  readonly data: unknown
  readonly text: string
  readonly failed?: boolean
}

/** A command of the program as data. `positionals` names them in order; one in brackets may be left out. */
export interface Command<O extends OptionSpecs = OptionSpecs> {
  readonly summary: string
  readonly positionals: readonly string[]
  readonly options: O
  readonly examples: readonly string[]
  /** What else there is to know, as paragraphs of help. */
  readonly notes?: readonly string[]
  /** The command handles SIGINT and SIGTERM itself. */
  readonly ownSignals?: true
  // A method, so that a command with its own options is a Command as well.
  run(invocation: Invocation<O>): Promise<CommandResult | undefined>
}

/** Defines a command; the types of its values follow from its options. */
export function defineCommand<const O extends OptionSpecs>(command: Command<O>): Command<O> {
  return command
}
