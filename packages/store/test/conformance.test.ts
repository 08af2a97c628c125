import type { Store, StoreOperation, StoreRange } from '@demiurge/state'
import { openStore, type StoreErrorCode } from '@demiurge/store'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { startPostgresql } from '../../../test/postgresql-server.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const put = (key: string, value: string): StoreOperation => ({ key: bytes(key), value: bytes(value) })
const drop = (key: string): StoreOperation => ({ key: bytes(key), value: undefined })
const failsWith = (code: StoreErrorCode) => expect.objectContaining({ name: 'StoreError', code })

async function read(store: Store, range?: StoreRange): Promise<string[]> {
  const found: string[] = []
  for await (const [key, value] of store.iterate(range))
    found.push(`${Buffer.from(key).toString()}=${Buffer.from(value).toString()}`)
  return found
}

/** The keys that meet in the property: short, so that one is often the beginning of another. */
const key = fc.uint8Array({ minLength: 1, maxLength: 3, max: 4 })
const value = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.nat(255).map((byte) => new Uint8Array(2000).fill(byte)),
)
const operation = fc.record({ key, value: fc.option(value, { nil: undefined, freq: 3 }) })
const range = fc.record({ gte: key, lt: key, reverse: fc.boolean(), limit: fc.nat(6) }, { requiredKeys: [] })

/** The behaviour that all engines share, in a few lines. */
function modelRange(model: ReadonlyMap<string, Uint8Array>, range: StoreRange): [string, Uint8Array][] {
  const { gte = new Uint8Array(), lt, reverse = false, limit = Infinity } = range
  const entries = [...model].filter(([hex]) => {
    const key = Buffer.from(hex, 'hex')
    return Buffer.compare(key, gte) >= 0 && (lt === undefined || Buffer.compare(key, lt) < 0)
  })
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  if (reverse) entries.reverse()
  return entries.slice(0, limit)
}

const server = await startPostgresql().catch((error: unknown) => error as Error)
if (server instanceof Error) {
  test.skip(`postgresql is left out: ${server.message}`)
  process.stderr.write(`postgresql is left out: ${server.message}\n`)
}
const url = server instanceof Error ? undefined : server.url
afterAll(async () => {
  if (!(server instanceof Error)) await server[Symbol.asyncDispose]()
})
const engines = [
  'memory',
  'leveldb',
  'rocksdb',
  ...(url === undefined ? [] : ['postgresql' as const]),
] as const

