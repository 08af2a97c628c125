import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CollectedEntropy, collectFrom, type SourceReport } from '../src/index.ts'
import {
  type CollectOptions,
  collectEntropy,
  createJitterSource,
  createNetworkSource,
  createQuantumSource,
  type EntropySource,
  findTick,
  randomBytes,
} from '../src/native/index.ts'
import { collectEntropy as collectInBrowser, randomBytes as webRandom } from '../src/web/index.ts'
import { createJitterSource as createBrowserJitter, findTicks } from '../src/web/jitter.ts'
import { draws } from './seeded.ts'

type Answer = (question: IncomingMessage, answer: ServerResponse) => void

/** A server on a real socket, gone when the test is. */
async function serve(answer: Answer): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const lengthOf = ({ url = '' }: IncomingMessage): number =>
  Number(new URL(url, 'http://local').searchParams.get('length'))

/** Answers as ANU does: numbers in JSON, the length as text, a key asked for. */
function anu(bytes: (length: number) => Uint8Array): Answer {
  return (question, answer) => {
    const allowed = question.headers['x-api-key'] === 'key' && question.url?.includes('type=uint8') === true
    const length = lengthOf(question)
    answer.writeHead(allowed && length <= 1024 ? 200 : 403, { 'content-type': 'application/json' })
    const body = { success: true, type: 'uint8', length: String(length), data: [...bytes(length)] }
    answer.end(allowed ? JSON.stringify(body) : '{"message":"Forbidden"}')
  }
}

/** Answers as LfD does: hexadecimal text. */
const lfd: Answer = (question, answer) => {
  const length = lengthOf(question)
  answer.writeHead(question.url?.includes('format=HEX') === true ? 200 : 400)
  answer.end(JSON.stringify({ length, qrn: randomBytes(length).toHex() }))
}

/** A source of given samples, as software would see a broken device. */
function device(sample: (index: number) => number, more: Partial<EntropySource> = {}): EntropySource {
  let index = 0
  return {
    name: 'device',
    bitsPerSample: 8,
    minEntropy: 1,
    credit: 1,
    draw: async (count) => Uint8Array.from({ length: count }, () => sample(index++)),
    ...more,
  }
}

async function collect(
  sources: readonly EntropySource[],
  options: Partial<CollectOptions> = {},
): Promise<CollectedEntropy & { readonly byName: Readonly<Record<string, SourceReport>> }> {
  const collected = await collectEntropy({ sources, ...options })
  return {
    ...collected,
    byName: Object.fromEntries(collected.sources.map((each) => [each.name, each])),
  }
}

test('system, jitter, network and quantum together: each is reported, each tested', async () => {
  await using peer = await serve((_, answer) => answer.end())
  await using quantum = await serve(anu(randomBytes))
  await using other = await serve(lfd)
  const shares: number[] = []
  const { byName, random, sources } = await collect(
    [
      createJitterSource(),
      createNetworkSource(peer.url),
      createQuantumSource({ provider: 'anu', url: quantum.url, apiKey: 'key' }),
      createQuantumSource({ provider: 'lfd', url: `${other.url}/qrng_api/qrng` }),
    ],
    { onProgress: (share) => shares.push(share) },
  )
  expect(sources.map(({ name }) => name)).toEqual(['system', 'jitter', 'network', 'anu', 'lfd'])
  for (const source of sources) {
    expect(source).toMatchObject({ health: 'healthy' })
    expect(source.samples).toBeGreaterThanOrEqual(1024)
  }
  expect(byName.system).toMatchObject({ isSufficient: true })
  expect(byName.jitter).toMatchObject({ isSufficient: true })
  // Others may know what a network or a service gave: it is mixed in and counts for nothing.
  for (const name of ['network', 'anu', 'lfd']) expect(byName[name]).toMatchObject({ creditedBits: 0 })
  expect(shares.at(-1)).toBe(1)
  expect(random(64)).not.toEqual(random(64))
})

