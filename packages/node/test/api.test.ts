import { methods, topics } from '@demiurge/api'
import { toHex } from '@demiurge/codec'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { signedTransfer, testSigner } from './chain-client.ts'
import { startTestNode, type TestNode } from './running.ts'

let running: TestNode
const ada = testSigner(0)
const bob = testSigner(1)

beforeAll(async () => {
  running = await startTestNode()
})
afterAll(() => running[Symbol.asyncDispose]())

const post = (
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Response> => fetch(`${running.node.http}/rpc`, { method: 'POST', headers, body })

async function anchor(): Promise<string> {
  return ((await running.call('chain_getHead')) as { anchor: string }).anchor
}

async function nonceOf(address: string): Promise<bigint> {
  const { nonce } = (await running.call('account_get', { address })) as { nonce: string }
  return BigInt(nonce)
}

const bech = async (hex: string): Promise<string> => (await import('@demiurge/codec')).formatAddress(hex)

test('a transfer is final within moments and certified soon after', async () => {
  const nonce = await nonceOf(await bech(ada.address))
  const { id, bytes } = signedTransfer(ada, {
    to: bob.address,
    amount: 5_000_000_000n,
    nonce,
    anchor: await anchor(),
  })
  expect(await running.call('tx_submit', { transaction: toHex(bytes) })).toEqual({ id })
  const socket = new WebSocket(`${running.node.http.replace('http', 'ws')}/ws`)
  const stages: string[] = []
  await new Promise<void>((resolve) => {
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { topic: 'transaction', id } }),
      ),
    )
    socket.on('message', (data) => {
      const { params } = JSON.parse(String(data)) as { params?: { result: { stage: string } } }
      if (params !== undefined) stages.push(params.result.stage)
      if (stages.at(-1) === 'certified') resolve()
    })
  })
  socket.close()
  const order = ['pending', 'included', 'final', 'certified']
  expect(stages).toEqual([...stages].sort((a, b) => order.indexOf(a) - order.indexOf(b)))
  const account = (await running.call('account_get', { address: await bech(bob.address) })) as {
    free: string
  }
  expect(account.free).toBe('5000000000')
  const view = (await running.call('tx_get', { id })) as {
    status: { receipt: { outcome: { kind: string } } }
    suites: string[]
  }
  expect(view.status.receipt.outcome.kind).toBe('applied')
  expect(view.suites).toEqual(['ml-dsa-65'])
})

test('submitting the same transaction again is fine, and changes nothing', async () => {
  const nonce = await nonceOf(await bech(ada.address))
  const { id, bytes } = signedTransfer(ada, {
    to: bob.address,
    amount: 1_000_000n,
    nonce,
    anchor: await anchor(),
    withPolicy: true,
  })
  const submit = (): Promise<unknown> => running.call('tx_submit', { transaction: toHex(bytes) })
  expect(await Promise.all([submit(), submit()])).toEqual([{ id }, { id }])
})

test('nobody spends for somebody else', async () => {
  const nonce = await nonceOf(await bech(ada.address))
  const { bytes } = signedTransfer(ada, {
    to: bob.address,
    amount: 1n,
    nonce,
    anchor: await anchor(),
    withPolicy: true,
  })
  const last = bytes.length - 9
  bytes[last] = (bytes[last] ?? 0) ^ 1
  await expect(running.call('tx_submit', { transaction: toHex(bytes) })).rejects.toThrow(/^tx\./)
})

test.for([
  ['a used nonce', { nonce: 0n }, /tx\.NonceUsed: nonce 0 is used/],
  [
    'another chain',
    { chainId: 'mainnet' },
    /tx\.OtherChain: transaction is for chain "mainnet", this is "demiurge-dev"/,
  ],
  ['an unknown anchor', { anchor: `0x${'12'.repeat(32)}` }, /tx\.UnknownAnchor/],
  ['a passed window', { nowMs: 1_000_000_000 }, /tx\.Expired/],
] as const)('%s is refused with its reason', async ([, change, message]) => {
  const nonce = await nonceOf(await bech(ada.address))
  const { bytes } = signedTransfer(ada, {
    to: bob.address,
    amount: 1_000_000n,
    nonce,
    anchor: await anchor(),
    withPolicy: true,
    ...change,
  })
  await expect(running.call('tx_submit', { transaction: toHex(bytes) })).rejects.toThrow(message)
})

test('an account without coins is told what it costs', async () => {
  const { bytes } = signedTransfer(testSigner(7), {
    to: bob.address,
    amount: 1n,
    nonce: 0n,
    anchor: await anchor(),
  })
  await expect(running.call('tx_submit', { transaction: toHex(bytes) })).rejects.toThrow(
    /tx\.CannotPay: costs \d+ sparks, the payer has 0/,
  )
})

