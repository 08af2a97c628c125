import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { byteList, encode, list } from '@demiurge/codec'
import { call } from '../packages/node/test/running.ts'
import { startProcess } from '../test/process.ts'
import type { FloodOrder, FloodResult } from './flood/flood-worker.ts'
import { HONEST, type Honest, honestOn } from './flood/honest.ts'
import { megabytesOf } from './measuring/process-usage.ts'
import { follow, fund, signAll, submitAll } from './node.ts'
import type { Report } from './run.ts'

/** How long each flood lasts, s, and how many times the node's capacity it brings. */
const SECONDS = Number(process.env.BENCH_FLOOD_SECONDS ?? 15)
const TIMES = Number(process.env.BENCH_FLOOD_TIMES ?? 10)
/** Honest transactions a second: few, so that the idle node is idle. */
const HONEST_PER_SECOND = 20
/** Accounts of the flood, and what each sends to measure the node's capacity. */
const ACCOUNTS = 200
const PER_ACCOUNT = Number(process.env.BENCH_FLOOD_LOAD ?? 40)
/** Transactions that fill the pool of the node; the default of 100,000 would only take longer to fill. */
const POOL = Number(process.env.BENCH_FLOOD_POOL ?? 4_000)
/** Transactions of each account in the floods, which come again and again. */
const FLOOD_PER_ACCOUNT = 5
const BATCH = Number(process.env.BENCH_FLOOD_BATCH ?? 100)
const THREADS = 2
/** Connections of each thread: an attacker has many, not any number. */
const CONNECTIONS = Number(process.env.BENCH_FLOOD_CONNECTIONS ?? 64)
/** On Linux all of 127.0.0.0/8 is this machine: the flood has addresses of its own, as it would have outside. */
const FLOOD_ADDRESSES = Array.from({ length: Number(process.env.BENCH_FLOOD_ADDRESSES ?? 1) }, (_, i) =>
  process.platform === 'linux' ? `127.0.${1 + (i >> 7)}.${2 + (i & 127)}` : '127.0.0.1',
)
const KINDS = (process.env.BENCH_FLOOD ?? 'bad-signature,replayed,underpriced').split(',')
const Batch = list(byteList(131_072), 1_000)

/**
 * Floods on a whole node in a process of its own: transactions with bad signatures, replayed ones, and cheap ones on a full pool, each
 * at ten times what the node can execute. What counts is how long honest transactions take meanwhile, against an idle node.
 */
export async function run(report: Report): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
  const node = await startProcess(data, [], { DEMIURGE_POOL_TRANSACTIONS: String(POOL) })
  try {
    const { capacity, floods, fill } = await prepare(node.http)
    report({ name: 'flood.capacity', value: capacity, unit: 'transactions/s' })
    using honest = await honestOn(node.http, HONEST_PER_SECOND)
    await (await honest.prepare(2)).measure()
    const idle = p99(await (await honest.prepare(SECONDS)).measure())
    report({ name: 'flood.idle-p99', value: idle, unit: 'ms' })
    const pid = node.process.pid ?? 0
    const all: { p99: number; rss: number }[] = []
    for (const kind of KINDS) {
      // A full pool would refuse the other kinds for want of room, before it looks at what is wrong with them.
      if (kind === 'underpriced') await submitAll(node.http, inBatches(fill))
      const found = await measure(
        { http: node.http, pid, honest, rate: capacity * TIMES },
        floods[kind] ?? [],
      )
      report({ name: `flood.p99-ratio.${kind}`, value: found.p99 / idle, unit: 'times idle' })
      report({ name: `flood.p99.${kind}`, value: found.p99, unit: `ms; p50 ${Math.round(found.p50)}` })
      report({ name: `flood.rss.${kind}`, value: found.rss, unit: 'MB at the peak' })
      report({ name: `flood.refused.${kind}`, value: found.refused, unit: `/s; ${found.words}` })
      all.push(found)
    }
    const worst = Math.max(...all.map((each) => each.p99))
    report({ name: 'flood.p99', value: worst, unit: 'ms, worst kind' })
    report({ name: 'flood.p99-ratio', value: worst / idle, unit: 'times idle, worst kind' })
    report({ name: 'flood.rss', value: Math.max(...all.map(({ rss }) => rss)), unit: 'MB at the peak' })
  } finally {
    await node.kill('SIGTERM')
    rmSync(data, { recursive: true, force: true })
  }
}

