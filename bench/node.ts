import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { byteList, encode, formatAddress, list, toHex } from '@demiurge/codec'
import { nativeSuites } from '@demiurge/crypto/native'
import { encodeTransaction, LIMITS, transactionId, transactionMessage } from '@demiurge/ledger'
import { balances } from '@demiurge/modules'
import { WebSocket } from 'ws'
import { signedTransfer, testSigner } from '../packages/node/test/chain-client.ts'
import { call } from '../packages/node/test/running.ts'
import { startProcess } from '../test/process.ts'
import { cpuMsOf, median, megabytesOf } from './measuring/process-usage.ts'
import type { Report } from './run.ts'

const SUITE = 'ml-dsa-65'
const ACCOUNTS = 200
const PER_ACCOUNT = Number(process.env.BENCH_PER_ACCOUNT ?? 100)
/** Rounds of transfers on one node. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
/** Transactions in one HTTP request, and requests under way at a time. */
const BATCH = 200
const CONNECTIONS = 8
/** Falcon is made in JavaScript, and its keys take long: fewer accounts and transfers. */
const FALCON = 'falcon-512'
const FALCON_LOAD = { accounts: 100, perAccount: Number(process.env.BENCH_FALCON_PER_ACCOUNT ?? 100) }
/** Transactions of as many calls as one may have, and new accounts that are made with such. */
const BATCH_TRANSACTIONS = Number(process.env.BENCH_BATCHES ?? 100)
const NEW_ACCOUNTS = Number(process.env.BENCH_ACCOUNTS ?? 1_000_000)
const Batch = list(byteList(131_072), 1_000)

/**
 * A whole node in a process of its own, on its default store, one validator: signed single-call transfers over HTTP until they are
 * final, and how long one alone takes. Signing is done before the clock starts; submitting shares the machine with the node.
 * BENCH_ONLY: `single`, `falcon-512` or `accounts` alone.
 */
export async function run(report: Report): Promise<void> {
  const only = process.env.BENCH_ONLY
  if (only === undefined || only === 'single') await withNode((node) => reportSingle(report, node, only))
  if (only === undefined || only === FALCON)
    await withNode(async (node) => {
      const rounds = await throughput(node, { ...FALCON_LOAD, rounds: ROUNDS, suite: FALCON })
      reportRounds(report, FALCON, rounds)
      reportCpu(report, `node.cpu-per-transaction.${FALCON}`, median(rounds.map(({ cpuMs }) => cpuMs)))
    })
  if (only === undefined || only === 'accounts') await withNode((node) => reportAccounts(report, node))
}

async function reportSingle(report: Report, { http, pid }: Measured, only?: string): Promise<void> {
  const verify = verifyRate(SUITE)
  const load = { accounts: ACCOUNTS, perAccount: PER_ACCOUNT, rounds: ROUNDS }
  const rounds = await throughput({ http, pid }, load)
  const rate = reportRounds(report, SUITE, rounds)
  report({
    name: `node.single.${SUITE}.of-verify`,
    value: rate / (verify * availableParallelism()),
    unit: 'of verify/s on all cores',
  })
  reportCpu(report, 'node.cpu-per-transaction', median(rounds.map(({ cpuMs }) => cpuMs)))
  if (only !== undefined) return
  const times = await latencies(http)
  report({ name: 'node.latency.p50', value: times[Math.floor(times.length * 0.5)] ?? 0, unit: 'ms' })
  report({ name: 'node.latency.p99', value: times[Math.floor(times.length * 0.99)] ?? 0, unit: 'ms' })
  report({ name: 'node.batch.1024', value: await batches(http), unit: 'calls/s' })
}

async function reportAccounts(report: Report, { http, pid }: Measured): Promise<void> {
  const rate = await createAccounts(http)
  report({ name: 'node.batch.1024.new-accounts', value: rate, unit: 'calls/s' })
  if (process.platform !== 'linux') return
  report({ name: 'node.rss', value: await settledMegabytes(pid), unit: `MB, ${NEW_ACCOUNTS} accounts` })
  report({ name: 'node.rss.peak', value: megabytesOf(pid, 'peak'), unit: 'MB, while they were created' })
}