test('many transactions of one account, sent in any order, all become final', async () => {
  const first = await nonceOf(await bech(ada.address))
  const at = await anchor()
  const batch = Array.from({ length: 40 }, (_, i) =>
    signedTransfer(ada, {
      to: bob.address,
      amount: 1_000_000n,
      nonce: first + BigInt(i),
      anchor: at,
      withPolicy: i === 0,
    }),
  ).reverse()
  const body = batch.map(({ bytes }, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tx_submit',
    params: { transaction: toHex(bytes) },
  }))
  const answers = (await (await post(JSON.stringify(body))).json()) as { result?: unknown; error?: unknown }[]
  expect(answers.filter(({ error }) => error !== undefined)).toEqual([])
  const last = batch[0]?.id
  for (;;) {
    const { stage } = (await running.call('tx_getStatus', { id: last })) as { stage: string }
    if (stage === 'final' || stage === 'certified') break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(await nonceOf(await bech(ada.address))).toBe(first + 40n)
})

test('proofs come with a certificate for their root', async () => {
  const answer = (await running.call('state_getProof', { keys: ['balances/supply', 'no/such/key'] })) as {
    certificate: { checkpoint: { stateRoot: string }; votes: unknown[] }
    proofs: { value: string | null }[]
  }
  expect(answer.certificate.votes).toHaveLength(1)
  expect(answer.proofs.map(({ value }) => value === null)).toEqual([false, true])
})

test('assets come back byte for byte, under the hash of their bytes', async () => {
  const url = `${running.node.http}/api/v1/assets`
  const document = '{ "b": 1,   "a": [1, 2] }'
  const stored = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: document,
  })
  expect(stored.status).toBe(201)
  const { sha256, uri } = (await stored.json()) as { sha256: string; uri: string }
  expect(uri).toBe(`demiurge://demiurge-dev/assets/${sha256.slice(2)}`)
  const back = await fetch(`${url}/${sha256}`)
  expect([await back.text(), back.headers.get('content-type')]).toEqual([document, 'application/json'])
  const lie = await fetch(url, { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'GIF89a' })
  expect(lie.status).toBe(415)
  expect((await fetch(`${url}/0x${'00'.repeat(32)}`)).status).toBe(404)
})

test('REST answers what JSON-RPC answers', async () => {
  const rest = await (await fetch(`${running.node.http}/api/v1/chain`)).json()
  expect(rest).toEqual(await running.call('chain_getInfo'))
  const missing = await fetch(`${running.node.http}/api/v1/commits/99999999`)
  expect(missing.status).toBe(404)
  expect(missing.headers.get('content-type')).toMatch(/application\/problem\+json/)
  expect(await missing.json()).toMatchObject({ code: 'chain.NotFound', status: 404 })
  const wrong = await fetch(`${running.node.http}/api/v1/commits?limit=1000`)
  expect(await wrong.json()).toMatchObject({
    code: 'rpc.InvalidParams',
    detail: 'limit is 1000, it must be from 1 to 100',
  })
})

test('the interface describes itself', async () => {
  const names = (await running.call('rpc_methods')) as string[]
  for (const name of Object.keys(methods)) expect(names).toContain(name)
  const { methods: described } = (await running.call('rpc.discover')) as { methods: { name: string }[] }
  expect(described.map(({ name }) => name).sort()).toEqual(Object.keys(methods).sort())
  const openApi = (await (await fetch(`${running.node.http}/api/v1/openapi.json`)).json()) as {
    paths: object
  }
  for (const { rest } of Object.values(methods) as { rest?: { path: string } }[])
    if (rest !== undefined) expect(Object.keys(openApi.paths)).toContain(rest.path)
})

test.for([
  ['{', -32_700],
  ['[]', -32_600],
  ['1', -32_600],
  ['{"jsonrpc":"2.0","id":1,"method":"chain_getCommit","params":{"height":"x"}}', -32_602],
  ['{"jsonrpc":"2.0","id":1,"method":"chain_getCommit","params":{"hight":"1"}}', -32_602],
  ['{"jsonrpc":"2.0","id":1,"method":"__proto__"}', -32_601],
  ['{"jsonrpc":"2.0","id":1,"method":"constructor"}', -32_601],
  ['{"jsonrpc":"1.0","id":1,"method":"chain_getHead"}', -32_600],
] as const)('%s gets error %d', async ([body, code]) => {
  const answer = (await (await post(body)).json()) as { error?: { code: number }; code?: string }
  // What is not JSON never reaches the dispatcher: HTTP answers as problem details.
  if (code === -32_700) expect(answer.code).toBe('http.FST_ERR_CTP_INVALID_JSON_BODY')
  else expect(answer.error?.code).toBe(code)
})

test('whatever is sent to any method, the answer is a coded error or a result, never a crash', async () => {
  const names = Object.keys(methods)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.jsonValue(), async (method, params) => {
      const response = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
      const { error, result } = (await response.json()) as {
        error?: { data: { code: string } }
        result?: unknown
      }
      if (error === undefined) expect(result).toBeDefined()
      else expect(error.data.code).not.toBe('internal')
    }),
    { numRuns: 300 },
  )
})