describe.each(engines)('%s', (engine) => {
  const open = (directory: string): Promise<Store> =>
    openStore(engine === 'memory' ? { engine } : { engine, directory, url })

  test('values are read back by key, alone and together', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    await store.batch([put('b', '2'), put('a', '1'), put('empty', '')])
    expect(await store.get(bytes('a'))).toEqual(bytes('1'))
    expect(await store.get(bytes('nobody'))).toBeUndefined()
    expect(await store.getMany([bytes('b'), bytes('c'), bytes('empty'), bytes('b')])).toEqual([
      bytes('2'),
      undefined,
      bytes(''),
      bytes('2'),
    ])
    expect(await store.getMany([])).toEqual([])
    await store.close()
  })

  test('of two operations on one key the later counts', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    await store.batch([put('a', '1'), drop('a'), put('b', '1'), put('b', '2'), drop('c'), put('c', '3')])
    expect(await read(store)).toEqual(['b=2', 'c=3'])
    await store.close()
  })

  test('a batch with an invalid key changes nothing', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    await store.batch([put('a', '1')])
    await expect(store.batch([put('a', '2'), put('', 'no')])).rejects.toThrow(failsWith('store.InvalidKey'))
    await expect(store.get(new Uint8Array(2049))).rejects.toThrow(failsWith('store.InvalidKey'))
    expect(await read(store)).toEqual(['a=1'])
    await store.batch([])
    await store.close()
  })

  test('a range has its lower bound and not its upper one, in byte order, both ways', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    await store.batch(['a', 'ab', 'b', 'ba', 'c', 'é', 'z'].map((key) => put(key, '.')))
    expect(await read(store)).toEqual(['a=.', 'ab=.', 'b=.', 'ba=.', 'c=.', 'z=.', 'é=.'])
    expect(await read(store, { gte: bytes('ab'), lt: bytes('c') })).toEqual(['ab=.', 'b=.', 'ba=.'])
    expect(await read(store, { gte: bytes('aa'), lt: bytes('bb'), reverse: true, limit: 2 })).toEqual([
      'ba=.',
      'b=.',
    ])
    expect(await read(store, { gte: bytes('c'), lt: bytes('a') })).toEqual([])
    expect(await read(store, { lt: bytes('') })).toEqual([])
    expect(await read(store, { limit: 0 })).toEqual([])
    await expect(read(store, { limit: -1 })).rejects.toThrow(failsWith('store.InvalidRange'))
    await store.close()
  })

  test('an iteration does not see what is written after its first entry', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    await store.batch(Array.from({ length: 500 }, (_, n) => put(`k${1000 + n}`, 'old')))
    let seen = 0
    for await (const [, value] of store.iterate()) {
      if (seen++ === 0)
        await store.batch(
          Array.from({ length: 500 }, (_, n) =>
            n % 2 === 0 ? put(`k${1000 + n}`, 'new') : drop(`k${1000 + n}`),
          ),
        )
      expect(Buffer.from(value).toString()).toBe('old')
    }
    expect(seen).toBe(500)
    expect(await read(store, { limit: 2 })).toEqual(['k1000=new', 'k1002=new'])
    await store.close()
  })

  test('an iteration can be broken off, by the reader and by a signal', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    await store.batch(Array.from({ length: 300 }, (_, n) => put(`k${1000 + n}`, '.')))
    for await (const [key] of store.iterate()) {
      expect(key).toEqual(bytes('k1000'))
      break
    }
    const stop = new AbortController()
    const reading = (async () => {
      for await (const [key] of store.iterate({ signal: stop.signal }))
        if (Buffer.from(key).toString() === 'k1010') stop.abort(new Error('enough'))
    })()
    await expect(reading).rejects.toThrow('enough')
    await store.close()
  })

  test('large values come back whole, those that compress and those that do not', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    const noise = new Uint8Array(3_000_000)
    for (let i = 0, x = 1; i < noise.length; i++) {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0
      noise[i] = x >>> 24
    }
    const plain = new Uint8Array(3_000_000).fill(7)
    await store.batch([
      { key: bytes('noise'), value: noise },
      { key: bytes('plain'), value: plain },
      { key: bytes('short'), value: plain.subarray(0, 600) },
    ])
    await store.flush()
    const [gotNoise, gotPlain, gotShort] = await store.getMany(['noise', 'plain', 'short'].map(bytes))
    expect(Buffer.compare(gotNoise ?? bytes(''), noise)).toBe(0)
    expect(Buffer.compare(gotPlain ?? bytes(''), plain)).toBe(0)
    expect(gotShort?.length).toBe(600)
    await store.close()
  })

  test('what is given and what is returned is not shared', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    const given = { key: bytes('a'), value: bytes('1') }
    await store.batch([given])
    given.key.fill(0)
    given.value.fill(0)
    const got = await store.get(bytes('a'))
    expect(got).toEqual(bytes('1'))
    got?.fill(0)
    expect(await store.get(bytes('a'))).toEqual(bytes('1'))
    await store.close()
  })

  test('after closing every call fails with the same code, and open iterations end with it', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    await store.batch(Array.from({ length: 300 }, (_, n) => put(`k${1000 + n}`, '.')))
    const iteration = store.iterate()[Symbol.asyncIterator]()
    await iteration.next()
    const writing = store.batch([put('last', 'word')])
    const closing = store.close()
    await writing
    await closing
    await store.close()
    await expect(iteration.next()).rejects.toThrow(failsWith('store.Closed'))
    await expect(store.get(bytes('a'))).rejects.toThrow(failsWith('store.Closed'))
    await expect(store.getMany([bytes('a')])).rejects.toThrow(failsWith('store.Closed'))
    await expect(store.batch([put('a', '1')])).rejects.toThrow(failsWith('store.Closed'))
    await expect(store.flush()).rejects.toThrow(failsWith('store.Closed'))
    await expect(read(store)).rejects.toThrow(failsWith('store.Closed'))
  })

  test('any sequence of batches reads like a sorted map', async () => {
    await using folder = await temporaryDirectory()
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(operation, { maxLength: 30 }), { maxLength: 6 }),
        range,
        async (batches, range) => {
          const store = await open(`${folder.path}/${run++}`)
          const model = new Map<string, Uint8Array>()
          for (const batch of batches) {
            await store.batch(batch)
            for (const { key, value } of batch) {
              if (value === undefined) model.delete(Buffer.from(key).toString('hex'))
              else model.set(Buffer.from(key).toString('hex'), value)
            }
          }
          const found: [string, Uint8Array][] = []
          for await (const [key, value] of store.iterate(range))
            found.push([Buffer.from(key).toString('hex'), new Uint8Array(value)])
          expect(found).toEqual(modelRange(model, range))
          await store.close()
        },
      ),
      { numRuns: engine === 'memory' ? 300 : 25 },
    )
  })
})

test('the memory engine keeps its order through thousands of keys in any order', async () => {
  const store = await openStore({ engine: 'memory' })
  const model = new Map<string, string>()
  for (let round = 0; round < 40; round++) {
    const operations: StoreOperation[] = []
    for (let n = 0; n < 200; n++) {
      const key = `k${((round * 200 + n) * 7919) % 5003}`
      const value = n % 5 === 0 ? undefined : `${round}`
      operations.push(value === undefined ? drop(key) : put(key, value))
      if (value === undefined) model.delete(key)
      else model.set(key, value)
    }
    await store.batch(operations)
  }
  const expected = [...model].map(([key, value]) => `${key}=${value}`)
  expect(await read(store)).toEqual(
    expected.toSorted((a, b) => ((a.split('=')[0] ?? '') < (b.split('=')[0] ?? '') ? -1 : 1)),
  )
})
