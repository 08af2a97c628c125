import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore, type StoreErrorCode } from '@demiurge/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openValueLog, type ValuePlace } from '../src/log/value-log.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const failsWith = (code: StoreErrorCode) => expect.objectContaining({ name: 'StoreError', code })
const bytesOf = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 255)
const first = (directory: string): string => join(directory, '0000000000000000.log')

test('values are read back at the places they were given, over many files and after opening again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(900), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
      async (batches) => {
        await using folder = await temporaryDirectory()
        const options = { directory: folder.path, segmentBytes: 2_000 }
        const known: { place: ValuePlace; value: Uint8Array }[] = []
        const reread = async (log: Awaited<ReturnType<typeof openValueLog>>): Promise<void> => {
          for (const { place, value } of known)
            expect(Buffer.compare(await log.read(place), value), `value at ${place.segment}`).toBe(0)
        }
        for (const [i, lengths] of batches.entries()) {
          const log = await openValueLog(options)
          const values = lengths.map((length, at) => bytesOf(length, i * 10 + at))
          const places = await log.append(values)
          for (const [at, place] of places.entries()) known.push({ place, value: values[at] as Uint8Array })
          if (i % 3 === 0) await reread(log)
          await log.close()
        }
        const log = await openValueLog(options)
        await reread(log)
        await log.close()
      },
    ),
    { numRuns: 25 },
  )
})

test('what a crash left unfinished at the end is cut off, and what follows has its place', async () => {
  await using folder = await temporaryDirectory()
  const log = await openValueLog({ directory: folder.path })
  const [kept] = await log.append([bytesOf(500, 1)])
  const [torn] = await log.append([bytesOf(700, 2)])
  await log.close()
  await truncate(first(folder.path), (torn?.offset ?? 0) + 300)

  const again = await openValueLog({ directory: folder.path })
  expect(Buffer.compare(await again.read(kept as ValuePlace), bytesOf(500, 1))).toBe(0)
  const [next] = await again.append([bytesOf(600, 3)])
  expect(next?.offset).toBe(torn?.offset)
  expect(Buffer.compare(await again.read(next as ValuePlace), bytesOf(600, 3))).toBe(0)
  await expect(again.read(torn as ValuePlace)).rejects.toEqual(failsWith('log.Damaged'))
  await again.close()
})

test('a file of which not even the header was finished is begun again', async () => {
  await using folder = await temporaryDirectory()
  await (await openValueLog({ directory: folder.path })).close()
  await truncate(first(folder.path), 10)
  const log = await openValueLog({ directory: folder.path })
  const [place] = await log.append([bytesOf(50, 1)])
  expect(Buffer.compare(await log.read(place as ValuePlace), bytesOf(50, 1))).toBe(0)
  await log.close()
})

test('whatever place is asked for and whatever was changed on the disk, only what was written is ever given', async () => {
  await using folder = await temporaryDirectory()
  const log = await openValueLog({ directory: folder.path })
  const values = [bytesOf(300, 1), bytesOf(20, 2), bytesOf(900, 3)]
  const places = await log.append(values)
  const isWritten = (place: ValuePlace): boolean =>
    places.some((each) => each.offset === place.offset && each.length === place.length && place.segment === 0)
  await fc.assert(
    fc.asyncProperty(fc.nat(2), fc.nat(1_400), fc.nat(2_000), async (segment, offset, length) => {
      const place = { segment, offset, length }
      fc.pre(!isWritten(place))
      await expect(log.read(place)).rejects.toEqual(failsWith('log.Damaged'))
    }),
    { numRuns: 200 },
  )
  await log.close()

  const whole = await readFile(first(folder.path))
  const middle = places[1] as ValuePlace
  const changed = Buffer.from(whole)
  changed[middle.offset + 20] = (changed[middle.offset + 20] ?? 0) ^ 1
  await writeFile(first(folder.path), changed)
  const read = openValueLog({ directory: folder.path }).then(async (damaged) => {
    try {
      return await damaged.read(middle)
    } finally {
      await damaged.close()
    }
  })
  await expect(read, 'a changed value is refused').rejects.toEqual(failsWith('log.Damaged'))
})

test('appends that come while a sync runs are written together, each with its own places', async () => {
  await using folder = await temporaryDirectory()
  const log = await openValueLog({ directory: folder.path, segmentBytes: 30_000 })
  const values = Array.from({ length: 40 }, (_, i) => [bytesOf(1_000 + i, i), bytesOf(10 * i, i + 1)])
  const places = await Promise.all(values.map((each) => log.append(each)))
  expect(new Set(places.flat().map(({ segment, offset }) => `${segment}.${offset}`)).size).toBe(80)
  for (const [i, pair] of places.entries())
    for (const [j, place] of pair.entries())
      expect(Buffer.compare(await log.read(place), values[i]?.[j] ?? new Uint8Array(1))).toBe(0)
  await log.close()
})

test('what is written ahead of its batch is seen with the batch only, and memory that is filled anew afterwards is written anew', async () => {
  await using folder = await temporaryDirectory()
  const store = await openStore({ engine: 'rocksdb', directory: folder.path, isPermanent: () => true })
  const operations = [1, 2].map((n) => ({ key: Uint8Array.of(n), value: bytesOf(20_000, n) }))
  store.ahead?.(operations)
  store.ahead?.(operations)
  expect(await store.get(Uint8Array.of(1))).toBeUndefined()
  await store.batch(operations)
  const log = await readFile(first(join(folder.path, 'values')))
  expect(log.length, 'each value was written once').toBe(24 + 2 * (16 + 20_000))
  expect(Buffer.compare((await store.get(Uint8Array.of(2))) ?? Buffer.alloc(0), bytesOf(20_000, 2))).toBe(0)

  operations[0]?.value.set(bytesOf(20_000, 9))
  await store.batch(operations.slice(0, 1))
  expect(Buffer.compare((await store.get(Uint8Array.of(1))) ?? Buffer.alloc(0), bytesOf(20_000, 9))).toBe(0)
  await store.close()
})

test('a store keeps large values of permanent keys in the log and everything else in the engine, and reads both', async () => {
  await using folder = await temporaryDirectory()
  const options = {
    engine: 'rocksdb',
    directory: folder.path,
    isPermanent: (key: Uint8Array) => key[0] === 1,
  } as const
  const entries = [
    { key: Uint8Array.of(1, 1), value: bytesOf(40_000, 1) },
    { key: Uint8Array.of(1, 2), value: bytesOf(100, 2) },
    { key: Uint8Array.of(2, 1), value: bytesOf(40_000, 3) },
  ]
  const store = await openStore(options)
  await store.batch(entries)
  await store.close()
  const log = await readFile(first(join(folder.path, 'values')))
  expect(log.length, 'one value and its frame').toBe(24 + 16 + 40_000)

  // Who opens it without saying which keys are permanent reads the same.
  const again = await openStore({ engine: 'rocksdb', directory: folder.path })
  for (const { key, value } of entries)
    expect(Buffer.compare((await again.get(key)) ?? Buffer.alloc(0), value)).toBe(0)
  const found: number[] = []
  for await (const [, value] of again.iterate()) found.push(value.length)
  expect(found).toEqual([40_000, 100, 40_000])
  await again.close()
})
