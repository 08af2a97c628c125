/** How many plain transfers a node executes, without signatures: window, nonce, fee, two accounts, event, receipt. @module */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { merkleHasher } from '@demiurge/crypto/native'
import { type ChainTransaction, demiurge } from '@demiurge/modules'
import { Overlay, type StateTree } from '@demiurge/state'
import { openCommitLog } from '@demiurge/store'
import { treeOver } from '../packages/node/src/chain/genesis.ts'
import { RootThreads } from '../packages/node/src/chain/root-threads.ts'
import { batches, mints, plainTransfers } from './load/commits.ts'
import { compare } from './load/parallel.ts'
import { createGround, environmentAt, type Ground, transferOn } from './load/transfers.ts'

setFlagsFromString('--expose-gc')
// As a node has it (`apps/cli/bin/demiurge.mjs`).
setFlagsFromString('--external-memory-accounted-in-global-limit')
setFlagsFromString('--external-memory-max-growing-factor=1.5')
setFlagsFromString('--heap-growing-percent=100')
/** Moves what was prepared out of the way, so that its garbage is not counted as execution's. */
const collectGarbage: (options?: { type: 'minor' }) => void = runInNewContext('gc')

type Report = (line: { name: string; value: number; unit: string }) => void

const PLAIN_COMMIT = 10_000
/** Transfers in one transaction: LIMITS.calls. */
const BATCH = 1_024
/** Transactions that are executed without a pause. */
const STRETCH = 50_000
const STRETCHES = 5
/** Stretches before those that count, while code is compiled. */
const WARM_UP = 2
/** Commits that are executed and not yet on disk. */
const MOST_WAITING = 4

/**
 * Reports in transfers a second. 100,000 accounts, one thread: `execute.plain` and `execute.root.<transactions in a commit>` with one
 * transfer in a transaction, `execute.batch` with as many as a transaction may hold. 1,000,000 accounts, as a node does it:
 * `execute.root-log.<transactions in a commit>`, where a second thread computes the roots and every commit is durable, both while the
 * next one executes; the median of five stretches of 50,000. Then lanes (`reportParallel`; BENCH_EXECUTE=parallel: nothing else).
 * BENCH_EXECUTE=large: `execute.accounts.10000000`, root and log with ten million accounts.
 */
export async function run(report: Report): Promise<void> {
  if (process.env.BENCH_EXECUTE === 'parallel') {
    await reportParallel(report)
    return
  }
  if (process.env.BENCH_EXECUTE === 'large') {
    await reportDurable(report, 10_000_000, { 'execute.accounts.10000000': 10_000 })
    return
  }
  const few = () => createGround(100_000)
  report({ name: 'execute.plain', value: measure(PLAIN_COMMIT, 20, few()), unit: '1/s' })
  report({ name: 'execute.batch', value: BATCH * measure(20, 20, few(), BATCH), unit: '1/s' })
  const ground = few()
  const tree = treeOver(ground.state, merkleHasher)
  for (const size of [1_000, 10_000, 100_000]) {
    const commits = Math.max(2, 60_000 / size)
    report({ name: `execute.root.${size}`, value: measure(size, commits, ground, 1, tree), unit: '1/s' })
  }
  const lines = { 'execute.root-log.1000': 1_000, 'execute.root-log.10000': 10_000 }
  await reportDurable(report, 1_000_000, lines)
  await reportParallel(report)
}

/**
 * `execute.parallel.<workload>.<lanes>`: transfers or items a second with so many execution lanes, the main thread among them, from the
 * transactions' bytes to the changed state; `.speedup`, how many times that is what one transaction after the other gives in the same run,
 * and `.main-thread`, the same for the main thread's processor time, where no other process is in the way; `.conflicts`, the part of
 * what lanes executed that was executed again.
 */
async function reportParallel(report: Report): Promise<void> {
  const workloads = {
    transfers: () => plainTransfers(PLAIN_COMMIT),
    batches: () => batches(20),
    mints: () => mints(2_000),
  }
  for (const [name, workload] of Object.entries(workloads))
    for (const lanes of [2, 4, 8].filter((count) => count <= Math.max(2, availableParallelism()))) {
      const { sequential, parallel, relief, conflicts } = await compare(workload, lanes - 1)
      const line = `execute.parallel.${name}.${lanes}`
      report({ name: line, value: parallel, unit: '1/s' })
      report({ name: `${line}.speedup`, value: parallel / sequential, unit: 'x' })
      report({ name: `${line}.main-thread`, value: relief, unit: 'x' })
      report({ name: `${line}.conflicts`, value: conflicts, unit: '' })
    }
}

