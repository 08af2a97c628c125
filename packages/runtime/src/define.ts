import type { Codec } from '@demiurge/codec'
import type { StateReader, StateWriter, Sum } from '@demiurge/state'
import type { CommitEnvironment, CommittedBlock, Context } from './context.ts'
import type { ListKeys } from './storage.ts'

/** Something a module announces; receipts hold its encoded data. */
export interface Event<P> {
  readonly data: Codec<P>
  readonly doc: string
}

/** Describes an event: the codec of its data and one sentence. */
export function event<P>(doc: string, data: Codec<P>): Event<P> {
  return { doc, data }
}

/**
 * One thing a transaction can do. `weight` is its cost in weight units (1,000 is a plain transfer), a number or a function of the
 * parameters. `check` needs no state and runs in the pool and again before `run`; `run` needs state. Both succeed or throw RuntimeError.
 */
export interface Call<P> {
  readonly doc: string
  readonly params: Codec<P>
  readonly weight: number | ((params: P) => number)
  readonly check?: (params: P) => void
  readonly run: (ctx: Context, params: P) => void
}

/** Describes a call; the type of its parameters follows from their codec. */
export function call<P>(definition: Call<P>): Call<P> {
  return definition
}

/** What is known of a commit when all of its transactions have run. */
export interface CommitSummary extends CommitEnvironment {
  /** Seat of the leader's author. */
  readonly leader: number
  /** The commit's blocks in their order. */
  readonly blocks: readonly CommittedBlock[]
}

/** What a module's hooks see: a call's world without a sender. */
export type HookContext = CommitSummary & Pick<Context, 'state'>

/**
 * Work done once for each commit, after its transactions. `weight` is what they used, `limit` what fits, both in the scarcest dimension:
 * where bytes fill a commit faster than weight does, the node gives their share instead.
 */
export interface Hooks {
  readonly afterCommit?: (ctx: HookContext, used: { readonly weight: number; readonly limit: number }) => void
}

/** A statement that holds after every commit: null, or the sentence that is broken. */
export type Invariant = (state: StateReader, keys: ListKeys) => string | null

/** A module's part of the chain file, and how it becomes state. */
export interface Genesis<G> {
  readonly codec: Codec<G>
  readonly build: (state: StateWriter, genesis: G) => void
}

/** A module of the chain: its table of contents. */
export interface Module {
  readonly name: string
  readonly version: number
  readonly doc: string
  // biome-ignore lint/suspicious/noExplicitAny: a module's calls have different parameters
  readonly calls: Readonly<Record<string, Call<any>>>
  // biome-ignore lint/suspicious/noExplicitAny: a module's events have different data
  readonly events: Readonly<Record<string, Event<any>>>
  /** Every code the module throws, `module.Name`, with what it means. */
  readonly errors: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: each module's genesis has its own type
  readonly genesis?: Genesis<any>
  /** Every way in which the module adds to values without looking at them. */
  // biome-ignore lint/suspicious/noExplicitAny: a module's sums are of different values
  readonly sums?: readonly Sum<any>[]
  readonly hooks?: Hooks
  readonly invariants?: Readonly<Record<string, Invariant>>
}

/** Defines a module. Throws RangeError at start when a name could be confused in state keys, methods or receipts. */
export function defineModule<const M extends Module>(module: M): M {
  for (const name of [module.name, ...Object.keys(module.calls), ...Object.keys(module.events)])
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw new RangeError(`"${name}" is not a name for a module, call or event`)
  for (const code of Object.keys(module.errors))
    if (!code.startsWith(`${module.name}.`))
      throw new RangeError(`error code "${code}" must begin with "${module.name}."`)
  return module
}