/** A node that is measured: where it answers, and its process. */
interface Measured {
  readonly http: string
  readonly pid: number
}

async function withNode(use: (node: Measured) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
  const node = await startProcess(data)
  try {
    await use({ http: node.http, pid: node.process.pid ?? 0 })
  } finally {
    await node.kill('SIGTERM')
    rmSync(data, { recursive: true, force: true })
  }
}

function reportCpu(report: Report, name: string, value: number): void {
  if (!Number.isNaN(value)) report({ name, value, unit: 'ms of all threads of the node' })
}

/** Verifications a second on one core, with a cached key: the price that every transaction pays at least. */
function verifyRate(name: string): number {
  const suite = nativeSuites.get(name)
  const pair = suite.keyPairFromSeed(new Uint8Array(32))
  const message = new Uint8Array(64)
  const signature = suite.sign(message, pair)
  const start = performance.now()
  let count = 0
  for (; performance.now() - start < 500; count++) suite.verify(signature, message, pair.publicKey)
  return (count / (performance.now() - start)) * 1_000
}

/** What one round of transfers took. */
interface Round {
  /** Transfers a second from the first request until the last is final. */
  readonly rate: number
  /** Processor time of the node for each, ms, where the system tells it. */
  readonly cpuMs: number
}

/** Single-call transfers until all are final, so many rounds of them one after the other on one node. */
async function throughput(
  { http, pid }: Measured,
  load: {
    readonly accounts: number
    readonly perAccount: number
    readonly rounds: number
    readonly suite?: string
  },
): Promise<readonly Round[]> {
  const { perAccount, rounds, suite = SUITE } = load
  const accounts = Array.from({ length: load.accounts }, (_, i) => i + 1)
  await fund(http, accounts, suite)
  const { anchor } = (await call(http, 'chain_getHead', {})) as { anchor: string }
  const signed = await signAll(accounts, anchor, perAccount * rounds, suite)
  const registered = await follow(http, accounts.length)
  await submitAll(http, [signed.map((batch) => batch[0] ?? new Uint8Array())])
  await registered.done
  const measured: Round[] = []
  for (let round = 0; round < rounds; round++) {
    // By nonce, then by account: as if two hundred people sent one after the other.
    const transfers = Array.from({ length: perAccount }, (_, i) =>
      signed.map((batch) => batch[round * perAccount + i + 1] ?? new Uint8Array()),
    ).flat()
    const requests = bodiesOf(inRequests(transfers, BATCH))
    const { done } = await follow(http, transfers.length)
    const cpuBefore = cpuMsOf(pid)
    const start = performance.now()
    await sendAll(http, requests)
    await done
    const rate = (transfers.length / (performance.now() - start)) * 1_000
    measured.push({ rate, cpuMs: (cpuMsOf(pid) - cpuBefore) / transfers.length })
  }
  return measured
}

/** The middle of the rounds, and the first of them, in which the node's code is compiled while it works. */
function reportRounds(report: Report, suite: string, rounds: readonly Round[]): number {
  const rate = median(rounds.map((round) => round.rate))
  report({ name: `node.single.${suite}`, value: rate, unit: 'transactions/s' })
  report({ name: `node.single.${suite}.first`, value: rounds[0]?.rate ?? 0, unit: 'transactions/s' })
  return rate
}

function inRequests(transactions: readonly Uint8Array[], size: number): readonly (readonly Uint8Array[])[] {
  return Array.from({ length: Math.ceil(transactions.length / size) }, (_, i) =>
    transactions.slice(i * size, (i + 1) * size),
  )
}

