import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CommitLog, type CommitLogOptions, openCommitLog, type StoreErrorCode } from '@demiurge/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryDirectory } from './temporary-directory.ts'

const failsWith = (code: StoreErrorCode) => expect.objectContaining({ name: 'StoreError', code })
const record = (n: number): Uint8Array => new TextEncoder().encode(`record ${n} `.repeat(1 + (n % 4)))

async function readAll(log: CommitLog, from?: number): Promise<[number, string][]> {
  const records: [number, string][] = []
  for await (const { index, payload } of log.replay(from))
    records.push([index, Buffer.from(payload).toString()])
  return records
}

const expected = (from: number, to: number): [number, string][] =>
  Array.from({ length: to - from }, (_, i) => [from + i, Buffer.from(record(from + i)).toString()])

async function openWith(options: CommitLogOptions, count: number): Promise<CommitLog> {
  const log = await openCommitLog(options)
  for (let n = 0; n < count; n++) await log.append(record(n))
  return log
}

test('records are read back in order, from any index, also after reopening', async () => {
  await using folder = await temporaryDirectory()
  const options = { directory: join(folder.path, 'log') }
  const log = await openWith(options, 20)
  expect([log.firstIndex, log.nextIndex]).toEqual([0, 20])
  expect(await readAll(log)).toEqual(expected(0, 20))
  expect(await readAll(log, 17)).toEqual(expected(17, 20))
  expect(await readAll(log, 20)).toEqual([])
  await log.close()
  await using again = await openCommitLog(options)
  expect(again.nextIndex).toBe(20)
  expect(await again.append(record(20))).toBe(20)
  expect(await readAll(again)).toEqual(expected(0, 21))
})

test('appends that are made together keep their order and share syncs', async () => {
  await using folder = await temporaryDirectory()
  await using log = await openCommitLog({ directory: folder.path })
  const indices = await Promise.all([
    log.append(record(0)),
    log.append([record(1), record(2), record(3)]),
    log.append([]),
    log.append(record(4)),
  ])
  expect(indices).toEqual([0, 1, 4, 4])
  expect(await readAll(log)).toEqual(expected(0, 5))
})

test('a record that comes in pieces is the record that they make', async () => {
  await using folder = await temporaryDirectory()
  await using log = await openCommitLog({ directory: folder.path })
  const pieces = [record(0).subarray(0, 3), new Uint8Array(), record(0).subarray(3)]
  await Promise.all([
    log.append({ parts: pieces }),
    log.append([record(1), { parts: [record(2)] }, { parts: [] }]),
  ])
  const found = await readAll(log)
  expect(found).toEqual([...expected(0, 3), [3, '']])
})

test('an empty record is a record', async () => {
  await using folder = await temporaryDirectory()
  const log = await openCommitLog({ directory: folder.path })
  await log.append([new Uint8Array(), new Uint8Array()])
  await log.close()
  await using again = await openCommitLog({ directory: folder.path })
  expect(await readAll(again)).toEqual([
    [0, ''],
    [1, ''],
  ])
})

test('a log goes on in new files, and old ones are deleted whole', async () => {
  await using folder = await temporaryDirectory()
  const options = { directory: folder.path, segmentBytes: 200 }
  const log = await openWith(options, 40)
  const files = await readdir(folder.path)
  expect(files.length).toBeGreaterThan(5)
  expect(await readAll(log)).toEqual(expected(0, 40))
  expect(await readAll(log, 21)).toEqual(expected(21, 40))
  await log.truncateBefore(22)
  expect(log.firstIndex).toBeLessThanOrEqual(22)
  expect(log.firstIndex).toBeGreaterThan(10)
  expect(await readAll(log)).toEqual(expected(log.firstIndex, 40))
  await expect(readAll(log, log.firstIndex - 1)).rejects.toThrow(failsWith('log.OutOfRange'))
  await expect(readAll(log, 41)).rejects.toThrow(failsWith('log.OutOfRange'))
  await log.truncateBefore(1000)
  expect((await readdir(folder.path)).length).toBe(1)
  const kept = log.firstIndex
  await log.close()
  await using again = await openCommitLog(options)
  expect([again.firstIndex, again.nextIndex]).toEqual([kept, 40])
  expect(await again.append(record(40))).toBe(40)
  expect(await readAll(again)).toEqual(expected(kept, 41))
})

