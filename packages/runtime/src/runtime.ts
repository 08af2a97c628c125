import { CodecError, decode } from '@demiurge/codec'
import type { Overlay, StateReader, Sum } from '@demiurge/state'
import type { CommitEnvironment, Context } from './context.ts'
import type { Call, CommitSummary, Event, HookContext, Module } from './define.ts'
import { RuntimeError } from './errors.ts'
import { Execution } from './execution.ts'
import { partsOf } from './parts.ts'
import { fitReceipt, type Outcome, type Receipt } from './receipt.ts'
import type { ListKeys } from './storage.ts'

/** A call as it travels: `module.name` and the canonical bytes of its parameters. */
export interface EncodedCall {
  readonly method: string
  readonly params: Uint8Array
}

/** Calls that were decoded and passed their `check`: made only by `prepare`. */
export interface PreparedCalls {
  readonly calls: readonly { readonly definition: Call<unknown>; readonly params: unknown }[]
  /** Sum of the calls' weights. */
  readonly weight: number
}

/** What the runtime needs to know of a transaction; the ledger's transactions fit. */
export interface ExecutableTransaction {
  readonly id: string
  readonly sender: string
  readonly prepared: PreparedCalls
}

/** How a transaction is taken in where it came in the order. */
export interface Admission<T extends ExecutableTransaction> {
  /** Every code that `admit` throws, with what it means. They are the ledger's (`tx.Expired`), not a module's. */
  readonly errors: Readonly<Record<string, string>>
  /**
   * Nonce, window, fee. Returns the fee that was charged, in sparks, or throws RuntimeError, and the transaction is dropped without a
   * trace.
   */
  readonly admit: (ctx: Context, transaction: T) => bigint
}

/**
 * A short way for transactions of which most are: it does exactly what executing them does, in less time, and only where they are applied.
 * Whatever is unusual about one it leaves to the rules, before it has changed anything.
 */
export interface Shortcut<T extends ExecutableTransaction> {
  /** Looks at transactions that will be executed in this order; undefined where there is no short way on this overlay. */
  begin(state: Overlay, environment: CommitEnvironment, transactions: readonly T[]): Shortened | undefined
}

/** Transactions that a shortcut has looked at. */
export interface Shortened {
  /** Executes a transaction by its place among them, or does nothing and returns undefined. All before it have been executed. */
  execute(index: number): Receipt | undefined
}

/** The chain's rules: modules and the admission of transactions, as one deterministic machine. */
export interface Runtime<T extends ExecutableTransaction, M extends readonly Module[] = readonly Module[]> {
  readonly modules: M
  /** Decodes and checks calls without state. Throws RuntimeError. */
  prepare(calls: readonly EncodedCall[]): PreparedCalls
  /**
   * Runs one transaction: all of its calls or none. Settles the overlay, so that marks from before are void: a trial that may be thrown
   * away runs on an overlay of its own above this one.
   */
  execute(state: Overlay, environment: CommitEnvironment, transaction: T): Receipt
  /** Runs many, one after the other: what comes of each is what `execute` gives, sooner where there is a shortcut. */
  executeAll(state: Overlay, environment: CommitEnvironment, transactions: readonly T[]): readonly Receipt[]
  /** Runs the modules' hooks after a commit's last transaction. */
  finishCommit(state: Overlay, summary: CommitSummary, used: { weight: number; limit: number }): void
  /** Sentences of the invariants that do not hold; empty when all is well. */
  brokenInvariants(state: StateReader, keys: ListKeys): readonly string[]
  /** Names of all events, `module.name`, sorted: a number stands for one where results travel between threads. */
  readonly events: readonly string[]
  /** All modules' sums in the order of the modules, for the same end. */
  readonly sums: readonly Sum<unknown>[]
  /** An event's definition by `module.name`. */
  eventOf(name: string): Event<unknown> | undefined
}