/** Transfers to accounts that are there, in transactions of as many calls as one may have: how many a second until final. */
async function batches(http: string): Promise<number> {
  const recipients = Array.from({ length: LIMITS.calls }, (_, i) => addressOf(i))
  await sendFromBank(http, [recipients])
  return sendFromBank(
    http,
    Array.from({ length: BATCH_TRANSACTIONS }, () => recipients),
  )
}

/** Gives coins to very many new accounts in the same way: how many a second until final. */
function createAccounts(http: string): Promise<number> {
  const addresses = Array.from({ length: NEW_ACCOUNTS }, (_, i) => addressOf(i))
  const each = Array.from({ length: Math.ceil(NEW_ACCOUNTS / LIMITS.calls) }, (_, i) =>
    addresses.slice(i * LIMITS.calls, (i + 1) * LIMITS.calls),
  )
  return sendFromBank(http, each)
}

/** Addresses of accounts that nobody has the keys of. */
function addressOf(index: number): string {
  const bytes = new Uint8Array(32).fill(7)
  // The state tree goes by hashes of keys, so that neighbours here are none there.
  new DataView(bytes.buffer).setUint32(28, index)
  return toHex(bytes)
}

/** The bank's transactions, one for each list of recipients; resolves to calls a second until all are final. */
async function sendFromBank(http: string, lists: readonly (readonly string[])[]): Promise<number> {
  const next = await bankOn(http)
  const signed = lists.map((recipients) => next(recipients, 1_000_000n))
  const bodies = bodiesOf(inRequests(signed, 10))
  const { done } = await follow(http, signed.length)
  const start = performance.now()
  // One after the other over one connection: they are all of one account, in order.
  await sendAll(http, bodies, 1)
  await done
  const calls = lists.reduce((sum, { length }) => sum + length, 0)
  return (calls / (performance.now() - start)) * 1_000
}

/** Memory once nothing is under way, after the time in which a collector gives back what it can. */
async function settledMegabytes(pid: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  return megabytesOf(pid, 'now')
}

/** Signs transfers of the development account from its present nonce on. */
async function bankOn(http: string): Promise<(recipients: readonly string[], amount: bigint) => Uint8Array> {
  const bank = testSigner(0)
  const { anchor } = (await call(http, 'chain_getHead', {})) as { anchor: string }
  const account = (await call(http, 'account_get', { address: formatAddress(bank.address) })) as {
    nonce: string
    registered: boolean
  }
  let nonce = BigInt(account.nonce)
  return (recipients, amount) => {
    const now = BigInt(Date.now())
    const transaction = {
      chainId: 'demiurge-dev',
      sender: bank.address,
      lane: 0,
      nonce: nonce++,
      validFrom: now - 240_000n,
      validUntil: now + 240_000n,
      anchor,
      tip: 0n,
      maxFee: 1_000_000_000_000n,
      payer: null,
      calls: recipients.map((to) => ({
        method: 'balances.transfer',
        params: encode(balances.calls.transfer.params, { to, amount }),
      })),
    }
    const signatures = [...bank.sign(transactionMessage(transactionId(transaction)))]
    const policy = account.registered ? null : bank.policy
    return encodeTransaction({ transaction, authorization: { policy, signatures }, payerAuthorization: null })
  }
}

/** Gives every account coins; resolves when that is final. */
export async function fund(http: string, accounts: readonly number[], suite = SUITE): Promise<void> {
  const next = await bankOn(http)
  const bytes = next(
    accounts.map((account) => testSigner(account, suite).address),
    10_000_000_000n,
  )
  const { done } = await follow(http, 1)
  await call(http, 'tx_submit', { transaction: toHex(bytes) })
  await done
}

/** For each account, in any order: the transaction that registers its keys, and as many transfers after it. */
export async function signAll(
  accounts: readonly number[],
  anchor: string,
  perAccount = PER_ACCOUNT,
  suite = SUITE,
): Promise<Uint8Array[][]> {
  const threads = availableParallelism()
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, thread) => {
      const workerData = {
        accounts: accounts.filter((account) => account % threads === thread),
        perAccount,
        anchor,
        suite,
        to: testSigner(0).address,
      }
      const worker = new Worker(new URL('./sign-worker.ts', import.meta.url), { workerData })
      return new Promise<Uint8Array[][]>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    }),
  )
  return parts.flat()
}

