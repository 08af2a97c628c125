import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { byteList, encode, formatAddress, list, toHex } from '@demiurge/codec'
import { nativeSuites } from '@demiurge/crypto/native'
import { encodeTransaction, transactionId, transactionMessage } from '@demiurge/ledger'
import { balances } from '@demiurge/modules'
import { WebSocket } from 'ws'
import { signedTransfer, testSigner } from '../packages/node/test/chain-client.ts'
import { call } from '../packages/node/test/running.ts'
import { startProcess } from '../test/process.ts'
import type { Line } from './run.ts'

const SUITE = 'ml-dsa-65'
const ACCOUNTS = 200
const PER_ACCOUNT = Number(process.env.BENCH_PER_ACCOUNT ?? 100)
/** Transactions in one HTTP request, and requests under way at a time. */
const BATCH = 200
const CONNECTIONS = 8
const Batch = list(byteList(131_072), 1_000)

/**
 * A whole node in a process of its own, on its default store, one validator: signed single-call transfers over HTTP until they are
 * final, and how long one alone takes. Signing is done before the clock starts; submitting shares the machine with the node.
 */
export async function run(report: (line: Line) => void): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
  const node = await startProcess(data)
  try {
    const verify = verifyRate()
    const rate = await throughput(node.http)
    report({ name: `node.single.${SUITE}`, value: rate, unit: 'transactions/s' })
    report({
      name: `node.single.${SUITE}.of-verify`,
      value: rate / (verify * availableParallelism()),
      unit: 'of verify/s on all cores',
    })
    const times = await latencies(node.http)
    report({ name: 'node.latency.p50', value: times[Math.floor(times.length * 0.5)] ?? 0, unit: 'ms' })
    report({ name: 'node.latency.p99', value: times[Math.floor(times.length * 0.99)] ?? 0, unit: 'ms' })
  } finally {
    await node.kill('SIGTERM')
    rmSync(data, { recursive: true, force: true })
  }
}

/** Verifications a second on one core, with a cached key: the price that every transaction pays at least. */
function verifyRate(): number {
  const suite = nativeSuites.get(SUITE)
  const pair = suite.keyPairFromSeed(new Uint8Array(32))
  const message = new Uint8Array(64)
  const signature = suite.sign(message, pair)
  const start = performance.now()
  let count = 0
  for (; performance.now() - start < 500; count++) suite.verify(signature, message, pair.publicKey)
  return (count / (performance.now() - start)) * 1_000
}

async function throughput(http: string): Promise<number> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => i + 1)
  await fund(http, accounts)
  const { anchor } = (await call(http, 'chain_getHead', {})) as { anchor: string }
  const signed = await signAll(accounts, anchor)
  const registered = await follow(http, ACCOUNTS)
  await submitAll(http, [signed.map((batch) => batch[0] ?? new Uint8Array())])
  await registered.done
  // By nonce, then by account: as if two hundred people sent one after the other.
  const rest = Array.from({ length: PER_ACCOUNT }, (_, nonce) =>
    signed.map((batch) => batch[nonce + 1] ?? new Uint8Array()),
  ).flat()
  const requests = Array.from({ length: Math.ceil(rest.length / BATCH) }, (_, i) =>
    rest.slice(i * BATCH, (i + 1) * BATCH),
  )
  const { done } = await follow(http, rest.length)
  const start = performance.now()
  await submitAll(http, requests)
  await done
  return (rest.length / (performance.now() - start)) * 1_000
}

/** Gives every account coins; resolves when that is final. */
export async function fund(http: string, accounts: readonly number[], suite = SUITE): Promise<void> {
  const bank = testSigner(0)
  const { anchor } = (await call(http, 'chain_getHead', {})) as { anchor: string }
  const now = BigInt(Date.now())
  const transaction = {
    chainId: 'demiurge-dev',
    sender: bank.address,
    lane: 0,
    nonce: 0n,
    validFrom: now - 240_000n,
    validUntil: now + 240_000n,
    anchor,
    tip: 0n,
    maxFee: 1_000_000_000n,
    payer: null,
    calls: accounts.map((account) => ({
      method: 'balances.transfer',
      params: encode(balances.calls.transfer.params, {
        to: testSigner(account, suite).address,
        amount: 10_000_000_000n,
      }),
    })),
  }
  const signatures = [...bank.sign(transactionMessage(transactionId(transaction)))]
  const bytes = encodeTransaction({
    transaction,
    authorization: { policy: bank.policy, signatures },
    payerAuthorization: null,
  })
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
export async function submitAll(http: string, batches: readonly (readonly Uint8Array[])[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const bodies = batches.map((batch) => Buffer.from(encode(Batch, batch)))
  let next = 0
  const lane = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await post(http, body, agent)
      if (answer.includes('"error"')) throw new Error(`a transaction was refused: ${answer.slice(0, 400)}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
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