/** Transactions a second over `commits` commits of `size`, after a few that let the compiler warm up. */
function measure(size: number, commits: number, ground: Ground, calls = 1, tree?: StateTree): number {
  const warmUp = calls === 1 ? Math.ceil(30_000 / size) : 3
  let milliseconds = 0
  for (let i = 1; i <= warmUp + commits; i++) {
    const transactions = prepare(ground, size, calls)
    const start = performance.now()
    execute(ground, transactions, BigInt(i)).writeInto(ground.state)
    tree?.commit()
    if (i > warmUp) milliseconds += performance.now() - start
  }
  return Math.round((size * commits * 1_000) / milliseconds)
}

/** Reports the lines given with the size of their commits, all on one state. */
async function reportDurable(
  report: Report,
  accounts: number,
  lines: Readonly<Record<string, number>>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'demiurge-bench-'))
  const roots = new RootThreads()
  try {
    const ground = createGround(accounts)
    const tree = treeOver(ground.state, merkleHasher, roots)
    for (const [name, size] of Object.entries(lines)) {
      const rates: number[] = []
      collectGarbage()
      // All are prepared before the first is executed, and kept: making and collecting them is not execution's.
      const prepared = Array.from({ length: WARM_UP + STRETCHES }, () => prepare(ground, STRETCH, 1))
      collectGarbage()
      for (const [i, transactions] of prepared.entries()) {
        const rate = await stretch({ ground, tree, size, transactions, directory: join(directory, name) })
        if (i >= WARM_UP) rates.push(rate)
      }
      report({ name, value: rates.sort((a, b) => a - b)[STRETCHES >> 1] ?? 0, unit: '1/s' })
    }
  } finally {
    await roots.close()
    await rm(directory, { recursive: true, force: true })
  }
}

/**
 * Transactions a second over one stretch, until the last commit has its root and is durable. A commit's root is computed while the next
 * one executes; its record is written meanwhile, and as in a node a few commits may wait for the disk, which then share a sync.
 */
async function stretch(on: {
  readonly ground: Ground
  readonly tree: StateTree
  readonly size: number
  readonly transactions: readonly ChainTransaction[]
  readonly directory: string
}): Promise<number> {
  const { ground, tree, size, transactions, directory } = on
  await using log = await openCommitLog({ directory })
  const start = performance.now()
  const waiting: Promise<unknown>[] = []
  let root = tree.beginCommit()
  for (let at = 0; at < STRETCH; at += size) {
    const overlay = execute(ground, transactions.slice(at, at + size), BigInt(at + 1))
    overlay.writeInto(ground.state)
    root = tree.beginCommit()
    waiting.push(log.append(overlay.record()))
    await (waiting.length > MOST_WAITING ? waiting.shift() : setImmediate())
  }
  await Promise.all(waiting)
  if (root.value.length !== 66) throw new Error('there is no root')
  return Math.round((STRETCH * 1_000) / (performance.now() - start))
}

function prepare(ground: Ground, count: number, calls: number): ChainTransaction[] {
  const transactions = Array.from({ length: count }, () => transferOn(ground, calls))
  // Only what has lived through two collections is out of the way.
  collectGarbage({ type: 'minor' })
  collectGarbage({ type: 'minor' })
  return transactions
}

/** Executes a commit on an overlay; every transfer must succeed. */
function execute({ state }: Ground, transactions: readonly ChainTransaction[], height: bigint): Overlay {
  const overlay = new Overlay(state)
  const environment = environmentAt(height)
  for (const { outcome } of demiurge.executeAll(overlay, environment, transactions))
    if (outcome.kind !== 'applied')
      throw new Error(`a transfer was ${outcome.kind}: ${outcome.value.message}`)
  demiurge.finishCommit(overlay, environment, { weight: 1_000 * transactions.length, limit: 320_000_000 })
  return overlay
}
