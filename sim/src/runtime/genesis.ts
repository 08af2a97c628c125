import { toHex } from '@demiurge/codec'
import { addressOf, H, type KeyPair, type Policy, singleKeyPolicy } from '@demiurge/crypto'
import { merkleHasher } from '@demiurge/crypto/native'
import type { Checkpoint, Committee } from '@demiurge/ledger'
import { buildGenesis, defaultStakingParameters, stakingPort, temporalPort } from '@demiurge/modules'
import { MemoryState } from '@demiurge/state'
import { closingOf, genesisCheckpoint, treeOver } from '../../../packages/node/src/chain/genesis.ts'
import { fastSuites } from '../suites.ts'

export const CHAIN_ID = 'demiurge-test'
export const START_MS = 1_700_000_000_000
/** Suite of all keys of a simulated chain; `fastSuites` puts a keyed hash in its place. */
export const SUITE = 64
export const DEM = 1_000_000_000n

/** Somebody with a key: a validator or a client. */
export interface Person {
  readonly account: string
  readonly keyPair: KeyPair
  readonly policy: Policy
}

/** A chain at height 0. */
export interface FirstState {
  readonly genesis: Checkpoint
  readonly committee: Committee
  /** The state by key, canonical bytes. */
  readonly entries: ReadonlyMap<string, Uint8Array>
  /** Sparks at height 0, and how many more each epoch makes. */
  readonly supply: bigint
  readonly epochRewards: bigint
  readonly validators: readonly Person[]
  readonly clients: readonly Person[]
}

const CLIENTS = 4
const CLIENT_COINS = 20_000_000n * DEM
const VALIDATOR_COINS = 1_000n * DEM
const LINKS = 128

function person(number: number): Person {
  const keyPair = fastSuites.get(SUITE).keyPairFromSeed(new Uint8Array(32).fill(number))
  const policy = singleKeyPolicy({ suite: SUITE, key: keyPair.publicKey })
  return { account: addressOf(policy), keyPair, policy }
}

const remembered = new Map<number, Person>()

/** The person of a number; keys and addresses are made once. */
function personOf(number: number): Person {
  const known = remembered.get(number) ?? person(number)
  remembered.set(number, known)
  return known
}

/** What is revealed after a link of a validator's hash chain, for the chains of all validators that were asked for. */
const preimages = new Map<string, string>()
const tips = new Map<string, string>()

function tipOf(account: string): string {
  const known = tips.get(account)
  if (known !== undefined) return known
  let link = account
  for (let i = 0; i < LINKS; i++) {
    const next = temporalPort.linkOf(link)
    preimages.set(next, link)
    link = next
  }
  tips.set(account, link)
  return link
}

/** The preimage of a link, or null at the end of its chain. */
export function preimageOf(link: string | undefined): string | null {
  return link === undefined ? null : (preimages.get(link) ?? null)
}

/** A chain for as many validators as there are stakes (in millions of DEM), of which at most `maxSeats` sit; clients hold coins. */
export function firstState(options: {
  readonly stakes: readonly number[]
  readonly maxSeats: number
  readonly epochMs: number
}): FirstState {
  const { stakes, maxSeats, epochMs } = options
  const validators = stakes.map((_, i) => personOf(i + 1))
  const clients = Array.from({ length: CLIENTS }, (_, i) => personOf(100 + i))
  const state = new MemoryState()
  const stakeOf = (i: number): bigint => BigInt(stakes[i] ?? 0) * 1_000_000n * DEM
  const accounts = [
    ...clients.map(({ account }) => ({ account, amount: CLIENT_COINS })),
    ...validators.map(({ account }, i) => ({ account, amount: stakeOf(i) + VALIDATOR_COINS })),
  ]
  const parameters = {
    ...defaultStakingParameters,
    maxSeats,
    epochMs: BigInt(epochMs),
    // Short enough that what leaves a pool comes back within a run.
    unbondingMs: BigInt(2 * epochMs),
  }
  buildGenesis(state, {
    system: {
      floor: { price: 1_000n, bytesPrice: 1n },
      ceiling: { price: 1_000_000_000n, bytesPrice: 1_000_000n },
    },
    balances: { existentialDeposit: 1_000_000n, accounts },
    temporal: {
      parameters: { segments: 2, iterations: 2, revealBps: 4_000 },
      chains: validators.map(({ account }) => ({ account, tip: tipOf(account) })),
    },
    staking: {
      startMs: BigInt(START_MS),
      seed: `0x${'67'.repeat(32)}`,
      parameters,
      validators: validators.map(({ account, keyPair }, i) => ({
        account,
        suite: SUITE,
        key: keyPair.publicKey,
        stake: stakeOf(i),
        commissionBps: 500,
        name: `Validator ${i}`,
      })),
    },
  })
  const epoch = stakingPort.epochOf({ state })
  const genesis = genesisCheckpoint({
    fileDigest: toHex(H(new TextEncoder().encode(CHAIN_ID))),
    stateRoot: treeOver(state, merkleHasher).root,
    timestampMs: BigInt(START_MS),
    closing: closingOf(epoch, merkleHasher),
  })
  const entries = new Map<string, Uint8Array>()
  for (const key of state.keys('')) entries.set(key, state.bytes(key) ?? new Uint8Array(0))
  return {
    genesis,
    committee: epoch.committee,
    entries,
    supply: accounts.reduce((sum, { amount }) => sum + amount, 0n),
    epochRewards: parameters.epochRewards,
    validators,
    clients,
  }
}