/** Signs everything, measures what the node can do, and has what it did as what is replayed. */
async function prepare(http: string): Promise<{
  readonly capacity: number
  readonly floods: Readonly<Record<string, readonly Uint8Array[]>>
  readonly fill: readonly Uint8Array[]
}> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => i + 1)
  await fund(http, [...accounts, ...HONEST])
  const { anchor } = (await call(http, 'chain_getHead', {})) as { anchor: string }
  const filling = Math.ceil(POOL / ACCOUNTS)
  // One nonce stays out: what comes after it waits in the pool and is never executed.
  const gap = PER_ACCOUNT + 1
  const signed = await signAll(accounts, anchor, gap + filling + FLOOD_PER_ACCOUNT)
  const between = (from: number, to: number): readonly Uint8Array[] =>
    Array.from({ length: to - from }, (_, i) =>
      signed.map((each) => each[from + i] ?? new Uint8Array()),
    ).flat()
  const registered = await follow(http, ACCOUNTS)
  await submitAll(http, inBatches(between(0, 1)))
  await registered.done
  const done = between(1, gap)
  const following = await follow(http, done.length)
  const start = performance.now()
  await submitAll(http, inBatches(done))
  await following.done
  const capacity = (done.length / (performance.now() - start)) * 1_000
  const last = between(gap + 1 + filling, gap + 1 + filling + FLOOD_PER_ACCOUNT)
  return {
    capacity,
    fill: between(gap + 1, gap + 1 + filling),
    floods: {
      'bad-signature': last.map(withBadSignature),
      replayed: done.slice(0, 1_000),
      underpriced: last,
    },
  }
}

/** In the middle of the signature: at its end there is a part whose form alone tells that it is wrong, which would be cheap to refuse. */
function withBadSignature(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const at = copy.length - 1_600
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

function inBatches(transactions: readonly Uint8Array[], size = BATCH): readonly (readonly Uint8Array[])[] {
  return Array.from({ length: Math.ceil(transactions.length / size) }, (_, i) =>
    transactions.slice(i * size, (i + 1) * size),
  )
}

interface Measured {
  readonly p50: number
  readonly p99: number
  readonly rss: number
  readonly refused: number
  readonly words: string
}

/** Honest transactions while the flood pours; the flood begins a second before them and ends after them. */
async function measure(
  target: { readonly http: string; readonly pid: number; readonly honest: Honest; readonly rate: number },
  transactions: readonly Uint8Array[],
): Promise<Measured> {
  const { http, pid, honest, rate } = target
  const { measure: measureHonest } = await honest.prepare(SECONDS)
  let rss = 0
  const watching = setInterval(() => {
    rss = Math.max(rss, megabytesOf(pid, 'now'))
  }, 100)
  const seconds = SECONDS + 2
  const flooding = flood({ http, rate, seconds }, transactions)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const times = await measureHonest()
  const result = await flooding
  clearInterval(watching)
  const perSecond = (count: number): string => Math.round(count / seconds).toLocaleString('en')
  return {
    p50: times[Math.floor(times.length / 2)] ?? 0,
    p99: p99(times),
    rss,
    refused: result.refused / seconds,
    words: `offered ${perSecond(result.sent + result.held)}, sent ${perSecond(result.sent)}, accepted ${perSecond(result.accepted)}, failed ${perSecond(result.failed)}`,
  }
}

async function flood(
  { http, rate, seconds }: { readonly http: string; readonly rate: number; readonly seconds: number },
  transactions: readonly Uint8Array[],
): Promise<FloodResult> {
  const order: FloodOrder = {
    url: `${http}/api/v1/transactions`,
    bodies: inBatches(transactions).map((batch) => encode(Batch, batch)),
    batch: BATCH,
    rate: rate / BATCH / THREADS,
    seconds,
    localAddresses: FLOOD_ADDRESSES,
    connections: CONNECTIONS,
  }
  const results = await Promise.all(
    Array.from({ length: THREADS }, () => {
      const worker = new Worker(new URL('./flood/flood-worker.ts', import.meta.url), { workerData: order })
      return new Promise<FloodResult>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    }),
  )
  const sum = (of: (result: FloodResult) => number): number =>
    results.reduce((all, each) => all + of(each), 0)
  return {
    sent: sum(({ sent }) => sent),
    refused: sum(({ refused }) => refused),
    accepted: sum(({ accepted }) => accepted),
    failed: sum(({ failed }) => failed),
    held: sum(({ held }) => held),
  }
}

function p99(times: readonly number[]): number {
  return times[Math.floor(times.length * 0.99)] ?? Number.POSITIVE_INFINITY
}
