import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@demiurge/codec'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { signedTransfer, testSigner } from '../packages/node/test/chain-client.ts'
import { call } from '../packages/node/test/running.ts'
import { type NodeProcess, startProcess } from './process.ts'

const KILLS = 50
/** Told transfers a round waits for, and those that are compared after a restart; all of them are at the end. */
const MOST_TOLD = 12
const NEWEST = 20
/** One thread verifies whatever the machine: each is a good part of what a start costs. */
const FLAGS = ['--set', 'verifyThreads=1']
const SEED = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** A small generator of our own, so that a failing run can be repeated by its seed. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Told {
  /** State root of every height that was told as final. */
  readonly roots: Map<bigint, string>
  /** Height of every transaction that was told as final. */
  readonly transactions: Map<string, bigint>
  /** Called whenever a transaction was told. */
  onTransaction: () => void
}

const nothingTold = (): Told => ({ roots: new Map(), transactions: new Map(), onTransaction: () => {} })

/** Writes down everything the node tells about what is final. */
async function listen(http: string, told: Told): Promise<WebSocket> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`)
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const { params } = JSON.parse(String(data)) as { params?: { result: Record<string, string> } }
    if (params === undefined) return
    const { height, stateRoot, transaction } = params.result
    if (height === undefined) return
    if (stateRoot !== undefined) told.roots.set(BigInt(height), stateRoot)
    if (transaction === undefined) return
    told.transactions.set(transaction, BigInt(height))
    told.onTransaction()
  })
  await new Promise((resolve) => socket.once('open', resolve))
  for (const [id, topic] of ['commits', 'events'].entries())
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'subscribe', params: { topic } }))
  return socket
}

/** Resolves when `count` transactions more than at the call were told as final; rejects when the node ends before. */
async function toldMore(node: NodeProcess, told: Told, count: number): Promise<void> {
  const wanted = told.transactions.size + count
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  told.onTransaction = () => {
    if (told.transactions.size >= wanted) resolve()
  }
  const onExit = (): void => reject(new Error('the node ended before it told what it was sent'))
  node.process.once('exit', onExit)
  await promise
  node.process.off('exit', onExit)
}

/** Compares what the node knows with the newest `most` heights and transactions that were told. */
async function check(http: string, told: Told, most: number): Promise<void> {
  const { height } = (await call(http, 'chain_getHead', {})) as { height: string }
  const newest = [...told.roots.keys()].reduce((most, each) => (each > most ? each : most), 0n)
  expect(BigInt(height)).toBeGreaterThanOrEqual(newest)
  const heights = [...told.roots.keys()].slice(-most)
  for (const each of heights) {
    const { summary } = (await call(http, 'chain_getCommit', { height: String(each) })) as {
      summary: { stateRoot: string }
    }
    expect(summary.stateRoot, `state root at height ${each}`).toBe(told.roots.get(each))
  }
  for (const [id, at] of [...told.transactions].slice(-most)) {
    const status = (await call(http, 'tx_getStatus', { id })) as { stage: string; height: string }
    expect(['final', 'certified'], `transaction ${id}`).toContain(status.stage)
    expect(BigInt(status.height)).toBe(at)
  }
}

/** Sends transfers until the node is gone. */
async function work(node: NodeProcess, counter: { sent: number }): Promise<void> {
  const ada = testSigner(0)
  const bob = testSigner(1)
  const { formatAddress } = await import('@demiurge/codec')
  try {
    const { anchor } = (await call(node.http, 'chain_getHead', {})) as { anchor: string }
    for (;;) {
      const { nonce, registered } = (await call(node.http, 'account_get', {
        address: formatAddress(ada.address),
      })) as {
        nonce: string
        registered: boolean
      }
      const first = BigInt(nonce)
      for (let i = 0n; i < 8n; i++) {
        const { bytes } = signedTransfer(ada, {
          to: bob.address,
          amount: 1_000_000n,
          nonce: first + i,
          anchor,
          withPolicy: !registered,
        })
        await call(node.http, 'tx_submit', { transaction: toHex(bytes) })
        counter.sent++
      }
    }
  } catch {
    // The node was killed in the middle of an answer: that is the point.
  }
}

/** A round's own moment of death: by what was told for most, by the clock alone for every third. */
async function untilMoment(
  round: number,
  { node, told, next }: { readonly node: NodeProcess; readonly told: Told; readonly next: () => number },
): Promise<void> {
  // How much is told within some milliseconds is a matter of the machine, and nothing is lost where nothing was told.
  if (round % 3 < 2) await toldMore(node, told, 2 + Math.floor(next() * MOST_TOLD))
  await new Promise((resolve) => setTimeout(resolve, round % 3 < 2 ? next() * 60 : 20 + next() * 300))
}

// The first test: a node that ends by itself keeps what it compiled, for those that are killed.
test('SIGTERM under load: the node stops cleanly and everything told final is there', {
  timeout: 120_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-term-'))
  const told = nothingTold()
  const node = await startProcess(data, FLAGS)
  const socket = await listen(node.http, told)
  const working = work(node, { sent: 0 })
  await toldMore(node, told, 6)
  await node.kill('SIGTERM')
  await working
  socket.terminate()
  expect(node.process.exitCode).toBe(0)
  const again = await startProcess(data, FLAGS)
  await check(again.http, told, Number.POSITIVE_INFINITY)
  expect(told.transactions.size).toBeGreaterThan(5)
  await again.kill('SIGINT')
  expect(again.process.exitCode).toBe(0)
  rmSync(data, { recursive: true, force: true })
})

test(`kill -9 at ${KILLS} random moments loses nothing that was reported final (seed ${SEED})`, {
  timeout: 1_200_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-kill-'))
  const next = random(SEED)
  const told = nothingTold()
  const counter = { sent: 0 }
  for (let round = 0; round < KILLS; round++) {
    const node = await startProcess(data, FLAGS)
    await check(node.http, told, NEWEST)
    const socket = await listen(node.http, told)
    const working = work(node, counter)
    await untilMoment(round, { node, told, next })
    await node.kill('SIGKILL')
    await working
    socket.terminate()
  }
  const last = await startProcess(data, FLAGS)
  await check(last.http, told, Number.POSITIVE_INFINITY)
  await last.kill('SIGTERM')
  expect(told.transactions.size).toBeGreaterThan(KILLS)
  rmSync(data, { recursive: true, force: true })
})
