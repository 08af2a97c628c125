import type { Json } from '@demiurge/codec'
import {
  assetOfUri,
  assetUri,
  createSubscriptions,
  SdkError,
  type Socket,
  type SocketListener,
  type Transport,
} from '@demiurge/sdk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ada, ChainDouble } from './chain-double.ts'

test('what is asked for in one turn travels in one body', async () => {
  const chain = new ChainDouble()
  const client = chain.client()
  const [head, info, account] = await Promise.all([
    client.request('chain_getHead'),
    client.request('chain_getInfo'),
    client.request('account_get', { address: ada.address }),
  ])
  expect(chain.bodies).toHaveLength(1)
  expect([head.height, info.chainId, account.nonce]).toEqual([0n, chain.chainId, 0n])
  await Promise.all(Array.from({ length: 250 }, () => client.request('chain_getHead')))
  expect(chain.bodies.slice(1).map((body) => (Array.isArray(body) ? body.length : 1))).toEqual([100, 100, 50])
})

test('in a batch each request has its own answer or its own error, whatever their order', async () => {
  const chain = new ChainDouble()
  const reversed = async (body: Json): Promise<Json> => {
    const answer = await chain.request(body)
    return Array.isArray(answer) ? answer.toReversed() : answer
  }
  const client = chain.client({ transport: wire(reversed) })
  const [head, missing] = await Promise.allSettled([
    client.request('chain_getHead'),
    client.request('nft_getItem', { id: `0x${'00'.repeat(32)}` }),
  ])
  expect(head.status).toBe('fulfilled')
  expect(missing).toMatchObject({ status: 'rejected', reason: { code: 'nft.UnknownItem' } })
})

test('any answer that is not the protocol’s is an error that says so, for every request of the batch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (answer) => {
      const client = new ChainDouble().client({ transport: wire(async () => answer as Json) })
      const results = await Promise.allSettled([
        client.request('chain_getHead'),
        client.request('chain_getInfo'),
      ])
      for (const result of results) {
        if (result.status === 'fulfilled') throw new Error('an answer was made up')
        expect(['SdkError', 'ApiError']).toContain(result.reason.name)
      }
    }),
  )
})

test('a node of another chain is not believed', async () => {
  const chain = new ChainDouble()
  const client = chain.client({ trusted: new ChainDouble('elsewhere').trusted })
  await expect(client.proveAccount(ada.address)).rejects.toMatchObject({ code: 'trust.OtherChain' })
})

test('a node that proves something else than was asked for is caught', async () => {
  const chain = new ChainDouble()
  const lying = async (body: Json): Promise<Json> => {
    const swapped = JSON.stringify(body).replace(/balances\/accounts\/0x../, 'balances/accounts/0x00')
    return chain.request(JSON.parse(swapped))
  }
  const client = chain.client({ transport: wire(lying) })
  await expect(client.proveAccount(ada.address)).rejects.toMatchObject({ code: 'proof.WrongKey' })
})

test('assets are what was sent and what was asked for, or an error', async () => {
  const chain = new ChainDouble()
  const bytes = new TextEncoder().encode('a poem')
  const { sha256, uri } = await chain.client().upload(bytes, 'text/plain')
  expect(assetOfUri(uri)).toBe(sha256)
  expect(assetUri(chain.chainId, sha256)).toBe(uri)
  expect(await chain.client().download(sha256)).toEqual(bytes)
  const other = new TextEncoder().encode('another poem')
  const lying: Transport = {
    ...wire((body) => chain.request(body)),
    download: async () => other,
    upload: (_, mediaType) => chain.upload(other, mediaType),
  }
  const client = chain.client({ transport: lying })
  await expect(client.download(sha256)).rejects.toMatchObject({ code: 'asset.Mismatch' })
  await expect(client.upload(bytes, 'text/plain')).rejects.toMatchObject({ code: 'asset.Mismatch' })
})

/** Connections that a test opens, speaks on and cuts by hand; pauses that it ends by hand. */
function handmade(attempts?: number) {
  const opened: {
    readonly listener: SocketListener
    readonly sent: { id: number; method: string; params: Record<string, unknown> }[]
    closed: boolean
  }[] = []
  const pauses: { readonly action: () => void; readonly ms: number }[] = []
  const subscriptions = createSubscriptions({
    connect(listener): Socket {
      const socket = { listener, sent: [] as never[], closed: false }
      opened.push(socket)
      return {
        send: (text) => void socket.sent.push(JSON.parse(text) as never),
        close: () => {
          socket.closed = true
        },
      }
    },
    later: (action, ms) => void pauses.push({ action, ms }),
    ...(attempts === undefined ? {} : { attempts }),
  })
  const say = (connection: number, json: Json) => opened[connection]?.listener.onText(JSON.stringify(json))
  return { opened, pauses, subscriptions, say }
}

