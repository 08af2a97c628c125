import { type Codec, encode } from '@demiurge/codec'
import type { TransactionCall } from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import type { Call, Module } from '@demiurge/runtime'
import type { Given } from '../wire/caller.ts'
import type { Draft } from './draft.ts'

type CallParams<C> = C extends Call<infer P> ? P : never

type CallsOf<Modules extends readonly Module[]> = {
  readonly [Each in Modules[number] as Each['name']]: {
    readonly [Name in keyof Each['calls']]: (params: Given<CallParams<Each['calls'][Name]>>) => Draft
  }
}

/** `tx.nft.mint({ … })`: every call of the chain by module and name; names and parameters follow from the modules themselves. */
export type TypedCalls = CallsOf<typeof demiurge.modules>

/** Builds the typed calls; `draft` turns the encoded one into a draft. */
export function createTypedCalls(draft: (calls: readonly TransactionCall[]) => Draft): TypedCalls {
  const modules: readonly Module[] = demiurge.modules
  const table = modules.map(({ name: module, calls }) => {
    const typed = Object.entries(calls).map(([name, { params }]) => {
      const codec: Codec<unknown> = params
      return [
        name,
        (given: unknown) => draft([{ method: `${module}.${name}`, params: encode(codec, given) }]),
      ]
    })
    return [module, Object.fromEntries(typed)]
  })
  // The table is made from the very modules that the type is derived from.
  return Object.fromEntries(table) as TypedCalls
}