test('hostile bytes are no transaction', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      await expect(running.call('tx_submit', { transaction: toHex(bytes) })).rejects.toThrow(
        /^tx\.(Malformed|OtherChain)/,
      )
    }),
    { numRuns: 100 },
  )
})

test('a WebSocket client follows commits, and mistakes are answered', async () => {
  const socket = new WebSocket(`${running.node.http.replace('http', 'ws')}/ws`)
  const seen: {
    method?: string
    error?: { data: { code: string } }
    params?: { result: { height: string } }
  }[] = []
  await new Promise<void>((resolve) => {
    socket.on('open', () => {
      socket.send('not json')
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'subscribe', params: { topic: 'weather' } }),
      )
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'subscribe', params: { topic: 'commits' } }),
      )
    })
    socket.on('message', (data) => {
      seen.push(JSON.parse(String(data)))
      if (seen.filter(({ method }) => method === 'subscription').length >= 3) resolve()
    })
  })
  socket.close()
  expect(seen.flatMap(({ error }) => error?.data.code ?? [])).toEqual(['rpc.Parse', 'rpc.UnknownTopic'])
  const heights = seen.flatMap(({ params }) => (params === undefined ? [] : [Number(params.result.height)]))
  expect(heights).toEqual(heights.map((_, i) => (heights[0] ?? 0) + i))
  expect(Object.keys(topics)).toContain('commits')
})

test('events come to those who asked for what they are about', async () => {
  const [carol, dave] = [testSigner(2), testSigner(3)]
  const socket = new WebSocket(`${running.node.http.replace('http', 'ws')}/ws`)
  const seen = new Map<string, string[]>()
  const asked = new Map<number, (answer: { result?: string; error?: { data: { code: string } } }) => void>()
  const subscribe = (id: number, params: object) =>
    new Promise<{ result?: string; error?: { data: { code: string } } }>((resolve) => {
      asked.set(id, resolve)
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', id, method: 'subscribe', params: { topic: 'events', ...params } }),
      )
    })
  await new Promise((resolve) => socket.on('open', resolve))
  const everything = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const { id, params, ...answer } = JSON.parse(String(data))
      if (params === undefined) return asked.get(id)?.(answer)
      const { subscription, result } = params
      seen.set(subscription, [...(seen.get(subscription) ?? []), result.transaction])
      if (result.transaction === ids.at(-1) && subscription === '1') resolve()
    })
  })
  const ids: string[] = []
  const about = [{}, { about: [bob.address] }, { about: [carol.address, bob.address] }, { about: [] }]
  for (const [i, params] of about.entries())
    expect(await subscribe(i + 1, params)).toMatchObject({ result: String(i + 1) })
  const many = Array.from({ length: 257 }, () => bob.address)
  expect(await subscribe(9, { about: many })).toMatchObject({
    error: { data: { code: 'rpc.InvalidParams' } },
  })
  let nonce = await nonceOf(await bech(ada.address))
  const [head, transfers] = [await anchor(), [bob, carol, dave]]
  const signed = transfers.map(({ address: to }) =>
    signedTransfer(ada, { to, amount: 1_000_000n, nonce: nonce++, anchor: head }),
  )
  ids.push(...signed.map(({ id }) => id))
  for (const { bytes } of signed) await running.call('tx_submit', { transaction: toHex(bytes) })
  await everything
  socket.close()
  const [toBob, toCarol] = ids
  const of = (subscription: string) => [...new Set(seen.get(subscription))].filter((id) => ids.includes(id))
  expect(of('1')).toEqual(ids)
  expect(of('2')).toEqual([toBob])
  expect(of('3')).toEqual([toBob, toCarol])
  expect(seen.get('4')).toBeUndefined()
})

test("a page of somebody else may not use the node behind its visitor's back", async () => {
  const foreign = await fetch(`${running.node.http}/health`, { headers: { origin: 'https://evil.example' } })
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  const own = await fetch(`${running.node.http}/health`, { headers: { origin: 'http://127.0.0.1:7861' } })
  expect(own.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:7861')
  const socket = new WebSocket(`${running.node.http.replace('http', 'ws')}/ws`, {
    origin: 'https://evil.example',
  })
  await expect(new Promise((_, reject) => socket.on('error', reject))).rejects.toThrow(/403/)
})

test('the faucet gives once, then asks for patience', async () => {
  const address = await bech(testSigner(9).address)
  await expect(running.call('faucet_request', { address })).resolves.toMatchObject({
    amount: '1000000000000',
  })
  await expect(running.call('faucet_request', { address })).rejects.toThrow(
    /faucet\.TooOften: .* ask again in \d+ s/,
  )
})