/** Builds the runtime from its modules, in the order in which their hooks run. */
export function createRuntime<const M extends readonly Module[], T extends ExecutableTransaction>(
  modules: M,
  admission: Admission<T>,
  shortcut?: Shortcut<T>,
): Runtime<T, M> {
  const { calls, events, eventNames, errors } = collect(modules, admission)

  const execute = (state: Overlay, environment: CommitEnvironment, transaction: T): Receipt => {
    const { id, prepared } = transaction
    const execution = new Execution(state, environment, transaction, eventNames)
    const start = state.mark()
    let fee: bigint
    try {
      fee = admission.admit(execution, transaction)
    } catch (error) {
      const value = failure(errors, error)
      state.rollback(start)
      return { transaction: id, fee: 0n, weight: prepared.weight, outcome: { kind: 'dropped', value } }
    }
    const admitted = state.mark()
    let index = 0
    let outcome: Outcome
    try {
      for (const { definition, params } of prepared.calls) {
        definition.run(execution, params)
        index++
      }
      outcome = { kind: 'applied', value: { events: execution.events } }
    } catch (error) {
      outcome = { kind: 'failed', value: { call: index, ...failure(errors, error) } }
      state.rollback(admitted)
    }
    state.settle()
    return { transaction: id, fee, weight: prepared.weight, outcome }
  }

  return {
    modules,
    // Sorted: what a module's namespace lists is in another order where a bundler has been at it.
    events: [...events.keys()].sort(),
    sums: modules.flatMap(({ sums = [] }) => sums),
    eventOf: (name) => events.get(name),
    prepare: (encoded) => prepareCalls(calls, encoded),
    execute,
    executeAll(state, environment, transactions) {
      const receipts: Receipt[] = []
      for (const part of partsOf(transactions, ({ prepared }) => prepared.weight)) {
        const shortened = shortcut?.begin(state, environment, part)
        for (const [index, each] of part.entries())
          receipts.push(shortened?.execute(index) ?? execute(state, environment, each))
      }
      return receipts
    },
    finishCommit(state, summary, used) {
      const ctx: HookContext = { state, ...summary }
      for (const module of modules) module.hooks?.afterCommit?.(ctx, used)
    },
    brokenInvariants: (state, keys) =>
      modules.flatMap((module) =>
        Object.entries(module.invariants ?? {}).flatMap(([name, holds]) => {
          const broken = holds(state, keys)
          return broken === null ? [] : [`${module.name}.${name}: ${broken}`]
        }),
      ),
  }
}

interface Tables {
  readonly calls: ReadonlyMap<string, Call<unknown>>
  readonly events: ReadonlyMap<string, Event<unknown>>
  readonly eventNames: ReadonlyMap<Event<unknown>, string>
  readonly errors: ReadonlySet<string>
}

/** The modules' tables of contents as one. Throws RangeError when two modules have one name: their calls could not be told apart. */
function collect(modules: readonly Module[], admission: { readonly errors: object }): Tables {
  const calls = new Map<string, Call<unknown>>()
  const events = new Map<string, Event<unknown>>()
  const eventNames = new Map<Event<unknown>, string>()
  const errors = new Set<string>(Object.keys(admission.errors))
  const names = new Set<string>()
  for (const module of modules) {
    if (names.has(module.name)) throw new RangeError(`there are two modules named "${module.name}"`)
    names.add(module.name)
    for (const [name, call] of Object.entries(module.calls)) calls.set(`${module.name}.${name}`, call)
    for (const [name, event] of Object.entries(module.events)) {
      events.set(`${module.name}.${name}`, event)
      eventNames.set(event, `${module.name}.${name}`)
    }
    for (const code of Object.keys(module.errors)) errors.add(code)
  }
  return { calls, events, eventNames, errors }
}

/** Code and message as receipts hold them. Throws whatever is not a declared RuntimeError: it is a bug. */
function failure(declared: ReadonlySet<string>, error: unknown): { code: string; message: string } {
  // An undeclared code is a bug like any other exception: explorers and clients could not tell what it means.
  if (!(error instanceof RuntimeError) || !declared.has(error.code)) throw error
  return { code: error.code, message: fitReceipt(error.message) }
}

function prepareCalls(
  known: ReadonlyMap<string, Call<unknown>>,
  encoded: readonly EncodedCall[],
): PreparedCalls {
  let weight = 0
  const calls = encoded.map(({ method, params: bytes }, index) => {
    const definition = known.get(method)
    if (definition === undefined)
      throw new RuntimeError('system.UnknownCall', `call ${index}: this chain has no call "${method}"`)
    const params = decodeParams(definition, bytes, index, method)
    definition.check?.(params)
    weight += typeof definition.weight === 'number' ? definition.weight : definition.weight(params)
    return { definition, params }
  })
  return { calls, weight }
}

function decodeParams(definition: Call<unknown>, bytes: Uint8Array, index: number, method: string): unknown {
  try {
    return decode(definition.params, bytes)
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    throw new RuntimeError('system.BadParameters', `call ${index}, ${method}: ${error.message}`)
  }
}
