/** Executes the same workload one transaction after the other and in lanes, commits in turns. @module */
import type { VerifiedTransaction } from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import { Overlay } from '@demiurge/state'
import { Executor } from '../../packages/node/src/chain/lanes/executor.ts'
import type { Workload } from './commits.ts'
import { environmentAt, type Ground } from './transfers.ts'

/** Commits before anything is measured: lanes begin, take their shares, and compilers have seen everything. */
const WARM_UP = 24
const ROUNDS = 5
/** Commits in a row on one side before it is the other's turn. */
const STRETCH = 4

/** One side: a state of its own, and how it executes. */
interface Side {
  readonly ground: Ground
  readonly executor: Executor
  readonly workload: Workload
  height: bigint
}

/** What came of it; rates are medians of five stretches. */
export interface Compared {
  /** Transfers or items a second, one transaction after the other and in lanes. */
  readonly sequential: number
  readonly parallel: number
  /** How many times the processor time of the main thread it is without lanes. */
  readonly relief: number
  /** Of the transactions that lanes executed, the part that had to be executed again. */
  readonly conflicts: number
}

/** One stretch: how many a second, and the main thread's processor time for each, microseconds. */
interface Measured {
  readonly rate: number
  readonly mainUs: number
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** Compares with so many threads beside the main one. */
export async function compare(workload: () => Workload, threads: number): Promise<Compared> {
  const plain = sideOf(workload(), 0)
  const lanes = sideOf(workload(), threads)
  try {
    for (let i = 0; i < WARM_UP; i++)
      for (const side of [plain, lanes]) {
        commit(side, side.workload.next())
        side.executor.settle()
      }
    const before = lanes.executor.report()
    const pairs = Array.from({ length: ROUNDS }, () => ({ alone: stretch(plain), together: stretch(lanes) }))
    const after = lanes.executor.report()
    return {
      sequential: median(pairs.map(({ alone }) => alone.rate)),
      parallel: median(pairs.map(({ together }) => together.rate)),
      relief: median(pairs.map(({ alone, together }) => alone.mainUs / together.mainUs)),
      conflicts: (after.conflicts - before.conflicts) / Math.max(1, after.speculated - before.speculated),
    }
  } finally {
    await Promise.all([plain.executor.close(), lanes.executor.close()])
  }
}

function sideOf(workload: Workload, threads: number): Side {
  const side = {
    ground: workload.ground,
    executor: new Executor({ threads, countTransfers: true }),
    workload,
    height: 0n,
  }
  if (workload.first.length > 0) commit(side, workload.first)
  return side
}

/** A few commits, from bytes to the changed state; lanes follow what the last one changed before time is up. */
function stretch(side: Side): Measured {
  const { workload, executor } = side
  const commits = Array.from({ length: STRETCH }, () => workload.next())
  const count = commits.reduce((sum, { length }) => sum + length, 0) * workload.perTransaction
  const start = performance.now()
  const cpu = process.threadCpuUsage()
  for (const transactions of commits) commit(side, transactions)
  executor.settle()
  const { user, system } = process.threadCpuUsage(cpu)
  return { rate: (count * 1_000) / (performance.now() - start), mainUs: (user + system) / count }
}

/** Executes a commit; everything in it must succeed. */
function commit(side: Side, transactions: readonly VerifiedTransaction[]): void {
  const { state } = side.ground
  side.height += 1n
  const environment = environmentAt(side.height)
  const overlay = new Overlay(state)
  let weight = 0
  for (const { receipt } of side.executor.run(overlay, environment, transactions, () => true)) {
    const { outcome, weight: own } = receipt
    if (outcome.kind !== 'applied')
      throw new Error(`a transaction was ${outcome.kind}: ${outcome.value.message}`)
    weight += own
  }
  demiurge.finishCommit(overlay, environment, { weight: Math.min(weight, 1), limit: 320_000_000 })
  overlay.writeInto(state)
  side.executor.follow(state, () => overlay.record())
}
