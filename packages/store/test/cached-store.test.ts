import type { Store, StoreOperation } from '@demiurge/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cacheStore } from '../src/cached-store.ts'
import { createMemoryEngine } from '../src/memory.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const put = (key: string, value: string): StoreOperation => ({ key: bytes(key), value: bytes(value) })

/** Steps that wait to be let through, in an order that the property chooses. */
function createGate(choices: readonly number[]): { pass(): Promise<void>; open(): Promise<void> } {
  const waiting: (() => void)[] = []
  let next = 0
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    pass: () => new Promise((resolve) => waiting.push(resolve)),
    async open() {
      for (await settled(); waiting.length > 0; await settled()) {
        const [resolve] = waiting.splice((choices[next++ % choices.length] ?? 0) % waiting.length, 1)
        resolve?.()
      }
    },
  }
}

/** A store whose calls take effect, and are answered, some time after they are made. */
function delayed(engine: Store, pass: () => Promise<void>): Store {
  const later = async <T>(action: () => Promise<T>): Promise<T> => {
    await pass()
    const result = await action()
    await pass()
    return result
  }
  return {
    ...engine,
    get: (key) => later(() => engine.get(key)),
    getMany: (keys) => later(() => engine.getMany(keys)),
    batch: (operations) => later(() => engine.batch(operations)),
  }
}

const NAMES = ['a', 'b', 'c']
const name = fc.constantFrom(...NAMES)
const step = fc.record({
  kind: fc.constantFrom('get' as const, 'getMany' as const, 'put' as const, 'delete' as const),
  keys: fc.array(name, { minLength: 1, maxLength: 3 }),
})

interface Write {
  readonly keys: readonly string[]
  readonly value: string | undefined
  readonly begin: number
  end: number
}

/** What may be read of a key from a moment on: nothing that another write had replaced whole before. */
function possibleValues(writes: readonly Write[], key: string, from: number): (string | undefined)[] {
  const mine = writes.filter(({ keys }) => keys.includes(key))
  const finished = mine.filter(({ end }) => end < from)
  const current = mine.filter((write) => !finished.some(({ begin }) => begin > write.end))
  return [...current.map(({ value }) => value), ...(finished.length === 0 ? [undefined] : [])]
}

test('whatever the order in which reads and writes overtake each other, none sees what a finished write had replaced', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(50), { minLength: 40, maxLength: 40 }),
      fc.array(step, { maxLength: 14 }),
      async (choices, steps) => {
        const engine = createMemoryEngine()
        const gate = createGate(choices)
        const store = cacheStore(delayed(engine, gate.pass), 4_000)
        const writes: Write[] = []
        const faults: unknown[] = []
        let clock = 0
        const take = async ({ kind, keys }: (typeof steps)[number], number: number): Promise<void> => {
          await gate.pass()
          if (kind === 'put' || kind === 'delete') {
            const value = kind === 'put' ? `${number}` : undefined
            const write = { keys, value, begin: ++clock, end: Number.POSITIVE_INFINITY }
            writes.push(write)
            await store.batch(
              keys.map((key) => ({ key: bytes(key), value: value === undefined ? value : bytes(value) })),
            )
            write.end = ++clock
            return
          }
          const from = ++clock
          const asked = kind === 'get' ? keys.slice(0, 1) : keys
          const found =
            kind === 'get' ? [await store.get(bytes(keys[0] ?? ''))] : await store.getMany(asked.map(bytes))
          asked.forEach((key, i) => {
            const value = found[i]
            const seen = value === undefined ? undefined : new TextDecoder().decode(value)
            const possible = possibleValues(writes, key, from)
            if (!possible.includes(seen)) faults.push({ key, seen, possible })
          })
        }
        const running = Promise.all(steps.map(take))
        await gate.open()
        await running
        expect(faults).toEqual([])
        // When all is quiet, the cache and the store agree.
        const cached = Promise.all([
          ...NAMES.map((key) => store.get(bytes(key))),
          store.getMany(NAMES.map(bytes)),
        ])
        await gate.open()
        const stored = await engine.getMany(NAMES.map(bytes))
        expect(await cached).toEqual([...stored, stored])
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a value that was read or written is not asked for again, and neither is an absent one', async () => {
  const engine = createMemoryEngine()
  let asked = 0
  const store = cacheStore(
    {
      ...engine,
      get: (key) => {
        asked++
        return engine.get(key)
      },
    },
    10_000,
  )
  await engine.batch([put('old', '1')])
  await store.batch([put('new', '2')])
  for (let round = 0; round < 3; round++) {
    expect(await store.get(bytes('old'))).toEqual(bytes('1'))
    expect(await store.get(bytes('new'))).toEqual(bytes('2'))
    expect(await store.get(bytes('none'))).toBeUndefined()
  }
  expect(asked).toBe(2)
  expect(store.cache).toMatchObject({ hits: 7, misses: 2 })
  expect(store.cache.bytes).toBeGreaterThan(3 * 100)
})

test('it stays within its bytes, and forgets what was not used for longest', async () => {
  const engine = createMemoryEngine()
  const store = cacheStore(engine, 10_000)
  await store.batch([put('used', 'x')])
  for (let n = 0; n < 200; n++) {
    await store.batch([put(`k${n}`, 'y'.repeat(n))])
    await store.get(bytes('used'))
    expect(store.cache.bytes).toBeLessThanOrEqual(10_000)
  }
  expect(store.cache.misses).toBe(0)
  await store.get(bytes('k0'))
  expect(store.cache.misses).toBe(1)
  await store.batch([put('large', 'z'.repeat(9_000))])
  await store.get(bytes('large'))
  expect(store.cache.misses).toBe(2)
})

test('several readers of one absent key ask once', async () => {
  const engine = createMemoryEngine()
  let asked = 0
  const store = cacheStore(
    {
      ...engine,
      get: async (key) => {
        asked++
        return engine.get(key)
      },
    },
    10_000,
  )
  await Promise.all(Array.from({ length: 5 }, () => store.get(bytes('a'))))
  expect(asked).toBe(1)
})

test('keys that are not worth it go past the cache, in both directions', async () => {
  const store = cacheStore(createMemoryEngine(), 10_000, (key) => key[0] === 1)
  const often = Uint8Array.of(1)
  const seldom = Uint8Array.of(2)
  await store.batch([often, seldom].map((key) => ({ key, value: Uint8Array.of(7) })))
  expect([await store.get(often), await store.get(seldom)]).toEqual([Uint8Array.of(7), Uint8Array.of(7)])
  expect(await store.getMany([often, seldom])).toEqual([Uint8Array.of(7), Uint8Array.of(7)])
  expect(store.cache).toMatchObject({ hits: 1, misses: 0 })
  await store.batch([{ key: seldom, value: undefined }])
  expect(await store.get(seldom)).toBeUndefined()
})
