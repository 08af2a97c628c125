import type { Store, StoreOperation, StoreRange } from '@demiurge/state'
import { openStore, type StoreErrorCode } from '@demiurge/store'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { startEngines } from './engines.ts'
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

const engines = await startEngines()
afterAll(() => engines[Symbol.asyncDispose]())

function applyTo(model: Map<string, Uint8Array>, batch: readonly StoreOperation[]): void {
  for (const { key, value } of batch) {
    if (value === undefined) model.delete(Buffer.from(key).toString('hex'))
    else model.set(Buffer.from(key).toString('hex'), value)
  }
}

/** Begins an iteration; what is returned reads it to its end and holds it to what the model was at its beginning. */
async function beginReading(
  store: Store,
  model: ReadonlyMap<string, Uint8Array>,
  range: StoreRange,
): Promise<() => Promise<void>> {
  const expected = modelRange(new Map(model), range)
  const entries = store.iterate(range)[Symbol.asyncIterator]()
  let step = await entries.next()
  return async () => {
    const found: [string, Uint8Array][] = []
    for (; step.done !== true; step = await entries.next())
      found.push([Buffer.from(step.value[0]).toString('hex'), new Uint8Array(step.value[1])])
    expect(found).toEqual(expected)
  }
}

/** Bytes that nothing compresses, the same in every run. */
function noise(length: number): Uint8Array {
  let x = length + 1
  return new Uint8Array(length).map(() => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0
    return x >>> 24
  })
}