test('a record larger than a file gets a file of its own', async () => {
  await using folder = await temporaryDirectory()
  await using log = await openCommitLog({ directory: folder.path, segmentBytes: 100 })
  const large = new Uint8Array(1000).fill(65)
  for (const payload of [record(0), large, record(2)]) await log.append(payload)
  expect((await readAll(log)).map(([, text]) => text.length)).toEqual([
    record(0).length,
    1000,
    record(2).length,
  ])
})

/** A log of twelve records in two files; the newest holds the writes of record 7, of record 8 and of records 9 to 11, then zeros. */
async function smallLog(directory: string): Promise<{ newest: string; bytes: Buffer; oldest: string }> {
  const log = await openWith({ directory, segmentBytes: 300 }, 9)
  await log.append([record(9), record(10), record(11)])
  await log.close()
  const [oldest = '', newest = ''] = (await readdir(directory)).toSorted()
  expect(newest).toBe('0000000000000007.log')
  return { newest, bytes: await readFile(join(directory, newest)), oldest }
}

test('a log that is cut off at any byte opens with the records before, and goes on', async () => {
  await using folder = await temporaryDirectory()
  const original = join(folder.path, 'original')
  const { newest, bytes } = await smallLog(original)
  let before = 7
  for (let length = 0; length <= bytes.length; length++) {
    const directory = join(folder.path, `cut-${length}`)
    await cp(original, directory, { recursive: true })
    await truncate(join(directory, newest), length)
    const log = await openCommitLog({ directory, segmentBytes: 1000 })
    expect(log.nextIndex).toBeGreaterThanOrEqual(before)
    before = log.nextIndex
    const next = await log.append(record(before))
    expect(await readAll(log)).toEqual(expected(0, next + 1))
    await log.close()
    await rm(directory, { recursive: true })
  }
  expect(before).toBe(12)
})

test('a flipped bit is refused, or was in the last write and cuts it off: never is a wrong record read', async () => {
  await using folder = await temporaryDirectory()
  const original = join(folder.path, 'original')
  const { newest, bytes } = await smallLog(original)
  const seen = new Set<number | string>()
  for (let bit = 0; bit < bytes.length * 8; bit += 7) {
    const directory = join(folder.path, `flip-${bit}`)
    await cp(original, directory, { recursive: true })
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await writeFile(join(directory, newest), flipped)
    const notices: string[] = []
    try {
      const log = await openCommitLog({ directory, onNotice: (notice) => notices.push(notice) })
      // The last write is records 9, 10 and 11; whatever came before it was acknowledged and is there.
      expect(log.nextIndex).toBeGreaterThanOrEqual(9)
      expect(await readAll(log)).toEqual(expected(0, log.nextIndex))
      expect(notices).toHaveLength(1)
      seen.add(log.nextIndex)
      await log.close()
    } catch (error) {
      expect(error).toMatchObject({ code: 'log.Damaged', message: expect.stringContaining(newest) })
      seen.add('damaged')
    }
    await rm(directory, { recursive: true })
  }
  expect([...seen].map(String).toSorted()).toEqual(['10', '11', '12', '9', 'damaged'])
})

test('what was cut off does not come back when a record of the same length takes its place', async () => {
  await using folder = await temporaryDirectory()
  const { newest, bytes } = await smallLog(folder.path)
  // Exactly room for it: no zeros are written behind, which would hide what stands there.
  const segmentBytes = bytes.indexOf('record 9') + record(9).length
  bytes.fill(0, bytes.indexOf('record 9'), bytes.indexOf('record 9') + 8)
  await writeFile(join(folder.path, newest), bytes)
  const log = await openCommitLog({ directory: folder.path, segmentBytes })
  expect(await log.append(record(9))).toBe(9)
  await log.close()
  await using again = await openCommitLog({ directory: folder.path })
  expect(await readAll(again)).toEqual(expected(0, 10))
})

