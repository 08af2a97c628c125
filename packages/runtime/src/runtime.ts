import { CodecError, decode, encode } from '@demiurge/codec'
import type { Overlay, StateReader } from '@demiurge/state'
import type { Context } from './context.ts'
import type { Call, Event, HookContext, Module } from './define.ts'
import { RuntimeError } from './errors.ts'
import type { EventRecord, Outcome, Receipt } from './receipt.ts'

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

/** Where a commit stands: the same on every node. */
export interface CommitEnvironment {
  readonly chainId: string
  readonly height: bigint
  readonly timeMs: bigint
}

/**
 * Takes a transaction in where it came in the order: nonce, window, fee. Returns the fee that was charged, in sparks, or throws
 * RuntimeError, and the transaction is dropped without a trace.
 */
export type Admission<T extends ExecutableTransaction> = (ctx: Context, transaction: T) => bigint

/** The chain's rules: modules and the admission of transactions, as one deterministic machine. */
export interface Runtime<T extends ExecutableTransaction, M extends readonly Module[] = readonly Module[]> {
  readonly modules: M
  /** Decodes and checks calls without state. Throws RuntimeError. */
  prepare(calls: readonly EncodedCall[]): PreparedCalls
  /** Runs one transaction: all of its calls or none. */
  execute(state: Overlay, environment: CommitEnvironment, transaction: T): Receipt
  /** Runs the modules' hooks after a commit's last transaction. */
  finishCommit(state: Overlay, environment: CommitEnvironment, used: { weight: number; limit: number }): void
  /** Sentences of the invariants that do not hold; empty when all is well. */
  brokenInvariants(state: StateReader, keys: (prefix: string) => Iterable<string>): readonly string[]
  /** An event's definition by `module.name`. */
  eventOf(name: string): Event<unknown> | undefined
}

/** Builds the runtime from its modules, in the order in which their hooks run. */
export function createRuntime<const M extends readonly Module[], T extends ExecutableTransaction>(
  modules: M,
  admit: Admission<T>,
): Runtime<T, M> {
  const calls = new Map<string, Call<unknown>>()
  const events = new Map<string, Event<unknown>>()
  const eventNames = new Map<Event<unknown>, string>()
  const errors = new Set<string>()
  for (const module of modules) {
    for (const [name, call] of Object.entries(module.calls)) calls.set(`${module.name}.${name}`, call)
    for (const [name, event] of Object.entries(module.events)) {
      events.set(`${module.name}.${name}`, event)
      eventNames.set(event, `${module.name}.${name}`)
    }
    for (const code of Object.keys(module.errors)) errors.add(code)
  }

  const nameOf = (event: Event<unknown>): string => {
    const name = eventNames.get(event)
    if (name === undefined) throw new Error('an event was emitted that no module declares')
    return name
  }

  const expected = (error: unknown): RuntimeError => {
    // An undeclared code is a bug like any other exception: explorers and clients could not tell what it means.
    if (error instanceof RuntimeError && errors.has(error.code)) return error
    throw error
  }

  return {
    modules,
    eventOf: (name) => events.get(name),
    prepare: (encoded) => prepareCalls(calls, encoded),
    execute(state, environment, transaction) {
      let records: EventRecord[] = []
      const ctx: Context = {
        state,
        chainId: environment.chainId,
        height: environment.height,
        timeMs: environment.timeMs,
        sender: transaction.sender,
        transaction: transaction.id,
        emit(event, data) {
          records.push({ name: nameOf(event as Event<unknown>), data: encode(event.data, data) })
        },
      }
      const receipt = (fee: bigint, outcome: Outcome): Receipt => ({
        transaction: transaction.id,
        fee,
        weight: transaction.prepared.weight,
        outcome,
      })
      const start = state.mark()
      let fee: bigint
      try {
        fee = admit(ctx, transaction)
      } catch (error) {
        const { code, message } = expected(error)
        state.rollback(start)
        return receipt(0n, { kind: 'dropped', value: { code, message } })
      }
      const mark = state.mark()
      let index = 0
      try {
        for (const { definition, params } of transaction.prepared.calls) {
          definition.run(ctx, params)
          index++
        }
        return receipt(fee, { kind: 'applied', value: { events: records } })
      } catch (error) {
        const { code, message } = expected(error)
        state.rollback(mark)
        records = []
        return receipt(fee, { kind: 'failed', value: { call: index, code, message } })
      }
    },
    finishCommit(state, environment, used) {
      const ctx: HookContext = { state, ...environment }
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
