import { encode } from '@demiurge/codec'
import { merkleHasher } from '@demiurge/crypto/native'
import { balancesState } from '@demiurge/modules'
import { createStateTree, MemoryState, type StateTree } from '@demiurge/state'
import { treeOver } from '../packages/node/src/chain/genesis.ts'
import { RootThreads } from '../packages/node/src/chain/root-threads.ts'

type Report = (line: { name: string; value: number; unit: string }) => void

const LEAVES = 1_000_000
const BATCHES = [1_000, 10_000, 100_000]

/** Size of the commits whose roots are computed together, and by how many: the caller and threads. */
const SHARED_BATCH = 10_000
const TOGETHER = 2

/**
 * State: a million accounts loaded from bytes with their tree (`state.reload.1000000`, median of five) and what each takes of memory,
 * tables and tree together (`state.bytes-per-account`); updates with root over a million leaves, and proofs. `state.root.10000` is what
 * the root alone takes of such updates. Lines that end in `.threads.2`: another thread computes roots together with the one that waits,
 * measured in turns with one thread alone. About 40 seconds.
 */
export async function run(report: Report): Promise<void> {
  const roots = new RootThreads({ threads: TOGETHER - 1 })
  const { bytesPerAccount, seconds } = reload()
  report({ name: 'state.bytes-per-account', value: bytesPerAccount, unit: 'B' })
  report({ name: 'state.reload.1000000', value: seconds, unit: 's' })
  report({ name: `state.reload.1000000.threads.${TOGETHER}`, value: reload(roots).seconds, unit: 's' })
  const tree = createFullTree()
  for (const size of BATCHES)
    report({ name: `state.update.${size}`, value: updatesPerSecond([tree], size)[0].all, unit: '1/s' })
  const [alone, together] = updatesPerSecond([tree, createFullTree(roots)], SHARED_BATCH)
  const others = `threads.${TOGETHER}`
  report({ name: `state.update.${SHARED_BATCH}.${others}`, value: together.all, unit: '1/s' })
  report({ name: `state.root.${SHARED_BATCH}`, value: alone.root, unit: '1/s' })
  report({ name: `state.root.${SHARED_BATCH}.${others}`, value: together.root, unit: '1/s' })
  report({ name: 'state.prove', value: proofsPerSecond(tree), unit: '1/s' })
  await roots.close()
}

/** What a node does at its start with the accounts that its store hands out, except for reading them from the disk. */
function reload(background?: RootThreads): { readonly bytesPerAccount: number; readonly seconds: number } {
  const account = encode(balancesState.Account, { free: 10n ** 15n, reserved: 0n, locked: 0n, nonce: 1n })
  const keys = Array.from({ length: LEAVES }, (_, n) => accountKey(n))
  const times: number[] = []
  const sizes: number[] = []
  for (let i = 0; i < 5; i++) {
    const before = process.memoryUsage()
    const startMs = performance.now()
    const state = new MemoryState()
    for (const key of keys) state.load(key, account)
    treeOver(state, merkleHasher, background)
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

function createFullTree(background?: RootThreads): StateTree {
  const common = { hasher: merkleHasher, capacity: LEAVES }
  const tree = createStateTree(background === undefined ? common : { ...common, background })
  for (let n = 0; n < LEAVES; n++) tree.set(accountKey(n), value)
  tree.commit()
  return tree
}

/** Updates a second. */
interface Rates {
  /** With everything: each key hashed and found, its value noted, one root for each batch. */
  readonly all: number
  /** As far as the root alone takes time. */
  readonly root: number
}

/** Changes of random accounts: the same on each tree, in turns. */
function updatesPerSecond<Trees extends readonly StateTree[]>(
  trees: readonly [...Trees],
  size: number,
): { [K in keyof Trees]: Rates } {
  const rounds = Math.max(5, Math.round(600_000 / size))
  const random = createRandom(size)
  const spent = trees.map(() => ({ allMs: 0, rootMs: 0 }))
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
    const keys = Array.from({ length: size }, () => accountKey(random() % LEAVES))
    for (const [i, tree] of trees.entries()) {
      const startMs = performance.now()
      for (const key of keys) {
        view.setUint32(0, random())
        tree.set(key, value)
      }
      const setMs = performance.now()
      tree.commit()
      const endMs = performance.now()
      const times = spent[i]
      if (round < 0 || times === undefined) continue
      times.allMs += endMs - startMs
      times.rootMs += endMs - setMs
    }
  }
  const rate = (ms: number): number => Math.round((rounds * size * 1000) / ms)
  return spent.map(({ allMs, rootMs }) => ({ all: rate(allMs), root: rate(rootMs) })) as {
    [K in keyof Trees]: Rates
  }
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
