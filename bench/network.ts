import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { WebSocket } from 'ws'
import { call } from '../packages/node/test/running.ts'
import { type NetworkProcesses, startNetwork } from '../test/network-process.ts'
import { cpuMsOf } from './measuring/process-usage.ts'
import { type Shares, sharesOf } from './measuring/shares.ts'
import { fund, latencies, signAll, submitAll } from './node.ts'
import type { Line } from './run.ts'

type Report = (line: Line) => void

/** What is measured: sizes of the committee, and the simulation of a wide network. `BENCH_NETWORK=4,7` measures those alone. */
const WANTED = (process.env.BENCH_NETWORK ?? '1,4,7,16,wan20').split(',')
const accounts = Array.from({ length: 200 }, (_, i) => i + 1)
/** Transfers for the load of one node; with more nodes each is verified more often on the same machine, and fewer are sent. */
const TRANSFERS = 20_000
const BATCH = 200
/**
 * Networks of whole nodes, each validator a process of its own on RocksDB with fsync, all on this machine: DAG blocks, transfers and
 * finality as the API of node 1 tells them, and what a transfer costs on the wire and in processor time. A committee that is larger
 * than the machine shares its processors: its lines say so.
 */
export async function run(report: Report): Promise<void> {
  for (const size of WANTED.filter((each) => each !== 'wan20').map(Number)) {
    const shared = lineOf(report, size)
    try {
      await measure(size, shared)
    } catch (error) {
      console.error(
        `network.${size} is left out from here: ${error instanceof Error ? error.message : error}`,
      )
    }
  }
  if (WANTED.includes('wan20')) simulatedWan(report)
}

/** Reports under the size's name, with how many processes shared how many processors. */
function lineOf(report: Report, size: number): Report {
  const processors = availableParallelism()
  if (size > processors)
    console.error(
      `network.${size}: ${size} processes share ${processors} processors, so that these figures are those of the machine`,
    )
  return ({ name, ...rest }) => {
    const line = { name: `network.${size}.${name}`, ...rest, processes: size, processors }
    report(line)
  }
}

async function measure(size: number, report: Report): Promise<void> {
  const singles = size > 7 ? 40 : 100
  {
    await using network = await startNetwork(size, ['--round-ms', '0'])
    report({ name: 'start', value: network.startedMs, unit: 'ms' })
    await fund(apiOf(network), accounts)
    reportFinality(report, 'finality', await latencies(apiOf(network), singles))
    await load(network, report)
  }
  if (size !== 4) return
  await using network = await startNetwork(size, ['--round-ms', '125'])
  await fund(apiOf(network), [1])
  reportFinality(report, 'at-32-blocks.finality', await latencies(apiOf(network), singles))
  await network.kill(4)
  reportFinality(report, 'at-32-blocks.one-dead.finality', await latencies(apiOf(network), singles))
}

function apiOf({ nodes }: NetworkProcesses): string {
  return nodes[0]?.address ?? ''
}