describe('a source that is of no use is left out and named, and the rest goes on', () => {
  const next = draws(41)
  test.each([
    ['stuck', () => 0, ['repetition-count']],
    ['alternating', (i: number) => i & 1, ['prediction']],
    ['biased 90/10', () => (next(10) === 0 ? next(256) : 5), ['repetition-count', 'adaptive-proportion']],
  ])('%s', async (_, sample, failed) => {
    const { byName, random } = await collect([device(sample), createJitterSource()])
    expect(byName.device).toMatchObject({
      health: 'excluded',
      creditedBits: 0,
      isSufficient: false,
    })
    expect(failed).toContain(byName.device?.failure?.test)
    expect(byName.jitter).toMatchObject({ isSufficient: true })
    expect(random(32)).toHaveLength(32)
  })

  test('a quantum service that repeats itself', async () => {
    await using quantum = await serve(anu((length) => new Uint8Array(length).map((_, i) => i % 8)))
    const { byName } = await collect([
      createQuantumSource({ provider: 'anu', url: quantum.url, apiKey: 'key' }),
    ])
    expect(byName.anu).toMatchObject({ health: 'excluded', failure: { test: 'prediction' } })
  })

  test('one that nobody answers for, refuses, answers elsewhere or without end', async () => {
    // It hangs up. A port that was let go of would not do: somebody else may have it by then.
    await using gone = await serve((request) => request.socket.destroy())
    const { url: closed } = gone
    await using elsewhere = await serve((_, answer) => answer.writeHead(302, { location: closed }).end())
    await using endless = await serve((_, answer) => {
      const more = (error?: Error | null): void => {
        if (error == null) answer.write('1'.repeat(65_536), more)
      }
      more()
    })
    await using forbidden = await serve(anu(randomBytes))
    for (const [url, reason] of [
      [closed, 'does not answer'],
      [elsewhere.url, 'does not answer'],
      [endless.url, 'longer than 65536 bytes'],
      [forbidden.url, 'status 403'],
    ] as const) {
      const { byName } = await collect([createQuantumSource({ provider: 'anu', url })])
      expect(byName.anu).toMatchObject({ health: 'excluded', reason: expect.stringContaining(reason) })
    }
    const { byName } = await collect([createNetworkSource(closed)])
    expect(byName.network).toMatchObject({ reason: expect.stringContaining('does not answer') })
  })

  test('a service whatever it answers', async () => {
    let body = ''
    await using service = await serve((_, answer) => answer.end(body))
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record({
          success: fc.constantFrom(true, false, 'true'),
          type: fc.constantFrom('uint8', 'hex16'),
          data: fc.array(fc.oneof(fc.integer({ min: -1, max: 256 }), fc.double(), fc.string())),
          qrn: fc.oneof(fc.string(), fc.constant('abc'), fc.array(fc.nat())),
          length: fc.oneof(fc.nat(4), fc.string()),
        })
        .map((value) => JSON.stringify(value)),
    )
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom('anu' as const, 'lfd' as const), async (text, provider) => {
        body = text
        const source = createQuantumSource({ provider, url: service.url })
        const drawn = await source.draw(16, new AbortController().signal).catch((error: unknown) => error)
        if (drawn instanceof Uint8Array) expect(drawn.length).toBeGreaterThan(0)
        else expect(drawn).toMatchObject({ code: 'entropy.BadAnswer' })
      }),
      { numRuns: 200 },
    )
  })

  test('one that is too slow', async () => {
    const never = device(() => 0, { draw: (_, signal) => rejectionOf(signal) })
    const { byName } = await collect([never], { timeoutMs: 1 })
    expect(byName.device).toMatchObject({ health: 'excluded', reason: 'it was not done after 1 ms' })
  })
})

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

test('whoever stops a collection is told so, and connections are closed', async () => {
  const controller = new AbortController()
  let closed = 0
  const waiting = device(() => 0, {
    draw: (_, signal) => {
      controller.abort(new Error('enough'))
      return rejectionOf(signal)
    },
    close: () => closed++,
  })
  await expect(collectEntropy({ sources: [waiting], signal: controller.signal })).rejects.toThrow('enough')
  expect(closed).toBe(1)
})

test('without the system there is nothing, however good the others are', async () => {
  const stuck = (length: number): Uint8Array => new Uint8Array(length)
  await expect(collect([createJitterSource()], { system: stuck })).rejects.toMatchObject({
    code: 'entropy.SystemSourceFailed',
  })
})

test('a mistake in the program is no bad source', async () => {
  const broken = device(() => {
    throw new TypeError('a bug')
  })
  await expect(collect([broken])).rejects.toThrow('a bug')
})

test('addresses that would leak a key or lead nowhere are refused', () => {
  const refusal = expect.objectContaining({ code: 'entropy.BadParameters' })
  for (const url of ['http://qrng.example', 'ftp://127.0.0.1', 'nonsense', 'http://127.0.0.1.example'])
    expect(() => createQuantumSource({ provider: 'lfd', url })).toThrow(refusal)
  for (const peer of ['127.0.0.1:80', 'file:///etc/passwd'])
    expect(() => createNetworkSource(peer)).toThrow(refusal)
})

test('the step of a clock is found', () => {
  expect(findTick([4100, 8200, 12_300])).toBe(4100)
  expect(findTick([101, 103])).toBe(1)
  expect(findTick([0, 0])).toBe(1)
})

describe('in a browser', () => {
  /** A clock that ticks after so many readings. */
  const clock = (readings: () => number) => {
    let left = 0
    let time = 0
    return () => {
      if (left-- <= 0) {
        left = readings()
        time += 5
      }
      return time
    }
  }

  test('jitter of a coarse clock counts, and is found out where nothing varies', async () => {
    const draw = draws(7)
    const varied = createBrowserJitter(clock(() => 400 + draw(251)))
    const stuck = { ...createBrowserJitter(clock(() => 400)), name: 'stuck' }
    const signal = new AbortController().signal
    const { sources, random } = await collectFrom({
      sources: [varied, stuck],
      system: randomBytes,
      signal,
      limit: signal,
      timeoutMs: 1,
    })
    expect(sources.map(({ name, health }) => [name, health])).toEqual([
      ['system', 'healthy'],
      ['jitter', 'healthy'],
      ['stuck', 'excluded'],
    ])
    expect(sources[1]).toMatchObject({ isSufficient: true })
    expect(random(64)).not.toEqual(random(64))
  })

  test('a fine clock is made a coarse one, so that counts can vary', () => {
    expect(findTicks((ticks) => ticks * 3)).toBe(64)
    expect(findTicks(() => 1_000)).toBe(1)
    expect(findTicks(() => 0)).toBe(4_096)
  })

  test('the browser’s own sources give keys', async () => {
    const { sources, random } = await collectInBrowser()
    expect(sources.map(({ name }) => name)).toEqual(['system', 'jitter'])
    expect(random(100_000)).toHaveLength(100_000)
    expect(
      webRandom(70_000)
        .subarray(65_536)
        .some((byte) => byte !== 0),
    ).toBe(true)
  })
})
