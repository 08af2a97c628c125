import { Agent } from 'node:http'
import type { Signer } from '@demiurge/crypto'
import { WebSocket } from 'ws'
import { signedTransfer, testSigner } from '../../packages/node/test/chain-client.ts'
import { call } from '../../packages/node/test/running.ts'
import { post } from '../peers/workload.ts'

/** Honest senders: enough that none waits for its own transaction before. */
const SENDERS = 20
const FIRST = 10_001
/** More than the cheap ones of a flood tip. */
const TIP = 1_000n
/** How long the last transactions of a measurement may take to become final, ms. */
const PATIENCE_MS = 30_000

/** Accounts of the honest senders, which have to be funded. */
export const HONEST: readonly number[] = Array.from({ length: SENDERS }, (_, i) => FIRST + i)

/** Measures honest transactions: a number a second, at fixed times whatever the node does. */
export interface Honest extends Disposable {
  /** Signs the transactions of a measurement of so many seconds; `measure` sends them and resolves to the times until final, ms, sorted. */
  prepare(seconds: number): Promise<{ readonly measure: () => Promise<readonly number[]> }>
}

/** Honest senders on a node; their accounts have coins already. */
export async function honestOn(http: string, perSecond: number): Promise<Honest> {
  const signers = HONEST.map((account) => testSigner(account))
  const nonces = signers.map(() => 0n)
  const final = new Map<string, (atMs: number) => void>()
  const socket = await followTransactions(http, final)
  const agent = new Agent({ keepAlive: true })

  const signedBy = (sender: number, signer: Signer, anchor: string): { id: string; bytes: Uint8Array } => {
    const nonce = nonces[sender] ?? 0n
    nonces[sender] = nonce + 1n
    return signedTransfer(signer, { to: testSigner(0).address, amount: 1_000_000n, nonce, anchor, tip: TIP })
  }
  const send = ({ id, bytes }: { id: string; bytes: Uint8Array }): Promise<number> => {
    const start = performance.now()
    const { promise, resolve } = Promise.withResolvers<number>()
    const patience = setTimeout(() => resolve(Number.POSITIVE_INFINITY), PATIENCE_MS)
    final.set(id, (atMs) => {
      clearTimeout(patience)
      resolve(atMs - start)
    })
    // What is refused never becomes final, and counts so.
    post(`${http}/api/v1/transactions`, Buffer.from(bytes), { agent, type: 'application/octet-stream' })
      .then((answer) => {
        if (!answer.includes('"id"')) resolve(Number.POSITIVE_INFINITY)
      })
      .catch(() => resolve(Number.POSITIVE_INFINITY))
    return promise
  }
  const anchorNow = async (): Promise<string> =>
    ((await call(http, 'chain_getHead', {})) as { anchor: string }).anchor

  const anchor = await anchorNow()
  // The first transaction of each registers its keys.
  await Promise.all(signers.map((signer, i) => send(signedBy(i, signer, anchor))))
  return {
    async prepare(seconds) {
      const newest = await anchorNow()
      const signed = Array.from({ length: seconds * perSecond }, (_, i) =>
        signedBy(i % SENDERS, signers[i % SENDERS] ?? testSigner(FIRST), newest),
      )
      return { measure: () => atFixedTimes(signed, perSecond, send) }
    },
    [Symbol.dispose]() {
      socket.close()
      agent.destroy()
    },
  }
}

/** Sends each when its time has come, and waits for all. */
async function atFixedTimes<T>(
  items: readonly T[],
  perSecond: number,
  send: (item: T) => Promise<number>,
): Promise<readonly number[]> {
  const start = performance.now()
  const times: Promise<number>[] = []
  for (const [i, item] of items.entries()) {
    // Not in step with the node's rounds.
    const due = start + ((i + ((i * 37) % 10) / 20) * 1_000) / perSecond
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    times.push(send(item))
  }
  return (await Promise.all(times)).sort((a, b) => a - b)
}

/** Tells those who wait when their transaction is final. */
async function followTransactions(
  http: string,
  final: Map<string, (atMs: number) => void>,
): Promise<WebSocket> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`)
  await new Promise((resolve) => socket.once('open', resolve))
  socket.on('message', (text) => {
    const { params } = JSON.parse(String(text)) as { params?: { result: { transaction?: string } } }
    const id = params?.result.transaction ?? ''
    final.get(id)?.(performance.now())
    final.delete(id)
  })
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { topic: 'events' } }))
  return socket
}