function reportFinality(report: Report, name: string, times: readonly number[]): void {
  for (const [label, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const)
    report({ name: `${name}.${label}`, value: times[Math.floor(times.length * share)] ?? 0, unit: 'ms' })
}

/** Signed single-call transfers in binary batches, every account through the same node, until all are final. */
async function load(network: NetworkProcesses, report: Report): Promise<void> {
  const { nodes } = network
  const perAccount = Math.ceil(TRANSFERS / Math.max(1, nodes.length / 2) / accounts.length)
  const { anchor } = (await call(apiOf(network), 'chain_getHead', {})) as { anchor: string }
  const signed = await signAll(accounts, anchor, perAccount)
  const submit = (nonces: readonly number[]): Promise<unknown> =>
    Promise.all(
      nodes.map(({ address }, at) => {
        const own = signed.filter((_, i) => i % nodes.length === at)
        const ordered = nonces.flatMap((nonce) => own.map((each) => each[nonce] ?? new Uint8Array()))
        return submitAll(address, inBatches(ordered))
      }),
    )
  const registered = await followCommits(apiOf(network), accounts.length)
  await submit([0])
  await registered.done

  const count = accounts.length * perAccount
  const followed = await followCommits(apiOf(network), count)
  const before = usage(network)
  const sharesBefore = await sharesOf(nodes)
  const start = performance.now()
  await submit(Array.from({ length: perAccount }, (_, i) => i + 1))
  const { blocks } = await followed.done
  const seconds = (performance.now() - start) / 1_000
  const after = usage(network)
  const sharesAfter = await sharesOf(nodes)
  report({ name: 'transactions', value: count / seconds, unit: 'transactions/s' })
  report({ name: 'blocks', value: blocks / seconds, unit: 'DAG blocks/s' })
  if (after.cpuMs !== undefined && before.cpuMs !== undefined)
    report({ name: 'cpu', value: (after.cpuMs - before.cpuMs) / count, unit: 'ms/transaction, all nodes' })
  if (after.wireBytes !== undefined && before.wireBytes !== undefined)
    report({
      name: 'wire',
      value: (after.wireBytes - before.wireBytes) / count,
      unit: 'bytes/transaction, all nodes',
    })
  reportShares(report, { before: sharesBefore, after: sharesAfter, count })
}

/** Whose the processor time was, and what each stage took of it. */
function reportShares(
  report: Report,
  { before, after, count }: { readonly before: Shares; readonly after: Shares; readonly count: number },
): void {
  const spent = (which: keyof Shares): (readonly [string, number])[] =>
    [...after[which]].map(([name, ms]) => [name, ms - (before[which].get(name) ?? 0)])
  const threads = spent('threads')
  const all = threads.reduce((sum, [, ms]) => sum + ms, 0)
  for (const [name, ms] of threads)
    report({ name: `cpu.${name}`, value: ms / all, unit: 'of the processor time of all nodes' })
  for (const [name, ms] of spent('stages'))
    report({ name: `stage.${name}`, value: ms / count, unit: 'ms/transaction by the clock, all nodes' })
}

function inBatches(transactions: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  return Array.from({ length: Math.ceil(transactions.length / BATCH) }, (_, i) =>
    transactions.slice(i * BATCH, (i + 1) * BATCH),
  )
}

/** Follows commits from now on; `done` resolves when `count` more transactions are final, with the blocks that were ordered. */
async function followCommits(
  http: string,
  count: number,
): Promise<{ readonly done: Promise<{ readonly blocks: number }> }> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`)
  await new Promise((resolve) => socket.once('open', resolve))
  const { promise: done, resolve, reject } = Promise.withResolvers<{ readonly blocks: number }>()
  const { promise: following, resolve: answered } = Promise.withResolvers<void>()
  let left = count
  let blocks = 0
  socket.on('message', (text) => {
    const { params } = JSON.parse(String(text)) as {
      params?: { result: { transactions: number; failed: number; blocks: number } }
    }
    if (params === undefined) return answered()
    const { result } = params
    if (result.failed > 0) reject(new Error(`${result.failed} transactions failed`))
    left -= result.transactions
    blocks += result.blocks
    if (left > 0) return
    socket.close()
    resolve({ blocks })
  })
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { topic: 'commits' } }))
  await following
  return { done }
}

interface Usage {
  readonly cpuMs: number | undefined
  readonly wireBytes: number | undefined
}

/** What the nodes have used until now; undefined where this system does not tell. */
function usage({ nodes }: NetworkProcesses): Usage {
  const pids = nodes.map(({ pid }) => pid)
  return {
    cpuMs: unlessUnknown(() => pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0)),
    wireBytes: unlessUnknown(() => wireBytesOf(nodes)),
  }
}

function unlessUnknown(measure: () => number): number | undefined {
  try {
    const value = measure()
    return Number.isNaN(value) ? undefined : value
  } catch {
    return undefined
  }
}

/** Bytes that the nodes have sent each other over the connections that are open now, TLS included, as the kernel counts them. */
function wireBytesOf(nodes: NetworkProcesses['nodes']): number {
  const ports = new Set(nodes.map(({ mesh }) => mesh.split(':').at(-1)))
  const lines = execFileSync('ss', ['-tinOH', 'state', 'established'], { encoding: 'utf8' }).split('\n')
  return lines
    .filter((line) => {
      const [, , local = '', remote = ''] = line.trim().split(/\s+/)
      return [local, remote].some((end) => ports.has(end.split(':').at(-1)))
    })
    .reduce((sum, line) => sum + Number(/bytes_sent:(\d+)/.exec(line)?.[1] ?? 0), 0)
}

/** Twenty validators in five regions are not to be had on one machine: those figures come from the simulation. */
function simulatedWan(report: Report): void {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: Readonly<Record<string, string>>
  }
  if (scripts.simulate === undefined) {
    console.error('network.wan20 is left out: there is no npm run simulate')
    return
  }
  const output = execFileSync('npm', ['run', '-s', 'simulate', '--', '--wan', '20', '--json'], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for (const text of output.split('\n').filter((line) => line.startsWith('{"name"')))
    report(JSON.parse(text) as Line)
}