const notification = (subscription: string, result: Json): Json => ({
  jsonrpc: '2.0',
  method: 'subscription',
  params: { subscription, result },
})

test('a lost connection is made anew and the topic subscribed again', async () => {
  const { opened, pauses, subscriptions, say } = handmade()
  const items = subscriptions.open({ topic: 'commits', params: {} })[Symbol.asyncIterator]()
  opened[0]?.listener.onOpen()
  expect(opened[0]?.sent[0]).toMatchObject({ method: 'subscribe', params: { topic: 'commits' } })
  say(0, { jsonrpc: '2.0', id: opened[0]?.sent[0]?.id ?? 0, result: 'a' })
  say(0, notification('a', 1))
  expect(await items.next()).toEqual({ done: false, value: 1 })
  opened[0]?.listener.onClose('the node stops')
  expect(pauses.map(({ ms }) => ms)).toEqual([100])
  pauses[0]?.action()
  opened[1]?.listener.onOpen()
  expect(opened[1]?.sent[0]).toMatchObject({ method: 'subscribe' })
  // The new connection's names are its own: this one overtakes the answer that tells it.
  say(1, notification('1', 2))
  say(1, { jsonrpc: '2.0', id: opened[1]?.sent[0]?.id ?? 0, result: '1' })
  expect(await items.next()).toEqual({ done: false, value: 2 })
  await items.return?.()
  expect(opened[1]?.closed).toBe(true)
})

test('after too many failures in a row the reader is told', async () => {
  const { opened, pauses, subscriptions } = handmade(2)
  const items = subscriptions.open({ topic: 'commits', params: {} })[Symbol.asyncIterator]()
  opened[0]?.listener.onClose('refused')
  pauses[0]?.action()
  opened[1]?.listener.onClose('refused')
  pauses[1]?.action()
  opened[2]?.listener.onClose('refused')
  expect(pauses.map(({ ms }) => ms)).toEqual([100, 200])
  await expect(items.next()).rejects.toThrow(SdkError)
  expect(await items.next()).toMatchObject({ done: true })
})

test('an aborted signal ends the loop with its reason, and the subscription with it', async () => {
  const { opened, subscriptions, say } = handmade()
  const controller = new AbortController()
  const kept = subscriptions.open({ topic: 'blocks', params: {} })
  const items = subscriptions
    .open({ topic: 'commits', params: {} }, controller.signal)
    [Symbol.asyncIterator]()
  opened[0]?.listener.onOpen()
  for (const { id } of [...(opened[0]?.sent ?? [])]) say(0, { jsonrpc: '2.0', id, result: `s${id}` })
  const next = items.next()
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(next).rejects.toBe(reason)
  expect(opened[0]?.sent.at(-1)).toMatchObject({ method: 'unsubscribe', params: { subscription: 's2' } })
  expect(opened[0]?.closed).toBe(false)
  await kept[Symbol.asyncIterator]().return?.()
  expect(opened[0]?.closed).toBe(true)
})

test('a subscription that the node refuses fails alone', async () => {
  const { opened, subscriptions, say } = handmade()
  const bad = subscriptions.open({ topic: 'nonsense', params: {} })[Symbol.asyncIterator]()
  const good = subscriptions.open({ topic: 'commits', params: {} })[Symbol.asyncIterator]()
  opened[0]?.listener.onOpen()
  const [first, second] = opened[0]?.sent ?? []
  say(0, {
    jsonrpc: '2.0',
    id: first?.id ?? 0,
    error: { code: -32_602, message: 'no such topic', data: { code: 'rpc.UnknownTopic' } },
  })
  say(0, { jsonrpc: '2.0', id: second?.id ?? 0, result: 'b' })
  say(0, notification('b', 'commit'))
  await expect(bad.next()).rejects.toMatchObject({ code: 'rpc.UnknownTopic' })
  expect(await good.next()).toEqual({ done: false, value: 'commit' })
})

test('a reader who does not read is told to read faster', async () => {
  const { opened, subscriptions, say } = handmade()
  const items = subscriptions.open({ topic: 'commits', params: {} })[Symbol.asyncIterator]()
  opened[0]?.listener.onOpen()
  say(0, { jsonrpc: '2.0', id: opened[0]?.sent[0]?.id ?? 0, result: 'a' })
  for (let i = 0; i <= 10_000; i++) say(0, notification('a', i))
  let read = 0
  const readAll = async () => {
    while (!(await items.next()).done) read++
  }
  await expect(readAll()).rejects.toMatchObject({ code: 'transport.SlowConsumer' })
  expect(read).toBe(10_000)
})

function wire(request: (body: Json) => Promise<Json>): Transport {
  const none = (): never => {
    throw new Error('not in this story')
  }
  return { request, submit: none, upload: none, download: none, open: none }
}
