/** How many plain transfers one core executes, without signatures: window, nonce, fee, two accounts, event, receipt. @module */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { encode, toHex } from '@demiurge/codec'
import { merkleHasher } from '@demiurge/crypto/native'
import { decodeTransaction, encodeTransaction } from '@demiurge/ledger'
import {
  balances,
  buildGenesis,
  type ChainTransaction,
  defaultStakingParameters,
  demiurge,
  systemPort,
} from '@demiurge/modules'
import { createStateTree, MemoryState, Overlay, type StateTree } from '@demiurge/state'

setFlagsFromString('--expose-gc')
/** Moves what was prepared out of the way, so that its garbage is not counted as execution's. */
const collectGarbage: (options: { type: 'minor' }) => void = runInNewContext('gc')

type Report = (line: { name: string; value: number; unit: string }) => void

const ACCOUNTS = 100_000
const PLAIN_COMMIT = 10_000
/** Transfers in one transaction: LIMITS.calls. */
const BATCH = 1_024
const EXISTENTIAL_DEPOSIT = 1_000n
const WINDOW = { validFrom: 0n, validUntil: 600_000n }
const ANCHOR = toHex(new Uint8Array(32))
const addresses = Array.from({ length: ACCOUNTS }, (_, i) => addressAt(i))

/**
 * Reports in transfers a second: `execute.plain` and `execute.root.<transactions in a commit>` with one transfer in a transaction,
 * `execute.batch` with as many as a transaction may hold.
 */
export async function run(report: Report): Promise<void> {
  report({ name: 'execute.plain', value: measure(PLAIN_COMMIT, 20, genesis(), undefined), unit: '1/s' })
  report({ name: 'execute.batch', value: BATCH * measureBatches(20, 20, genesis()), unit: '1/s' })
  for (const size of [1_000, 10_000, 100_000]) {
    const state = genesis()
    const commits = Math.max(2, 60_000 / size)
    report({ name: `execute.root.${size}`, value: measure(size, commits, state, treeOf(state)), unit: '1/s' })
  }
}

/** Transactions a second over `commits` commits of `size`, after a few that let the compiler warm up. */
function measure(size: number, commits: number, state: MemoryState, tree: StateTree | undefined): number {
  const nonces = new Uint32Array(ACCOUNTS).fill(1)
  const warmUp = Math.ceil(30_000 / size)
  return rate({ size, commits, warmUp, state, tree }, () => transfersOf(nonces, 1))
}

/** The same for transactions of BATCH transfers. */
function measureBatches(size: number, commits: number, state: MemoryState): number {
  const nonces = new Uint32Array(ACCOUNTS).fill(1)
  return rate({ size, commits, warmUp: 3, state, tree: undefined }, () => transfersOf(nonces, BATCH))
}

interface Run {
  readonly size: number
  readonly commits: number
  readonly warmUp: number
  readonly state: MemoryState
  readonly tree: StateTree | undefined
}

function rate({ size, commits, warmUp, state, tree }: Run, make: () => ChainTransaction): number {
  let milliseconds = 0
  for (let i = 1; i <= warmUp + commits; i++) {
    const transactions = Array.from({ length: size }, make)
    collectGarbage({ type: 'minor' })
    const start = performance.now()
    commit(state, tree, transactions, BigInt(i))
    if (i > warmUp) milliseconds += performance.now() - start
  }
  return Math.round((size * commits * 1_000) / milliseconds)
}

function commit(
  state: MemoryState,
  tree: StateTree | undefined,
  transactions: readonly ChainTransaction[],
  height: bigint,
): void {
  const overlay = new Overlay(state)
  const environment = {
    chainId: 'bench',
    height,
    timeMs: height,
    epoch: 0n,
    randomness: ANCHOR,
    leader: 0,
    blocks: [],
  }
  for (const transaction of transactions) {
    const { outcome } = demiurge.execute(overlay, environment, transaction)
    if (outcome.kind !== 'applied')
      throw new Error(`a transfer was ${outcome.kind}: ${outcome.value.message}`)
  }
  demiurge.finishCommit(overlay, environment, { weight: 1_000 * transactions.length, limit: 320_000_000 })
  overlay.writeInto(state)
  tree?.commit()
}

let seed = 88_172_645
/** xorshift32: the same transactions in every run. */
function random(below: number): number {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  return (seed >>> 0) % below
}

/** A transaction of transfers from one random account to others, read from bytes as a node reads it, so that no string is shared with the state. */
function transfersOf(nonces: Uint32Array, count: number): ChainTransaction {
  const from = random(ACCOUNTS)
  const nonce = nonces[from] ?? 0
  nonces[from] = nonce + 1
  const sender = addresses[from] ?? ''
  const calls = Array.from({ length: count }, () => {
    const payment = { to: addresses[random(ACCOUNTS)] ?? '', amount: BigInt(1 + random(1_000)) }
    return { method: 'balances.transfer', params: encode(balances.calls.transfer.params, payment) }
  })
  const bytes = encodeTransaction({
    transaction: {
      chainId: 'bench',
      sender,
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

/** Accounts that have money and have sent a transaction before. */
function genesis(): MemoryState {
  const state = new MemoryState()
  buildGenesis(state, {
    system: {
      floor: { price: 1_000n, bytesPrice: 1n },
      ceiling: { price: 1_000_000n, bytesPrice: 1_000n },
    },
    balances: {
      existentialDeposit: EXISTENTIAL_DEPOSIT,
      accounts: addresses.map((account) => ({ account, amount: 10n ** 15n })),
    },
    temporal: { parameters: { segments: 1, iterations: 1, revealBps: 1_000 }, chains: [] },
    staking: {
      startMs: 0n,
      seed: ANCHOR,
      parameters: { ...defaultStakingParameters, minSelfStake: 1n },
      validators: addresses.slice(0, 1).map((account) => ({
        account,
        suite: 1,
        key: new Uint8Array(0),
        stake: 10n ** 9n,
        commissionBps: 0,
        name: 'bench',
      })),
    },
  })
  for (const account of addresses) systemPort.useNonce({ state }, { account, lane: 0 }, 0n)
  return state
}

function treeOf(state: MemoryState): StateTree {
  const tree = createStateTree({ hasher: merkleHasher, capacity: 4 * ACCOUNTS })
  state.attach(tree)
  tree.commit()
  return tree
}

function addressAt(index: number): string {
  const bytes = new Uint8Array(32)
  for (let at = 0; at < bytes.length; at += 4)
    new DataView(bytes.buffer).setUint32(at, Math.imul(index * 8 + at + 1, 0x9e3779b1), true)
  return toHex(bytes)
}
