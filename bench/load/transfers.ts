/** Accounts and transfers between them, for the benchmarks of execution and state. @module */
import { encode, toHex } from '@demiurge/codec'
import { decodeTransaction, encodeTransaction } from '@demiurge/ledger'
import {
  balances,
  balancesState,
  buildGenesis,
  type ChainTransaction,
  defaultStakingParameters,
  demiurge,
} from '@demiurge/modules'
import { MemoryState } from '@demiurge/state'

const EXISTENTIAL_DEPOSIT = 1_000n
const WINDOW = { validFrom: 0n, validUntil: 600_000n }
const ANCHOR = toHex(new Uint8Array(32))
const RICHES = 10n ** 15n

/** A chain of so many accounts on which nothing has happened but that each has sent one transaction. */
export interface Ground {
  readonly accounts: number
  readonly state: MemoryState
  /** Next nonces by account. */
  readonly nonces: Uint32Array
}

/** Address of an account by its number: 32 bytes that look random. */
export function addressAt(index: number): string {
  const words = new Uint32Array(8)
  for (let i = 0; i < 8; i++) words[i] = Math.imul(index * 8 + i + 1, 0x9e3779b1)
  return toHex(new Uint8Array(words.buffer))
}

/** The state after genesis, with all its accounts. */
export function createGround(accounts: number): Ground {
  const state = new MemoryState()
  const ctx = { state }
  buildGenesis(state, {
    system: {
      floor: { price: 1_000n, bytesPrice: 1n },
      ceiling: { price: 1_000_000n, bytesPrice: 1_000n },
    },
    balances: {
      existentialDeposit: EXISTENTIAL_DEPOSIT,
      accounts: [{ account: addressAt(0), amount: RICHES }],
    },
    temporal: { parameters: { segments: 1, iterations: 1, revealBps: 1_000 }, chains: [] },
    staking: {
      startMs: 0n,
      seed: ANCHOR,
      parameters: { ...defaultStakingParameters, minSelfStake: 1n },
      validators: [
        {
          account: addressAt(0),
          suite: 1,
          key: new Uint8Array(0),
          stake: 10n ** 9n,
          commissionBps: 0,
          name: 'bench',
        },
      ],
    },
  })
  const account = { free: RICHES, reserved: 0n, locked: 0n, nonce: 1n }
  for (let i = 0; i < accounts; i++) balancesState.accounts.set(ctx, addressAt(i), account)
  return { accounts, state, nonces: new Uint32Array(accounts).fill(1) }
}

let seed = 88_172_645
/** xorshift32: the same transactions in every run. */
function random(below: number): number {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  return (seed >>> 0) % below
}

/**
 * A transaction of `count` transfers from one random account to others, read from bytes as a node reads it, so that no string is shared
 * with the state.
 */
export function transferOn({ accounts, nonces }: Ground, count: number): ChainTransaction {
  const from = random(accounts)
  const nonce = nonces[from] ?? 0
  nonces[from] = nonce + 1
  const calls = Array.from({ length: count }, () => {
    const payment = { to: addressAt(random(accounts)), amount: BigInt(1 + random(1_000)) }
    return { method: 'balances.transfer', params: encode(balances.calls.transfer.params, payment) }
  })
  const bytes = encodeTransaction({
    transaction: {
      chainId: 'bench',
      sender: addressAt(from),
      lane: 0,
      nonce: BigInt(nonce),
      ...WINDOW,
      anchor: ANCHOR,
      tip: 0n,
      maxFee: 10n ** 12n,
      payer: null,
      calls,
    },
    authorization: { policy: null, signatures: [] },
    payerAuthorization: null,
  })
  const signed = decodeTransaction(bytes)
  return {
    id: ANCHOR,
    sender: signed.transaction.sender,
    prepared: demiurge.prepare(signed.transaction.calls),
    signed,
    bytes,
    anchorKnown: true,
  }
}

/** What a commit says of itself. */
export function environmentAt(height: bigint) {
  return { chainId: 'bench', height, timeMs: height, epoch: 0n, randomness: ANCHOR, leader: 0, blocks: [] }
}
