import { request } from 'node:http'
import { TRANSACTIONS_TYPE, TransactionBatch } from '@demiurge/api'
import { encode } from '@demiurge/codec'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { signedTransfer, testSigner } from './chain-client.ts'
import { startTestNode, type TestNode } from './running.ts'

let running: TestNode
const ada = testSigner(0)
let nonce = 0n

beforeAll(async () => {
  running = await startTestNode()
})
afterAll(() => running[Symbol.asyncDispose]())

/** The next transfers of ada's, not submitted yet. */
async function transfers(count: number): Promise<Uint8Array[]> {
  const { anchor } = (await running.call('chain_getHead')) as { anchor: string }
  return Array.from({ length: count }, () => {
    const to = { to: testSigner(1).address, amount: 1_000_000_000n, nonce, anchor, withPolicy: true }
    nonce++
    return signedTransfer(ada, to).bytes
  })
}

const frameOf = (number: number, transactions: readonly Uint8Array[]): Buffer => {
  const batch = encode(TransactionBatch, transactions)
  const frame = Buffer.alloc(4 + batch.length)
  frame.writeUInt32LE(number)
  frame.set(batch, 4)
  return frame
}

const post = (body: Uint8Array, http = running.node.http): Promise<Response> =>
  fetch(`${http}/api/v1/transactions`, {
    method: 'POST',
    headers: { 'content-type': TRANSACTIONS_TYPE },
    body: new Uint8Array(body),
  })

/** Sends frames over a WebSocket and returns as many answers. */
async function exchange(frames: readonly (Buffer | string)[], http = running.node.http): Promise<unknown[]> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`)
  await new Promise((resolve) => socket.once('open', resolve))
  const answers: unknown[] = []
  const all = new Promise<void>((resolve) =>
    socket.on('message', (text) => {
      answers.push(JSON.parse(String(text)))
      if (answers.length === frames.length) resolve()
    }),
  )
  for (const frame of frames) socket.send(frame)
  await all
  socket.close()
  return answers
}

test('a batch over HTTP is taken one by one: what is wrong with one holds up no other', async () => {
  const [first, second, third] = await transfers(3)
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('three were asked for')
  const spoilt = Uint8Array.from(second)
  spoilt[spoilt.length - 40] = (spoilt[spoilt.length - 40] ?? 0) ^ 1
  const response = await post(
    encode(TransactionBatch, [first, new Uint8Array([1, 2, 3]), spoilt, second, third]),
  )
  expect(response.status).toBe(202)
  expect(await response.json()).toMatchObject({
    accepted: 3,
    refused: [
      { index: 1, error: { code: 'tx.Malformed' } },
      { index: 2, error: { code: 'tx.BadAuthorization' } },
    ],
  })
})

test('binary frames on a WebSocket are answered under their number', async () => {
  const batch = await transfers(4)
  const answers = await exchange([frameOf(7, batch.slice(0, 2)), frameOf(8, batch.slice(2)), frameOf(9, [])])
  expect(answers).toEqual(
    expect.arrayContaining([
      { jsonrpc: '2.0', id: 7, result: { accepted: 2, refused: [] } },
      { jsonrpc: '2.0', id: 8, result: { accepted: 2, refused: [] } },
      { jsonrpc: '2.0', id: 9, result: { accepted: 0, refused: [] } },
    ]),
  )
})

test('whoever sends more than the limit is told when to come again, over HTTP and WebSocket', async () => {
  const strict = await startTestNode({ transactionsPerSecond: '40' })
  const batch = Array.from({ length: 81 }, () => new Uint8Array(1))
  const refused = await post(encode(TransactionBatch, batch), strict.node.http)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({ code: 'http.TooManyRequests', status: 429 })
  const [answer] = await exchange([frameOf(1, batch)], strict.node.http)
  expect(answer).toMatchObject({ id: 1, error: { data: { code: 'http.TooManyRequests' } } })
  await strict[Symbol.asyncDispose]()
})

test('whoever sends what no wallet makes is not read any more for a while, and others do not notice', async () => {
  const strict = await startTestNode({ transactionsPerSecond: '100' })
  // All of 127.0.0.0/8 is this machine on Linux; elsewhere only one address is.
  const localAddress = process.platform === 'linux' ? '127.0.0.9' : '127.0.0.1'
  const flood = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        `${strict.node.http}/api/v1/transactions`,
        { method: 'POST', localAddress, headers: { 'content-type': 'application/octet-stream' } },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      outgoing.on('error', reject)
      outgoing.end(Buffer.from([1, 2, 3]))
    })
  expect([await flood(), await flood(), await flood()]).toEqual([400, 429, 429])
  if (process.platform === 'linux')
    await expect(strict.call('chain_getHead')).resolves.toMatchObject({ height: expect.any(String) })
  await strict[Symbol.asyncDispose]()
})

test('a body beyond the limit is refused before it is read', async () => {
  const response = await post(new Uint8Array(16 * 1024 * 1024 + 1))
  expect(response.status).toBe(413)
})

test('hostile batches and frames get a coded error or refusals, and the connection stays', async () => {
  const frames = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 1 }).map((each) => frameOf(3, each)),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 3 }), async (several) => {
      const ping = JSON.stringify({ jsonrpc: '2.0', id: 'ping', method: 'chain_getHead' })
      const answers = (await exchange([...several, ping])) as {
        error?: { data: { code: string } }
        id: unknown
      }[]
      expect(answers.some(({ id, error }) => id === 'ping' && error === undefined)).toBe(true)
      for (const { error } of answers) expect(error?.data.code).not.toBe('internal')
      const first = several[0] ?? Buffer.alloc(0)
      const { code } = (await (await post(first)).json()) as { code?: string }
      expect(code).not.toBe('internal')
    }),
    { numRuns: 30 },
  )
})
