import { call } from '../packages/node/test/running.ts'
import { type NetworkProcesses, startNetwork } from '../test/network-process.ts'
import { fund, signAll, submitAll } from './node.ts'
import type { Line } from './run.ts'

/** Accounts that send, and transfers of each: twice 80 MB of ML-DSA-65 transfers, so that every pool has a full block. */
const ACCOUNTS = 200
const PER_ACCOUNT = Number(process.env.BENCH_PER_ACCOUNT ?? 260)
const BATCH = 200
/** Time between two blocks of one validator: long enough to fill four pools in between. */
const ROUND_MS = Number(process.env.BENCH_ROUND_MS ?? 5_000)
const PATIENCE_MS = 240_000

interface Commit {
  readonly height: bigint
  readonly transactions: number
}

/**
 * A commit at the limit (80 MB, of at most 320,000 transactions) among four validators, each a process on RocksDB with fsync: slow rounds let
 * the pools fill, so that four blocks of 20 MB meet in one commit. Takes three minutes, nearly all of it waiting for rounds.
 */
export async function run(report: (line: Line) => void): Promise<void> {
  await using network = await startNetwork(4, ['--round-ms', String(ROUND_MS)])
  const [first = ''] = network.nodes.map(({ address }) => address)
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => i + 1)
  await fund(first, accounts)
  const { anchor } = (await call(first, 'chain_getHead', {})) as { anchor: string }
  const signed = await signAll(accounts, anchor, PER_ACCOUNT)
  const before = await transactionsOf(first)
  await submitAll(first, [signed.map((each) => each[0] ?? new Uint8Array())])
  await until(first, before + ACCOUNTS)
  const rest = Array.from({ length: PER_ACCOUNT }, (_, nonce) =>
    signed.map((each) => each[nonce + 1] ?? new Uint8Array()),
  ).flat()
  const bytesEach = rest.reduce((sum, { length }) => sum + length, 0) / rest.length
  const startMs = performance.now()
  await Promise.all(network.nodes.map(({ address }, i) => submitAll(address, shareOf(rest, i))))
  report({ name: 'limits.submitted', value: (performance.now() - startMs) / 1_000, unit: 's' })
  await until(first, before + ACCOUNTS + rest.length)
  const largest = await largestCommit(first)
  report({ name: 'limits.commit.transactions', value: largest.transactions, unit: 'in the largest commit' })
  report({
    name: 'limits.commit.megabytes',
    value: (largest.transactions * bytesEach) / 1e6,
    unit: 'MB of transactions',
  })
  report({
    name: 'limits.execute-and-root',
    value: await longestExecution(network),
    unit: 's, the longest of four',
  })
  report({ name: 'limits.rss', value: await mostMemory(network), unit: 'MB, the largest of four' })
  const roots = await rootsAt(network, largest.height)
  if (roots.size !== 1) throw new Error(`the nodes hold ${roots.size} different states at ${largest.height}`)
}

/** The transactions of every fourth account, so that each sender stays with one node, in batches. */
function shareOf(all: readonly Uint8Array[], node: number): Uint8Array[][] {
  const own = all.filter((_, i) => (i % ACCOUNTS) % 4 === node)
  return Array.from({ length: Math.ceil(own.length / BATCH) }, (_, i) =>
    own.slice(i * BATCH, (i + 1) * BATCH),
  )
}

async function transactionsOf(http: string): Promise<number> {
  return Number(((await call(http, 'chain_getHead', {})) as { transactions: string }).transactions)
}

async function until(http: string, count: number): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; (await transactionsOf(http)) < count; ) {
    if (performance.now() > endMs) throw new Error(`${await transactionsOf(http)} of ${count} are final`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function largestCommit(http: string): Promise<Commit> {
  const commits = (await call(http, 'chain_listCommits', {
    limit: 100,
    before: null,
    withTransactions: true,
  })) as {
    height: string
    transactions: number
  }[]
  const most = commits.reduce((a, b) => (b.transactions > a.transactions ? b : a))
  return { height: BigInt(most.height), transactions: most.transactions }
}

interface Profile {
  readonly residentBytes: string
  readonly stages: readonly { readonly name: string; readonly longestUs: string }[]
}

async function profiles({ nodes }: NetworkProcesses): Promise<readonly Profile[]> {
  return Promise.all(
    nodes.map(async ({ address }) => (await call(address, 'node_getProfile', {})) as Profile),
  )
}

async function longestExecution(network: NetworkProcesses): Promise<number> {
  const longest = ({ stages }: Profile, stage: string): number =>
    Number(stages.find(({ name }) => name === stage)?.longestUs ?? 0)
  const all = await profiles(network)
  return Math.max(...all.map((each) => longest(each, 'execute') + longest(each, 'root'))) / 1e6
}

async function mostMemory(network: NetworkProcesses): Promise<number> {
  return Math.max(...(await profiles(network)).map(({ residentBytes }) => Number(residentBytes))) / 2 ** 20
}

/** State roots of all nodes at a height, once all have archived it. */
async function rootsAt({ nodes }: NetworkProcesses, height: bigint): Promise<ReadonlySet<string>> {
  const rootOf = async (address: string): Promise<string> => {
    for (;;) {
      const answer = await call(address, 'chain_getCommit', { height: String(height) }).catch(() => undefined)
      if (answer !== undefined) return (answer as { summary: { stateRoot: string } }).summary.stateRoot
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  return new Set(await Promise.all(nodes.map(({ address }) => rootOf(address))))
}