test('damage in an older file is found when it is read, with file and byte', async () => {
  await using folder = await temporaryDirectory()
  const { oldest } = await smallLog(folder.path)
  const path = join(folder.path, oldest)
  const bytes = await readFile(path)
  for (const at of [3, 30, 44]) {
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ 0x10
    await writeFile(path, flipped)
    await using log = await openCommitLog({ directory: folder.path })
    await expect(readAll(log)).rejects.toThrow(failsWith('log.Damaged'))
    await expect(readAll(log)).rejects.toThrow(/0000000000000000\.log is damaged at byte (0|24)/)
  }
})

test('a file that is missing between others is found when it is read', async () => {
  await using folder = await temporaryDirectory()
  await (await openWith({ directory: folder.path, segmentBytes: 200 }, 40)).close()
  const files = (await readdir(folder.path)).toSorted()
  await rm(join(folder.path, files[2] ?? ''))
  await using log = await openCommitLog({ directory: folder.path })
  await expect(readAll(log)).rejects.toThrow(failsWith('log.Damaged'))
})

test('a record that holds what looks like records of the log does not confuse recovery', async () => {
  await using folder = await temporaryDirectory()
  const source = join(folder.path, 'source')
  await (await openWith({ directory: source }, 6)).close()
  const [name = ''] = await readdir(source)
  const imitation = (await readFile(join(source, name))).subarray(0, 400)
  const directory = join(folder.path, 'log')
  const log = await openCommitLog({ directory })
  await log.append(record(0))
  await log.append(imitation)
  await log.close()
  // The last write was torn at its beginning: behind it stand records that look acknowledged and come later.
  const bytes = await readFile(join(directory, name))
  bytes.fill(1, bytes.indexOf('DEMILOG1', 1), bytes.indexOf('DEMILOG1', 1) + 1)
  await writeFile(join(directory, name), bytes)
  await using again = await openCommitLog({ directory })
  expect(again.nextIndex).toBe(1)
})

test('any bytes as a file of the log open, or are refused with a code', async () => {
  await using folder = await temporaryDirectory()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const directory = join(folder.path, `${run++}`)
      await mkdir(directory)
      await writeFile(join(directory, '0000000000000000.log'), bytes)
      try {
        await (await openCommitLog({ directory })).close()
      } catch (error) {
        expect(error).toMatchObject({ code: 'log.Damaged' })
      }
    }),
    { numRuns: 60 },
  )
})

test('a write that fails ends the log: later appends fail too, and nothing was acknowledged', async () => {
  await using folder = await temporaryDirectory()
  const directory = join(folder.path, 'log')
  const log = await openWith({ directory, segmentBytes: 60 }, 2)
  await rm(directory, { recursive: true })
  const appends = [log.append(record(2)), log.append(record(3))]
  for (const append of appends) await expect(append).rejects.toThrow(failsWith('log.Failed'))
  await expect(log.append(record(4))).rejects.toThrow(failsWith('log.Failed'))
  await log.close()
})

test('a closed log refuses, and closing waits for what was appended', async () => {
  await using folder = await temporaryDirectory()
  const log = await openCommitLog({ directory: folder.path })
  const append = log.append(record(0))
  await log.close()
  await log.close()
  expect(await append).toBe(0)
  await expect(log.append(record(1))).rejects.toThrow(failsWith('log.Closed'))
  await expect(readAll(log)).rejects.toThrow(failsWith('log.Closed'))
})

test('kill -9 at any moment loses no acknowledged record', { timeout: 120_000 }, async () => {
  await using folder = await temporaryDirectory()
  const directory = join(folder.path, 'log')
  let acknowledged = -1
  for (let kill = 0; kill < 24; kill++) {
    acknowledged = Math.max(acknowledged, await appendUntilKilled(directory, 3 + ((kill * 37) % 90)))
    const log = await openCommitLog({ directory, segmentBytes: 40_000 })
    expect(log.nextIndex).toBeGreaterThan(acknowledged)
    const records = await readAll(log, Math.max(log.firstIndex, log.nextIndex - 400))
    for (const [index, text] of records) expect(text).toBe(`${index} `.repeat(1 + (index % 50)))
    await log.close()
  }
  expect(acknowledged).toBeGreaterThan(30)
})

/** Starts a process that appends as fast as it can, kills it after so many acknowledgements, and returns the last one seen. */
async function appendUntilKilled(directory: string, acknowledgements: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'append-child.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (output.split('\n').length > acknowledgements) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return Number(output.split('\n').slice(0, -1).at(-1) ?? -1)
}