describe.each(engines.names)('%s', (engine) => {
  const open = (directory: string): Promise<Store> => engines.open(engine, directory)

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
    const random = noise(3_000_000)
    const plain = new Uint8Array(3_000_000).fill(7)
    await store.batch([
      { key: bytes('noise'), value: random },
      { key: bytes('plain'), value: plain },
      { key: bytes('short'), value: plain.subarray(0, 600) },
    ])
    await store.flush()
    const [gotNoise, gotPlain, gotShort] = await store.getMany(['noise', 'plain', 'short'].map(bytes))
    expect(Buffer.compare(gotNoise ?? bytes(''), random)).toBe(0)
    expect(Buffer.compare(gotPlain ?? bytes(''), plain)).toBe(0)
    expect(gotShort?.length).toBe(600)
    await store.close()
  })

  test('values of every length around the thresholds come back, empty ones too, those that compress and those that do not', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    const lengths = [0, 1, 255, 256, 511, 512, 513, 2_000, 8_192, 65_535, 65_536, 65_537, 1_048_576]
    const values = lengths.flatMap((length) => [noise(length), new Uint8Array(length).fill(length & 0xff)])
    await store.batch(values.map((value, n) => ({ key: Uint8Array.of(n), value })))
    const found = await store.getMany(values.map((_, n) => Uint8Array.of(n)))
    expect(found.map((value, n) => Buffer.compare(value ?? bytes('none'), values[n] ?? bytes('')))).toEqual(
      values.map(() => 0),
    )
    let n = 0
    for await (const [, value] of store.iterate())
      expect(Buffer.compare(value, values[n++] ?? bytes('none'))).toBe(0)
    expect(n).toBe(values.length)
    await store.close()
  })

  test('keys of any bytes and of both extreme lengths sort as bytes; what is too long is refused', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    const keys = [
      ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
      ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte, 0)),
      noise(2_048),
      new Uint8Array(2_048).fill(0xff),
      new Uint8Array(2_047).fill(0xff),
    ]
    await store.batch(keys.map((key) => ({ key, value: key })))
    const sorted = keys.map((key) => Buffer.from(key).toString('hex')).toSorted()
    const found: string[] = []
    for await (const [key, value] of store.iterate()) {
      expect(Buffer.compare(key, value)).toBe(0)
      found.push(Buffer.from(key).toString('hex'))
    }
    expect(found).toEqual(sorted)
    expect((await store.getMany(keys)).map((value) => value?.length)).toEqual(
      keys.map(({ length }) => length),
    )
    await expect(store.batch([{ key: noise(2_049), value: bytes('') }])).rejects.toThrow(
      failsWith('store.InvalidKey'),
    )
    await expect(store.batch([{ key: bytes('a'), value: new Uint8Array((128 << 20) + 1) }])).rejects.toThrow(
      failsWith('store.InvalidValue'),
    )
    expect(await store.get(bytes('aa'))).toBeUndefined()
    await store.close()
  })

  test('twenty thousand keys are found, read in order both ways, in part, and removed', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    const name = (n: number): string => `k${100_000 + n}`
    const order = Array.from({ length: 20_000 }, (_, n) => (n * 7_919) % 20_000)
    for (let start = 0; start < order.length; start += 4_000)
      await store.batch(order.slice(start, start + 4_000).map((n) => put(name(n), `${n}`)))
    const expected = order.map((_, n) => `${name(n)}=${n}`)
    expect(await read(store)).toEqual(expected)
    expect(await read(store, { reverse: true })).toEqual(expected.toReversed())
    const part = { gte: bytes(name(3_000)), lt: bytes(name(17_000)), limit: 9_000 }
    expect(await read(store, part)).toEqual(expected.slice(3_000, 12_000))
    expect(await read(store, { ...part, reverse: true })).toEqual(expected.slice(8_000, 17_000).toReversed())
    const got = await store.getMany(order.map((n) => bytes(name(n))))
    expect(got.map((value) => Buffer.from(value ?? bytes('none')).toString())).toEqual(order.map(String))
    await store.batch(order.filter((n) => n % 2 === 0).map((n) => drop(name(n))))
    expect(await read(store)).toEqual(expected.filter((_, n) => n % 2 === 1))
    await store.close()
  })

  test('batches that are written at once are each seen whole, by every way of reading', async () => {
    await using folder = await temporaryDirectory()
    const store = await open(folder.path)
    const keys = Array.from({ length: 90 }, (_, n) => `k${10 + n}`)
    const write = (n: number): Promise<void> => store.batch(keys.map((key) => put(key, `${n}`)))
    await write(0)
    let writing = true
    const seen = async (): Promise<number> => {
      let reads = 0
      for (; writing; reads++) {
        const values = (await store.getMany(keys.map(bytes))).map((value) =>
          Buffer.from(value ?? []).toString(),
        )
        expect(new Set(values).size).toBe(1)
        const entries = await read(store)
        expect(new Set(entries.map((entry) => entry.split('=')[1])).size).toBe(1)
        expect(entries).toHaveLength(keys.length)
      }
      return reads
    }
    const reading = [seen(), seen()]
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 8 }, (_, n) => write(round * 8 + n)))
    writing = false
    for (const reads of await Promise.all(reading)) expect(reads).toBeGreaterThan(0)
    await store.close()
  })

  test('several iterations at once each read the moment at which they began, whatever is written', async () => {
    await using folder = await temporaryDirectory()
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.array(operation, { minLength: 1, maxLength: 20 }), range), { maxLength: 12 }),
        async (steps) => {
          const store = await open(`${folder.path}/${run++}`)
          const model = new Map<string, Uint8Array>()
          const begun: (() => Promise<void>)[] = []
          for (const step of steps) {
            if (Array.isArray(step)) {
              await store.batch(step)
              applyTo(model, step)
            } else begun.push(await beginReading(store, model, step))
            // Never as many at once as an engine may have to bound.
            if (begun.length > 5) await begun.shift()?.()
          }
          for (const finish of begun) await finish()
          await store.close()
        },
      ),
      { numRuns: engine === 'memory' ? 200 : 20 },
    )
  })

  test.skipIf(engine === 'memory')('what was written is there after closing and opening', async () => {
    await using folder = await temporaryDirectory()
    for (let n = 0; n < 4; n++) {
      const store = await open(folder.path)
      expect(await read(store)).toEqual(Array.from({ length: n }, (_, i) => `k${i}=${i}`))
      await store.batch([put(`k${n}`, `${n}`)])
      await store.close()
    }
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
            applyTo(model, batch)
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