/** Submits binary batches over several connections, each batch as soon as one is free. */
export async function submitAll(
  http: string,
  batches: readonly (readonly Uint8Array[])[],
  connections = CONNECTIONS,
): Promise<void> {
  await sendAll(http, bodiesOf(batches), connections)
}

/** The bodies of such requests: made before the clock starts where a node is measured. */
export function bodiesOf(batches: readonly (readonly Uint8Array[])[]): readonly Buffer[] {
  return batches.map((batch) => Buffer.from(encode(Batch, batch)))
}

/** Sends bodies over several connections, each as soon as one is free. */
export async function sendAll(
  http: string,
  bodies: readonly Buffer[],
  connections = CONNECTIONS,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let next = 0
  const lane = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await post(http, body, agent)
      if (answer.includes('"error"')) throw new Error(`a transaction was refused: ${answer.slice(0, 400)}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  agent.destroy()
}

function post(http: string, body: Buffer, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/vnd.demiurge.transactions', 'content-length': body.length }
    const outgoing = request(
      `${http}/api/v1/transactions`,
      { method: 'POST', agent, headers },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve(text))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Follows commits from now on; `done` resolves when `count` more transactions are final. */
export async function follow(
  http: string,
  count: number,
  onFinal: (more: number) => void = () => {},
): Promise<{ readonly done: Promise<void> }> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`)
  await new Promise((resolve) => socket.once('open', resolve))
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  const { promise: following, resolve: answered } = Promise.withResolvers<void>()
  let left = count
  socket.on('message', (text) => {
    const { params } = JSON.parse(String(text)) as {
      params?: { result: { transactions: number; failed: number } }
    }
    if (params === undefined) return answered()
    if (params.result.failed > 0) reject(new Error(`${params.result.failed} transactions failed`))
    left -= params.result.transactions
    onFinal(params.result.transactions)
    if (left > 0) return
    socket.close()
    resolve()
  })
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { topic: 'commits' } }))
  await following
  return { done }
}

/** How long single transfers take from their submission to the word that they are final, ms, sorted. */
export async function latencies(http: string, count = 100): Promise<readonly number[]> {
  const bank = testSigner(0)
  const { nonce } = (await call(http, 'account_get', { address: formatAddress(bank.address) })) as {
    nonce: string
  }
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`)
  await new Promise((resolve) => socket.once('open', resolve))
  const waiting: { id: string; resolve: () => void }[] = []
  socket.on('message', (text) => {
    const { params } = JSON.parse(String(text)) as { params?: { result: { id: string; stage: string } } }
    const { id, stage } = params?.result ?? {}
    // A fast chain may have certified it before the subscription is read.
    if (stage === 'final' || stage === 'certified') waiting.find((each) => each.id === id)?.resolve()
  })
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const { anchor } = (await call(http, 'chain_getHead', {})) as { anchor: string }
    const { id, bytes } = signedTransfer(bank, {
      to: testSigner(1, SUITE).address,
      amount: 1_000_000n,
      nonce: BigInt(nonce) + BigInt(i),
      anchor,
      withPolicy: false,
    })
    // As people do it: not in step with the rounds.
    await new Promise((resolve) => setTimeout(resolve, 20 + ((i * 37) % 50)))
    const start = performance.now()
    const final = new Promise<void>((resolve) => waiting.push({ id, resolve }))
    socket.send(
      JSON.stringify({ jsonrpc: '2.0', id: i, method: 'subscribe', params: { topic: 'transaction', id } }),
    )
    await call(http, 'tx_submit', { transaction: toHex(bytes) })
    await final
    times.push(performance.now() - start)
  }
  socket.close()
  return times.sort((a, b) => a - b)
}
