import { encode } from '@demiurge/codec'
import { merkleHasher } from '@demiurge/crypto/native'
import { balancesState } from '@demiurge/modules'
import { createStateTree, MemoryState, type StateTree } from '@demiurge/state'
import { treeOver } from '../packages/node/src/chain/genesis.ts'

type Report = (line: { name: string; value: number; unit: string }) => void

const LEAVES = 1_000_000
const BATCHES = [1_000, 10_000, 100_000]

/**
 * State: a million accounts loaded from bytes with their tree (`state.reload.1000000`, median of five) and what each takes of memory,
 * tables and tree together (`state.bytes-per-account`); updates with root over a million leaves, and proofs. About 20 seconds.
 */
export async function run(report: Report): Promise<void> {
  const { bytesPerAccount, seconds } = reload()
  report({ name: 'state.bytes-per-account', value: bytesPerAccount, unit: 'B' })
  report({ name: 'state.reload.1000000', value: seconds, unit: 's' })
  const tree = createFullTree()
  for (const size of BATCHES)
    report({ name: `state.update.${size}`, value: updatesPerSecond(tree, size), unit: '1/s' })
  report({ name: 'state.prove', value: proofsPerSecond(tree), unit: '1/s' })
}

/** What a node does at its start with the accounts that its store hands out, except for reading them from the disk. */
function reload(): { readonly bytesPerAccount: number; readonly seconds: number } {
  const account = encode(balancesState.Account, { free: 10n ** 15n, reserved: 0n, locked: 0n, nonce: 1n })
  const keys = Array.from({ length: LEAVES }, (_, n) => accountKey(n))
  const times: number[] = []
  const sizes: number[] = []
  for (let i = 0; i < 5; i++) {
    const before = process.memoryUsage()
    const startMs = performance.now()
    const state = new MemoryState()
    for (const key of keys) state.load(key, account)
    treeOver(state, merkleHasher)
    times.push(performance.now() - startMs)
    const after = process.memoryUsage()
    sizes.push(after.arrayBuffers - before.arrayBuffers)
  }
  return {
    // The first: later ones begin where the state before them is perhaps not collected yet.
    bytesPerAccount: (sizes[0] ?? 0) / LEAVES,
    seconds: (times.sort((a, b) => a - b)[2] ?? 0) / 1_000,
  }
}

/** Key of an account, as long as real ones are: 84 characters. */
function accountKey(n: number): string {
  return `balances/accounts/0x${(BigInt(n + 1) * 0x9e3779b97f4a7c15f39cc0605cedc8341n).toString(16).padStart(64, '0').slice(-64)}`
}

const value = new Uint8Array(40)
const view = new DataView(value.buffer)

function createFullTree(): StateTree {
  const tree = createStateTree({ hasher: merkleHasher, capacity: LEAVES })
  for (let n = 0; n < LEAVES; n++) tree.set(accountKey(n), value)
  tree.commit()
  return tree
}

/** Changes of random accounts a second, each hashed, found and written, with one root for each batch. */
function updatesPerSecond(tree: StateTree, size: number): number {
  const rounds = Math.max(5, Math.round(600_000 / size))
  const random = createRandom(size)
  let elapsedMs = 0
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
    const keys = Array.from({ length: size }, () => accountKey(random() % LEAVES))
    const startMs = performance.now()
    for (const key of keys) {
      view.setUint32(0, random())
      tree.set(key, value)
    }
    tree.commit()
    if (round >= 0) elapsedMs += performance.now() - startMs
  }
  return Math.round((rounds * size * 1000) / elapsedMs)
}

function proofsPerSecond(tree: StateTree): number {
  const random = createRandom(7)
  const keys = Array.from({ length: 100_000 }, () => accountKey(random() % LEAVES))
  const startMs = performance.now()
  for (const key of keys) tree.prove(key)
  return Math.round((keys.length * 1000) / (performance.now() - startMs))
}

/** Xorshift: the same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
