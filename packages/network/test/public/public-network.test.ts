import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { afterEach, expect, test } from 'vitest'
import { openPublicNetwork, type PublicNetwork, type PublicNetworkOptions } from '../../src/public/index.ts'

const open: PublicNetwork[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((network) => network.close()))
})

const GENESIS = `0x${'ab'.repeat(32)}`

async function start(options: Partial<PublicNetworkOptions> = {}): Promise<PublicNetwork> {
  const network = await openPublicNetwork({
    chainId: 'public-test',
    genesis: GENESIS,
    seed: randomBytes(32),
    agent: 'test',
    listen: ['/ip4/127.0.0.1/tcp/0'],
    bootstrap: [],
    mdns: false,
    relay: 'off',
    topics: {},
    serve: {},
    ...options,
  })
  open.push(network)
  return network
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`it took too long until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const idsOf = (network: PublicNetwork): string[] => network.peers().map(({ id }) => id)

test('four nodes that know only one of them find each other, and gossip reaches everybody once', async () => {
  const heard = [0, 1, 2, 3].map((): string[] => [])
  const listener = (number: number) => ({
    news: (bytes: Uint8Array) => {
      heard[number]?.push(new TextDecoder().decode(bytes))
      return 'accept' as const
    },
  })
  const first = await start({ topics: listener(0) })
  const others = [1, 2, 3].map((number) => start({ topics: listener(number), bootstrap: first.addresses }))
  const nodes = [first, ...(await Promise.all(others))]
  await until(() => nodes.every((node) => node.peers().length === 3), 'all know each other')
  const sent: string[] = []
  await until(() => {
    // Until gossip has found its neighbours a message may be lost; those who wait for it ask again.
    const text = `news ${sent.length} ${'.'.repeat(3_000)}`
    if (sent.length === 0 || sent.length % 20 === 0)
      void nodes[3]?.publish('news', new TextEncoder().encode(text))
    sent.push(text)
    return [0, 1, 2].every((number) => (heard[number]?.length ?? 0) > 0)
  }, 'everybody has heard it')
  for (const texts of heard) expect(new Set(texts).size).toBe(texts.length)
  expect(heard[0]?.[0]).toMatch(/^news \d+ \.{3000}$/)
}, 60_000)

test('questions are answered over streams of their own: five megabytes, refusals, and who has enough', async () => {
  const big = randomBytes(1_000_000)
  let stopped = false
  const server = await start({
    serve: {
      async *'big/1'() {
        for (let i = 0; i < 5; i++) yield big
      },
      // biome-ignore lint/correctness/useYield: it refuses before there is anything to give
      async *'refuse/1'() {
        throw new Error('not today')
      },
      async *'endless/1'(_, __, signal) {
        try {
          for (;;) {
            yield big
            if (signal.aborted) return
          }
        } finally {
          stopped = true
        }
      },
      async *'echo/1'(body, from) {
        yield body
        yield new TextEncoder().encode(from)
      },
    },
  })
  const client = await start({ bootstrap: server.addresses })
  await until(() => client.peers().length === 1, 'they are connected')
  const ask = (protocol: string, body = new Uint8Array(3)) =>
    client.ask(server.id, protocol, body, AbortSignal.timeout(10_000))
  let bytes = 0
  for await (const item of ask('big/1')) bytes += item.length
  expect(bytes).toBe(5_000_000)
  const echoed: Uint8Array[] = []
  for await (const item of ask('echo/1', Uint8Array.of(1, 2, 3))) echoed.push(item)
  expect(echoed[0]).toEqual(Uint8Array.of(1, 2, 3))
  expect(new TextDecoder().decode(echoed[1])).toBe(client.id)
  await expect(async () => {
    for await (const _ of ask('refuse/1')) throw new Error('there is no item')
  }).rejects.toThrow('refuse/1: not today')
  await expect(async () => {
    for await (const _ of ask('unknown/1')) throw new Error('there is no item')
  }).rejects.toThrow()
  for await (const _ of ask('endless/1')) break
  await until(() => stopped, 'the server has stopped')
}, 60_000)

test('a node says who is behind it, and is believed only with the signature of that key', async () => {
  const suite = nativeSuites.get('ml-dsa-65')
  const keyPair = suite.keyPairFromSeed(randomBytes(32))
  const { publicKey } = keyPair
  const honest = await start({ identity: { publicKey, sign: (message) => suite.sign(message, keyPair) } })
  const other = suite.keyPairFromSeed(randomBytes(32))
  const liar = await start({ identity: { publicKey, sign: (message) => suite.sign(message, other) } })
  const notices: string[] = []
  const reader = await start({
    bootstrap: [...honest.addresses, ...liar.addresses],
    onNotice: (notice, { peer }) => notices.push(`${peer} ${notice}`),
  })
  await until(() => idsOf(reader).includes(honest.id) && notices.length > 0, 'both were heard')
  expect(reader.peers().find(({ id }) => id === honest.id)?.nodeId).toMatch(/^0x[0-9a-f]{64}$/)
  expect(idsOf(reader)).not.toContain(liar.id)
  expect(notices[0]).toContain('has not signed')
  expect(reader.denied().map(({ id }) => id)).toEqual([liar.id])
}, 60_000)

test('nodes of another chain are let alone', async () => {
  const ours = await start()
  const theirs = await start({ genesis: `0x${'cd'.repeat(32)}`, bootstrap: ours.addresses })
  await until(() => theirs.denied().length > 0 || ours.denied().length > 0, 'they have noticed')
  expect(ours.peers()).toEqual([])
  expect(theirs.peers()).toEqual([])
}, 60_000)

test('a message that is not true goes no further, and costs who hands it on; the door opens again with time', async () => {
  let nowMs = 1_000_000
  const heard: string[] = []
  const judge = (bytes: Uint8Array) => (bytes[0] === 7 ? ('reject' as const) : ('accept' as const))
  const middle = await start({ topics: { news: judge }, nowMs: () => nowMs })
  const end = await start({
    bootstrap: middle.addresses,
    topics: {
      news: (bytes) => {
        heard.push(String(bytes[0]))
        return 'accept'
      },
    },
  })
  const liar = await start({ bootstrap: middle.addresses, topics: { news: () => 'accept' } })
  await until(() => middle.peers().length === 2, 'they are connected')
  let sent = 0
  await until(() => {
    void liar.publish('news', Uint8Array.of(7, sent & 255, sent++ >> 8)).catch(() => {})
    return middle.denied().length > 0
  }, 'the liar is shut out')
  expect(middle.denied()[0]?.id).toBe(liar.id)
  await until(() => !idsOf(middle).includes(liar.id), 'the connection is gone')
  expect(middle.statistics().rejected).toBeGreaterThanOrEqual(4)
  expect(end.denied()).toEqual([])
  nowMs += 60 * 60_000
  expect(middle.denied()).toEqual([])
  await until(() => idsOf(middle).includes(liar.id), 'it is let in again')
}, 60_000)

test('who sends more than anybody needs is slowed down and shut out', async () => {
  const limits = {
    messages: { rate: 1, burst: 5 },
    bytes: { rate: 1_000_000, burst: 1_000_000 },
    requests: { rate: 1, burst: 10 },
  }
  const server = await start({
    limits,
    serve: {
      async *'echo/1'(body) {
        yield body
      },
    },
  })
  const client = await start({ bootstrap: server.addresses })
  await until(() => client.peers().length === 1, 'they are connected')
  let refused = 0
  for (let i = 0; i < 200 && server.denied().length === 0; i++)
    try {
      for await (const _ of client.ask(server.id, 'echo/1', new Uint8Array(1), AbortSignal.timeout(5_000)));
    } catch {
      refused++
    }
  expect(refused).toBeGreaterThan(5)
  expect(server.denied().map(({ id }) => id)).toEqual([client.id])
  expect(server.statistics().limited).toBeGreaterThan(5)
}, 60_000)

test('two nodes that cannot be dialed talk through a relay', async () => {
  const relay = await start({ relay: 'server' })
  const echo = {
    async *'echo/1'(body: Uint8Array) {
      yield body
    },
  }
  const hidden = await start({ relay: 'client', listen: [], bootstrap: relay.addresses, serve: echo })
  await until(
    () => hidden.addresses.some((address) => address.includes('p2p-circuit')),
    'it has a place at the relay',
  )
  const through = hidden.addresses.filter((address) => address.includes('p2p-circuit'))
  const asker = await start({ relay: 'client', listen: [], bootstrap: through })
  await until(() => idsOf(asker).includes(hidden.id), 'they know each other')
  expect(asker.peers().find(({ id }) => id === hidden.id)?.isRelayed).toBe(true)
  const answer: Uint8Array[] = []
  for await (const item of asker.ask(hidden.id, 'echo/1', Uint8Array.of(9), AbortSignal.timeout(5_000)))
    answer.push(item)
  expect(answer).toEqual([Uint8Array.of(9)])
}, 60_000)

test('neighbours in one house find each other by mDNS', async ({ skip }) => {
  const [one, two] = [await start({ mdns: true }), await start({ mdns: true })]
  const deadline = performance.now() + 8_000
  while (one.peers().length === 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20))
  skip(one.peers().length === 0, 'multicast does not work on this machine: mDNS is not tried')
  expect(idsOf(one)).toContain(two.id)
}, 30_000)
