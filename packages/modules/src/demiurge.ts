import { type Infer, struct } from '@demiurge/codec'
import { createRuntime, type Runtime } from '@demiurge/runtime'
import type { StateWriter } from '@demiurge/state'
import { admission, type ChainTransaction } from './admission.ts'
import { balances } from './balances/module.ts'
import { nft } from './nft/module.ts'
import { plainTransfers } from './plain-transfers.ts'
import { staking } from './staking/module.ts'
import { system } from './system/module.ts'
import { temporal } from './temporal/module.ts'
import { transparency } from './transparency/module.ts'

// The beacon comes before staking: at the end of an epoch it offers the seed that the next one takes.
const modules = [system, balances, nft, temporal, staking, transparency] as const

/** The rules of the chain as a type. */
export type Demiurge = Runtime<ChainTransaction, typeof modules>

/** The rules of the chain. */
export const demiurge: Demiurge = createRuntime(modules, admission, plainTransfers)

/** What the chain file says of the state at height 0: one part for each module that has one. */
export const ChainGenesis = struct({
  system: system.genesis.codec,
  balances: balances.genesis.codec,
  staking: staking.genesis.codec,
  temporal: temporal.genesis.codec,
})
export type ChainGenesis = Infer<typeof ChainGenesis>

/** Writes the state at height 0. Throws RangeError when the genesis contradicts itself. */
export function buildGenesis(state: StateWriter, genesis: ChainGenesis): void {
  system.genesis.build(state, genesis.system)
  balances.genesis.build(state, genesis.balances)
  staking.genesis.build(state, genesis.staking)
  temporal.genesis.build(state, genesis.temporal)
}
