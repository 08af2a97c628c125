import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Store } from '@demiurge/state'
import type { StoreErrorCode } from '@demiurge/store'
import { afterAll, describe, expect, test } from 'vitest'
import { type Engine, startEngines } from './engines.ts'
import { faultsOf, numberedBatch } from './numbered-batches.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const KILLS = 4
/** Batches that are acknowledged before each of them at least. */
const FIRST_BATCHES = 3
const engines = await startEngines({ fsync: true })
const { server } = engines
afterAll(() => engines[Symbol.asyncDispose]())

const failsWith = (code: StoreErrorCode) => expect.objectContaining({ name: 'StoreError', code })
const onDisk = engines.names.filter((name) => name !== 'memory' && name !== 'rocksdb with a cache')

/** Batches that wait at most at the moment of a death: so many numbers may be missing before the newest. */
const AT_ONCE = 3

describe.each(onDisk)('%s', (engine) => {
  test('kill -9 of the process at any moment loses no acknowledged batch, and leaves none half-written', async () => {
    await using folder = await temporaryDirectory()
    const acknowledged = new Set<number>()
    for (let kill = 0; kill < KILLS; kill++) {
      const first = acknowledged.size === 0 ? 0 : Math.max(...acknowledged) + 1 + AT_ONCE
      await writeUntilKilled({ engine, directory: folder.path, first, afterMs: 10 + kill * 60, acknowledged })
      const store = await engines.open(engine, folder.path)
      expect(await faultsOf(store, acknowledged)).toEqual([])
      await store.close()
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS * 2)
  }, 60_000)
})

/** Lets a process of its own write, kills it some time after its first batches, and adds what it reported. */
async function writeUntilKilled(options: {
  readonly engine: Engine
  readonly directory: string
  readonly first: number
  readonly afterMs: number
  readonly acknowledged: Set<number>
}): Promise<void> {
  const { engine, directory, first, afterMs, acknowledged } = options
  const url = server === undefined ? [] : [server.url]
  const script = join(import.meta.dirname, 'batch-child.ts')
  const child = spawn(process.execPath, [script, engine, directory, String(first), ...url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const before = output.split('\n').length
    output += chunk.toString()
    // Only then is there enough to lose, however slow the disk is.
    if (before <= FIRST_BATCHES && output.split('\n').length > FIRST_BATCHES)
      setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  await once(child, 'close')
  for (const line of output.split('\n').slice(0, -1)) acknowledged.add(Number(line))
}

describe.skipIf(server === undefined)('the server of PostgreSQL', () => {
  test('kill -9 of all its processes loses no acknowledged batch; the store says what to do, and goes on when opened again', async () => {
    await using folder = await temporaryDirectory()
    const acknowledged = new Set<number>()
    for (let kill = 0; kill < KILLS; kill++) {
      const store = await engines.open('postgresql', folder.path)
      expect(await faultsOf(store, acknowledged)).toEqual([])
      const first = acknowledged.size === 0 ? 0 : Math.max(...acknowledged) + 1 + AT_ONCE
      const writing = writeUntilFailure(store, first, acknowledged)
      const reading = readUntilFailure(store)
      const before = acknowledged.size
      while (acknowledged.size < before + FIRST_BATCHES)
        await new Promise((resolve) => setTimeout(resolve, 5))
      await new Promise((resolve) => setTimeout(resolve, kill * 70))
      await server?.kill()
      expect(await Promise.all([...writing, reading])).toEqual(
        Array.from({ length: AT_ONCE + 1 }, () => failsWith('store.ServerLost')),
      )
      await expect(store.get(Uint8Array.of(1))).rejects.toThrow(/acknowledged are stored.*start again/)
      await expect(store.iterate()[Symbol.asyncIterator]().next()).rejects.toThrow(
        failsWith('store.ServerLost'),
      )
      await store.close()
      await expect(engines.open('postgresql', folder.path)).rejects.toThrow(
        failsWith('store.ServerUnreachable'),
      )
      await server?.start()
    }
    const store = await engines.open('postgresql', folder.path)
    expect(await faultsOf(store, acknowledged)).toEqual([])
    const newest = Math.max(...acknowledged)
    expect(await faultsOf(store, new Set([newest + 10])), 'what was lost is noticed').not.toEqual([])
    expect(acknowledged.size).toBeGreaterThan(KILLS * 2)
    await store.close()
  }, 60_000)
})

/** Writes from several places at once; each resolves with the error that ended it. */
function writeUntilFailure(store: Store, first: number, acknowledged: Set<number>): Promise<unknown>[] {
  let next = first
  const write = async (): Promise<unknown> => {
    for (;;) {
      const n = next++
      try {
        await store.batch(numberedBatch(n))
      } catch (error) {
        return error
      }
      acknowledged.add(n)
    }
  }
  return Array.from({ length: AT_ONCE }, write)
}

async function readUntilFailure(store: Store): Promise<unknown> {
  try {
    for (;;) {
      for await (const _ of store.iterate());
      await store.getMany([Uint8Array.of(1), Uint8Array.of(2)])
    }
  } catch (error) {
    return error
  }
}
